"""Saying no: one clear sentence for everything about a file that cannot be used."""

from __future__ import annotations

import errno
import os
import stat

from presets.files.text import plain_text


class Refusal(Exception):
    """A file that cannot be used, or not written; its text is one sentence, safe to show anywhere."""

    def __init__(self, sentence: str) -> None:
        super().__init__(plain_text(sentence))


class Unasked(Refusal):
    """Not done because nobody has said that it should be; whoever answers may have it done all the same."""


class AlreadyThere(Unasked):
    """A file of that name exists, and it is not the one that was opened."""


_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.EISDIR: "it is a folder, not a file",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "its symbolic links go round in circles",
}


def reason(error: OSError) -> str:
    """Why the operating system refused, in words that follow "because" or a colon."""
    code = error.errno or 0
    return _REASONS.get(code) or os.strerror(code).lower()


def file_kind(mode: int) -> str:
    """What something is that is no regular file, from its mode."""
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFLNK: "a symbolic link",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")


def shown(path: str | os.PathLike[str]) -> str:
    """A path as messages name it: the home folder shortened, harmless and not endless."""
    text = os.fspath(path)
    home = os.path.expanduser("~")
    if len(home) > 1 and text.startswith(home + os.sep):
        text = "~" + text[len(home) :]
    text = plain_text(text)
    return text if len(text) <= _LONGEST_PATH else f"{text[: _LONGEST_PATH // 2]}…{text[-_LONGEST_PATH // 2 :]}"


_LONGEST_PATH = 200
