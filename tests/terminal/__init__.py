"""A terminal for programs under test: real bytes on a pseudo-terminal, read back from a screen.

Linux only: it waits for processes through their descriptors.
"""
