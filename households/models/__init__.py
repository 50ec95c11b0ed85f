"""Households, their people, the records of each period, and the events of the registry."""

from households.models.events import RegistryEvent
from households.models.household import Household
from households.models.member import Member, MemberPeriod
from households.models.period import HouseholdPeriod

__all__ = ["Household", "HouseholdPeriod", "Member", "MemberPeriod", "RegistryEvent"]
