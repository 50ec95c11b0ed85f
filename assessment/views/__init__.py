"""The pages of exits, re-checks and policy, a module a noun."""
