"""Scenario files, the price catalogue and unsaved work on disk: find, read, check, save."""
