"""What the system knows of a process: processor time, memory, and how long it had to wait for a processor."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TICK = 1000 / os.sysconf("SC_CLK_TCK")


def processor_ms(pid: int) -> float:
    """Milliseconds of processor time that a process took so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK


def waited_ms(pid: int) -> float:
    """Milliseconds that its main thread was ready to run while others ran."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e6
    except (OSError, IndexError):
        return 0.0


def memory_mb(pid: int) -> float:
    """Resident memory in megabytes."""
    found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0
