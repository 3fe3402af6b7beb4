"""Standard streams that are closed, full or gone, and folders that are: one sentence and status 1, never silence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.presets.files import MINIMAL

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "compare": "compare textbook",
    "json": "compare --json textbook",
    "long": f"compare {'textbook ' * 40}",
    "csv": "sweep textbook --vary weak.bugs --csv",
    "lineup": "lineup textbook",
    "odds": "odds textbook",
    "report": "report textbook",
    "models": "models",
    "scenarios": "scenarios",
    "completion": "completion bash",
    "help": "--help",
    "help of a command": "compare --help",
    "version": "--version",
}

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def shell(command: str, cwd: Path = ROOT, unbuffered: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What ``crossover`` does in a shell; in the command it is ``$C``."""
    crossover = f"{sys.executable} -m llm_crossover"
    return subprocess.run(
        ["/bin/bash", "-c", command.replace("$C", crossover)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered} | environment,
        check=False,
    )


def one_sentence(text: bytes) -> str:
    """Exactly one line, and none of Python's."""
    assert text.count(b"\n") == 1
    assert text.endswith(b"\n")
    return text.decode().strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [*((one, "") for one in COMMANDS.values()), *((COMMANDS[one], "1") for one in ("long", "help"))],
)
@pytest.mark.parametrize(
    ("to", "sentence"),
    [(">/dev/full", "the answer cannot be written: the disk is full"), (">&-", "nothing was done: standard output is closed")],
)
def test_an_answer_that_nobody_gets_is_no_success(arguments: str, to: str, sentence: str, unbuffered: str) -> None:
    done = shell(f"$C {arguments} {to}", unbuffered=unbuffered)
    assert (done.returncode, one_sentence(done.stderr), done.stdout) == (1, sentence, b"")


@pytest.mark.slow
@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full"])
def test_where_nobody_can_be_told_the_status_tells(stream: str) -> None:
    done = shell(f"$C compare nosuch {stream}")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert shell(f"$C compare --nosuch {stream}").returncode == 2
    done = shell(f"$C compare textbook {stream}")
    assert done.returncode == 0
    assert b"WEAK FIRST" in done.stdout
    assert shell(f"$C compare textbook >/dev/full {stream}").returncode == 1


@pytest.mark.slow
def test_standard_input_that_is_closed() -> None:
    assert one_sentence(shell("$C compare - <&-").stderr) == "standard input: it is closed"
    assert shell("$C compare - <&-").returncode == 1
    assert shell("$C compare textbook <&-").returncode == 0
    done = shell("$C <&-")
    assert done.returncode == 2
    assert b"the explorer needs a terminal" in done.stderr


def test_all_streams_closed() -> None:
    assert shell("$C compare textbook <&- >&- 2>&-").returncode == 1


@pytest.mark.slow
def test_no_file_gets_the_number_of_a_closed_stream(home: Path) -> None:
    (home / "scenarios").mkdir(parents=True)
    (home / "scenarios" / "mine.toml").write_text(MINIMAL)
    assert shell("$C scenarios <&- 2>&-").returncode == 0
    assert (home / "scenarios" / "mine.toml").read_text() == MINIMAL


def test_input_that_does_not_block_is_waited_for(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.set_blocking(read, False)
    with subprocess.Popen(
        [sys.executable, "-m", "llm_crossover", "compare", "--json", "-"], cwd=ROOT, stdin=read, stdout=subprocess.PIPE
    ) as process:
        os.close(read)
        os.write(write, MINIMAL.encode())
        os.close(write)
        assert process.stdout is not None
        assert b"Minimal" in process.stdout.read()
    assert process.returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
def test_what_a_shell_hands_over_is_read_and_other_pipes_are_not(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(MINIMAL)
    done = shell(f"$C compare --json <(cat {tmp_path}/x.toml) /dev/stdin < {tmp_path}/x.toml")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"Minimal") == 2
    os.mkfifo(tmp_path / "pipe")
    assert one_sentence(shell(f"$C compare {tmp_path}/pipe").stderr).endswith("pipe: it is a pipe, not a file")
    assert one_sentence(shell(f"$C <(cat {tmp_path}/x.toml)").stderr).endswith("it is a pipe, not a file")
    assert one_sentence(shell("$C compare /dev/fd/77").stderr) == "/dev/fd/77: bad file descriptor"


@pytest.mark.slow
def test_a_folder_that_was_deleted(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = shell(f"rmdir {gone}; $C compare ./x.toml", cwd=gone)
    sentence = "./x.toml cannot be found: the current folder was deleted"
    assert (done.returncode, one_sentence(done.stderr), done.stdout) == (1, sentence, b"")
    gone.mkdir()
    done = shell(f"rmdir {gone}; $C compare textbook", cwd=gone)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
@pytest.mark.parametrize("home", ["~nosuchuser/x", "~nosuchuser"])
def test_a_folder_of_nobody(home: str, tmp_path: Path) -> None:
    done = shell("$C scenarios", cwd=tmp_path, CROSSOVER_HOME=home)
    if "/" in home:
        assert (done.returncode, one_sentence(done.stderr)) == (1, "~nosuchuser is nobody's home folder")
    assert list(tmp_path.iterdir()) == []
    shutil.rmtree(tmp_path)
