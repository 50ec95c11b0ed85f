"""The pages of core, one module for each noun."""
