"""Whom: the household, its people, what is recorded of them each period, and what happened to them."""

from households.models.events import RegistryEvent
from households.models.household import Household
from households.models.member import Member, MemberPeriod
from households.models.period import HouseholdPeriod

__all__ = ["Household", "HouseholdPeriod", "Member", "MemberPeriod", "RegistryEvent"]
