"""What the engine is asked, and what is shown of its answer; for screen, reports and command line alike. Knows no Textual."""
