"""What asks and shows in front of the explorer."""
