"""Mutation testing of rules, querysets and spreadsheets: `make mutate`."""
