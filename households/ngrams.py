"""Index names by n-grams of two characters, within counties, to find any part of a name.

The tokens of 张三丰 in county 360726 are `360726张三` and `360726三丰`. A trigram index cannot
find two characters at all, and an index without the county would read every 王小 of the
country for one village.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField

CREATE_FUNCTION = """
CREATE OR REPLACE FUNCTION county_ngrams(region_code text, name text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    ngrams text[] := '{}';
    county text := left(region_code, 6);
BEGIN
    FOR n IN 1 .. length(name) - 1 LOOP
        ngrams := ngrams || (county || substr(name, n, 2));
    END LOOP;
    RETURN ngrams;
END $$
"""
DROP_FUNCTION = "DROP FUNCTION IF EXISTS county_ngrams(text, text)"
# The beginnings of each further sound of a name: few sounds, so few tokens.
LONGEST_BEGINNING = 8
CREATE_BEGINNINGS = """
CREATE OR REPLACE FUNCTION county_beginnings(region_code text, sounds text)
RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    beginnings text[] := '{}';
    sound text;
BEGIN
    FOREACH sound IN ARRAY string_to_array(ltrim(sounds), ' ') LOOP
        FOR n IN 2 .. least(length(sound), 8) LOOP
            beginnings := beginnings || (left(region_code, 6) || left(sound, n));
        END LOOP;
    END LOOP;
    RETURN beginnings;
END $$
"""
DROP_BEGINNINGS = "DROP FUNCTION IF EXISTS county_beginnings(text, text)"


class CountyNgrams(Func):
    """The tokens of a name as the index holds them."""

    function = "county_ngrams"
    output_field = ArrayField(TextField())


class CountyBeginnings(Func):
    """The beginnings of a name's further sounds as the index holds them."""

    function = "county_beginnings"
    output_field = ArrayField(TextField())


def county_tokens(county: str, text: str) -> list[str]:
    """The tokens of a name of the county that contains `text`, two characters or more."""
    return sorted({county[:6] + text[n : n + 2] for n in range(len(text) - 1)})
