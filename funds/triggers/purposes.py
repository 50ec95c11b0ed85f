"""What money and subsidies are for, asked in SQL of the code lists.

See also `funds.purposes`, which says the same in Python to explain it.
"""

# The finest type given of the project in `p`.
CATEGORY = "COALESCE(NULLIF(p.category_3, ''), NULLIF(p.category_2, ''), p.category_1)"


def unfit(list_name: str, code: str) -> str:
    """The condition that no era of a code may serve the project in `p`.

    An unknown code serves none; one without `for_projects` serves all.
    """
    return f"""NOT EXISTS (
     SELECT 1 FROM core_codeitem c
     WHERE c.list_name = '{list_name}' AND c.code = {code}
       AND (c.attributes -> 'for_projects' IS NULL OR EXISTS (
         SELECT 1 FROM jsonb_array_elements_text(c.attributes -> 'for_projects') prefix
         WHERE starts_with({CATEGORY}, prefix))))"""


# The part of a budget that a kind of fund is taken from.
BUDGET_OF_KIND = """COALESCE((
     SELECT max(c.attributes ->> 'budget') FROM core_codeitem c
     WHERE c.list_name = 'fund_type' AND c.code = d.kind), 'other')"""

# A subsidy with all that it counts as: two that share a code exclude each other.
COUNTS_AS = """(
  SELECT range_agg(int4range(code, code, '[]')) FROM (
    SELECT NEW.programme::int AS code
    UNION
    SELECT counted::int FROM core_codeitem c,
      jsonb_array_elements_text(COALESCE(c.attributes -> 'counts_as', '[]')) counted
    WHERE c.list_name = 'subsidy' AND c.code = NEW.programme) codes)"""
