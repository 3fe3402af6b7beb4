"""Between Textual and the terminal: what it can show, what it sends, signals, and what is sent to it."""
