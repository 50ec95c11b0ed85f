"""Copy what a household's latest period says to the household, by trigger.

The list of households then filters and sorts on one table.
"""

import pgtrigger

_COPY = """
UPDATE households_household h
SET recorded_period = n.period, recorded_attr = n.attr, recorded_cause = n.main_cause,
    recorded_net_pc_fen = n.net_pc_fen
FROM (SELECT DISTINCT ON (household_id) * FROM new_rows ORDER BY household_id, period DESC) n
WHERE h.id = n.household_id AND n.period >= h.recorded_period
  AND (h.recorded_period, h.recorded_attr, h.recorded_cause, h.recorded_net_pc_fen)
      IS DISTINCT FROM (n.period, n.attr, n.main_cause, n.net_pc_fen);
RETURN NULL;
"""


def _copy_after(operation: pgtrigger.Operation, name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=_COPY,
    )


# One statement for any number of rows, so that batches and bulk SQL pay once.
COPY_TO_HOUSEHOLD = (
    _copy_after(pgtrigger.Insert, "copy_new_to_household"),
    _copy_after(pgtrigger.Update, "copy_change_to_household"),
)
