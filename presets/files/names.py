"""Names of files as TOML can hold them: a name is any bytes, TOML is UTF-8."""

from __future__ import annotations

import os

_MARK = "bytes:"


def to_file(name: str) -> str:
    """A path or name as text: as it is, or its bytes in hexadecimal where UTF-8 does not know them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return _MARK + os.fsencode(name).hex()
    return name


def from_file(text: str) -> str:
    """The path or name that ``to_file`` wrote."""
    try:
        return os.fsdecode(bytes.fromhex(text.removeprefix(_MARK))) if text.startswith(_MARK) else text
    except ValueError:
        return text
