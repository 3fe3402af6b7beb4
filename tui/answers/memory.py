"""The memory of answers: kept from one to the next."""

from __future__ import annotations

import ctypes

_KEPT, _LARGEST = 1 << 28, 1 << 25
"""Bytes that are kept in all, and of one array: older libraries refuse more."""

# Numbers that GNU's C library gives its settings.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


def keep_memory() -> None:
    """Have the C library keep the memory of arrays that are dropped, for those that come next.

    As it comes, it gives that of larger ones back to the system, which makes every page of it anew at the next key: that
    takes as long as all else. A library without such settings is left as it is.
    """
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    if setting is None:
        return
    setting(_TRIM_THRESHOLD, _KEPT)
    setting(_MMAP_THRESHOLD, _LARGEST)
    # Answers are worked out in threads, of which each would keep memory of its own.
    setting(_ARENA_MAX, 1)
