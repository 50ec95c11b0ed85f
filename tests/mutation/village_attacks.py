"""Attacks on the tree of regions."""

from __future__ import annotations

from tests.mutation.attacks import attack, copy, sql

REGION = "villages_region"


@attack("region_code_valid_once", REGION)
def code_stands_for_two_places(scene):
    copy(REGION, scene.region.pk, valid_from="valid_from + 1")


@attack("region_code_from_once", REGION)
def code_given_twice_on_one_day(scene):
    copy(REGION, scene.region.pk, valid_to="valid_from + 1")


@attack("region_period_forward", REGION)
def place_ends_before_it_begins(scene):
    sql(f"UPDATE {REGION} SET valid_to = valid_from WHERE id = %s", scene.region.pk)


@attack("villages_village_region_code_key", "villages_village")
def village_described_twice(scene):
    copy("villages_village", scene.village.pk)
