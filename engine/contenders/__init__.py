"""Strategies beside the four plain ones, each in a module that says which phases it has."""
