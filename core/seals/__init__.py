"""Was anything altered behind the application's back? Checks, seals and who runs them."""
