"""The tabs of the explorer; `tui/keys/views.py` lists them."""
