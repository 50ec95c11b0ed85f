"""The permissions of the registry, by what they allow."""

VIEW = "households.view_household"
ADD = "households.add_household"
CHANGE = "households.change_household"
# Document numbers, telephones and accounts in full, for a purpose and on record.
REVEAL = "households.reveal_household"
