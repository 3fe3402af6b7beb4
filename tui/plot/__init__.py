"""Drawing of charts: what to draw, how plotext draws it, and the widget that shows it.

Nothing here knows the cost model. Import from the modules themselves; this package imports nothing,
so that describing a chart does not load plotext.
"""
