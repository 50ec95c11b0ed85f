"""The permissions of this app."""

VIEW = "households.view_household"
CHANGE = "households.change_household"
