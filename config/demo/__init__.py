"""The demonstration county: real places, made-up people; the same every time for the same day."""
