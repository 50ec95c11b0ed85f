"""Search names by any part, also by one or two characters, which trigrams cannot do."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField

# plpgsql, since it builds the array in place: ten times faster than a set-returning query.
CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION name_ngrams(name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE grams text[] := string_to_array(name, NULL);
BEGIN
    FOR n IN 1 .. length(name) - 1 LOOP
        grams := grams || substr(name, n, 2);
    END LOOP;
    RETURN grams;
END $$
"""
DROP_FUNCTION = "DROP FUNCTION IF EXISTS name_ngrams(text)"


class NameNgrams(Func):
    """Every character and every pair of neighbours of a name, as the index holds them."""

    function = "name_ngrams"
    output_field = ArrayField(TextField())


def ngrams_of(text: str) -> list[str]:
    """What a name that contains `text` must have: its pairs, or the one character."""
    return (
        [text]
        if len(text) < 2
        else sorted({text[n : n + 2] for n in range(len(text) - 1)})
    )
