"""Writing files so that a kill, a full disk or another session never leaves half of one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from presets.refusal import Refusal, kind_of, reason, shown

OWNER_ONLY = 0o600


def write_atomically(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Put ``content`` at ``path``, all of it or, whatever happens, nothing.

    A new file is readable by its owner only; an existing one keeps its permissions. The folder must exist.

    Args:
        path: Where; not a symbolic link (see ``Path.resolve``).
        content: The bytes.
        durable: Whether to wait until they are on the disk, so that they survive a power cut. A killed
            process loses nothing either way.

    Raises:
        Refusal: If it cannot be written; what was there before still is.
    """
    try:
        if (kind := _irregular(path)) is not None:
            raise Refusal(f"{shown(path)} was not written: it is {kind}, not a file")
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            _write_new(temporary, content, _permissions(path), durable=durable)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        if durable:
            _sync_folder(path.parent)
    except OSError as error:
        raise Refusal(f"{shown(path)} was not written: {reason(error)}") from None
    except ValueError:  # a NUL character in the path
        raise Refusal(f"{shown(path)} was not written: no file can have that name") from None


def resolved(path: Path) -> Path:
    """Where a path leads, its symbolic links followed.

    Raises:
        Refusal: If it leads nowhere.
    """
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        raise Refusal(f"{shown(path)}: no file can have that name") from None


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, accessible to their owner only.

    Raises:
        Refusal: If that is not possible.
    """
    try:
        for part in (*reversed(folder.parents), folder):
            if not part.exists():
                with contextlib.suppress(FileExistsError):  # another session was faster
                    part.mkdir(0o700)
    except OSError as error:
        raise Refusal(f"the folder {shown(folder)} cannot be made: {reason(error)}") from None
    except ValueError:
        raise Refusal(f"the folder {shown(folder)} cannot be made: no folder can have that name") from None


@contextlib.contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """Keep other sessions from saving into ``folder`` meanwhile, where the file system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except (OSError, ValueError):
        yield  # the write itself will say what is wrong
        return
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _irregular(path: Path) -> str | None:
    """What is there instead of a file, if anything but a file is there."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return None
    return None if stat.S_ISREG(mode) else kind_of(mode)


def _permissions(path: Path) -> int:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        return OWNER_ONLY


def _write_new(path: Path, content: bytes, mode: int, *, durable: bool) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)  # left by a killed session that had the same process number
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, OWNER_ONLY)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
        if mode != OWNER_ONLY:
            os.fchmod(descriptor, mode)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; file systems that cannot are no reason to fail, the rename is done."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
