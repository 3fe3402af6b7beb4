"""Scenarios: every parameter and its entry, what people type and read, and the numbers laid out per strategy."""
