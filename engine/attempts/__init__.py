"""Attempts: at one bug, at all bugs of a conversation, and from a certain one on; chances and moments, no dollars."""
