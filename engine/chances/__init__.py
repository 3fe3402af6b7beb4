"""The distribution of the cost of one run."""
