"""What outlives a session: unsaved work, pins, which scenario was open, failures."""
