"""What can be taken along, each kind in a module: pure functions from the state of a session to text."""
