"""The program as it is installed: the commands, and beside them ``engine``, ``presets`` and ``tui``."""
