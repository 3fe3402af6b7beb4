"""The terminal: what it can show, its cells, its size, what it sends, and how a session on it ends. Knows no Textual."""
