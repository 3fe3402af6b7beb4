"""The widgets of the explorer. Those that change at every key press render lines themselves."""
