"""What the pages show, decided here and not in templates; by noun as the views."""
