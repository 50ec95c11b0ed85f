"""The permissions of projects, named for what they allow."""

VIEW = "projects.view_project"
DECLARE = "projects.add_project"  # write a draft, correct it, submit it
RECORD_WORK = "projects.change_project"  # start of the work, help given to households
ACCEPT = "projects.accept_project"
