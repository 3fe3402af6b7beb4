"""Files and their texts: where they live, reading, writing, TOML, and saying no in one sentence."""
