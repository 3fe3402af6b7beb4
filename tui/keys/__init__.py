"""Every key and every view that one opens, each listed once, and what the user mapped anew."""
