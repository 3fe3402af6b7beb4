"""Between Textual and the terminal: what it can show, signals, and what is sent to it."""
