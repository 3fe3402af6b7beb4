"""Arithmetic that knows nothing of models and bugs: infinities that are results, series, roots, work that stops early."""
