"""The pages of villages, one module for each noun."""
