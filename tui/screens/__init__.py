"""The explorer's screen and the dialogs above it."""
