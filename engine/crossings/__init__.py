"""Where two strategies cost the same."""
