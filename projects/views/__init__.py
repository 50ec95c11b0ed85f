"""The pages of projects, by noun."""
