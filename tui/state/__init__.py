"""What a session holds and what survives it: the scenario under someone's hands, its steps, its files, the settings."""
