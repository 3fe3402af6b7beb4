"""Scenarios on disk, the bundled ones beside this: their files, what differs between two, and copies."""
