"""What a person sees and presses, and the command line."""
