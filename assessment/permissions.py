"""The permissions of this app: who may see exits and re-checks, propose and run them."""

VIEW_EXIT = "assessment.view_exit"
PROPOSE_EXIT = "assessment.propose_exit"
VIEW_RECHECK = "assessment.view_recheck"
RUN_RECHECK = "assessment.run_recheck"
