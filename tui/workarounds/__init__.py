"""What Textual 8.2 does otherwise than the explorer needs it."""
