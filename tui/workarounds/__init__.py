"""What Textual 8.2 does otherwise than the explorer needs it: a module for each such thing.

Only here stand names that Textual keeps to itself, and what relies on an order of events that it does not promise. Each
module says why it is there and what it uses; where a name is gone, Textual's own way is taken.
``tests/tui/test_workarounds.py`` shows what Textual does without each of them: where that test fails, the module can go.
"""
