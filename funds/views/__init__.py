"""The pages of funds, by noun."""
