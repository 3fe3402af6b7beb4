"""``python -m tui.keys > docs/keys.md``; ``tests/tui/test_keys.py`` checks that it was done."""

import sys

from tui.keys.document import keys_document

sys.stdout.write(keys_document())
