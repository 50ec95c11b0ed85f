"""Copies between a household, its latest period and its head, held equal by triggers.

What the latest period says is copied to the household, so that the list filters and sorts
on one table; so is the head's name. The status goes the other way: it is the household's,
and the latest period says the same; earlier periods keep what they said.
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

_STATE_TO_PERIOD = """
UPDATE households_householdperiod SET state = NEW.state
WHERE household_id = NEW.id AND period = NEW.recorded_period AND state <> NEW.state;
RETURN NULL;
"""

STATE_TO_PERIOD = pgtrigger.Trigger(
    name="state_to_period",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("state"),
    condition=pgtrigger.AnyChange("state"),
    func=_STATE_TO_PERIOD,
)

_STATE_IS_HOUSEHOLDS = """
IF EXISTS (
    SELECT 1 FROM households_household h
    JOIN households_householdperiod p
      ON p.household_id = h.id AND p.period = h.recorded_period
    WHERE h.id = NEW.household_id AND p.state <> h.state) THEN
  RAISE check_violation USING CONSTRAINT = 'period_state_is_households',
    MESSAGE = 'the latest period says another status than the household';
END IF;
RETURN NULL;
"""

# At the end of the transaction: years may be loaded one after the other.
STATE_IS_HOUSEHOLDS = pgtrigger.Trigger(
    name="state_is_households",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
    timing=pgtrigger.Deferred,
    func=_STATE_IS_HOUSEHOLDS,
)

# A sheet of an earlier year may correct the name of today's head.
_NAME_TO_HOUSEHOLD = """
UPDATE households_household h
SET head_name = NEW.name, head_pinyin = NEW.name_pinyin,
    head_initials = NEW.name_initials, head_id_mask = NEW.id_no_mask
FROM households_memberperiod r
WHERE h.id = NEW.household_id AND r.member_id = NEW.id AND r.relation = '01'
  AND r.period = h.recorded_period
  AND (h.head_name, h.head_pinyin, h.head_initials, h.head_id_mask)
      IS DISTINCT FROM (NEW.name, NEW.name_pinyin, NEW.name_initials, NEW.id_no_mask);
RETURN NULL;
"""

NAME_TO_HOUSEHOLD = pgtrigger.Trigger(
    name="name_to_household",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("name", "name_pinyin", "name_initials", "id_no_mask"),
    condition=pgtrigger.AnyChange("name", "name_pinyin", "name_initials", "id_no_mask"),
    func=_NAME_TO_HOUSEHOLD,
)
