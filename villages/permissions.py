"""The permissions of villages."""

VIEW = "villages.view_village"
