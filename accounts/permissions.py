"""What an account may do with other people's accounts; `roles.py` says who may."""

# See the people of one's area and their roles.
VIEW_PEOPLE = "accounts.view_user"
# Make accounts, give and end roles, give new passwords.
MANAGE_PEOPLE = "accounts.manage_user"
