"""What ranges around a scenario's numbers make of its answer: points drawn from them, and what is read off those."""
