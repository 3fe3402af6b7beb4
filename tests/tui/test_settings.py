"""The settings file: what is wrong in it is said with its line, the rest is used, and only the theme is ever written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presets.files.places import configuration
from presets.files.refusal import Refusal
from tests.tui.conftest import Opener
from tui.keys.mapping import checked
from tui.keys.registry import all_keys
from tui.state.settings import FILE, THEMES, Settings, load, remember_theme, with_theme


def write(text: str) -> Path:
    path = configuration() / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def problems(keys: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    told: list[str] = []
    return checked(keys, lambda _, sentence: told.append(sentence)), told


def test_keys_are_written_as_people_do() -> None:
    assert problems({"explorer.pin": "ctrl+g, b"}) == ({"explorer.pin": "ctrl+g,b"}, [])
    assert problems({"explorer.help": "!"}) == ({"explorer.help": "exclamation_mark"}, [])
    assert problems({"explorer.undo": "p", "explorer.pin": "b"})[1] == []


def test_every_key_of_ours_is_possible() -> None:
    for key in all_keys():
        assert problems({key.id: ", ".join(key.keys)}) == ({key.id: ",".join(key.keys)}, []), key.id


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"explorer.pim": "b"}, 'there is no key with the id "explorer.pim"; did you mean "explorer.pin"?'),
        ({"explorer.pin": "u"}, 'the key "u" of explorer.pin is taken by explorer.undo; map that one, too'),
        ({"explorer.pin": "down"}, 'the key "down" of explorer.pin is taken by rows.down; map that one, too'),
        ({"explorer.pin": 3}, 'the key of explorer.pin must be a text such as "g" or "ctrl+g", not 3'),
        ({"explorer.pin": " "}, 'the key of explorer.pin must be a text such as "g" or "ctrl+g", not " "'),
        ({"explorer.pin": ",2"}, 'the key of explorer.pin must be a text such as "g" or "ctrl+g, f2", not ",2"'),
        ({"explorer.pin": "escap"}, 'the key of explorer.pin: there is no key "escap"; did you mean "escape"?'),
        ({"explorer.pin": "gg"}, 'the key of explorer.pin: there is no key "gg"'),
        (
            {"explorer.pin": "control+g"},
            'the key of explorer.pin: "control" is none that is held with another key; did you mean "ctrl"?',
        ),
        ({"explorer.pin": "shift+b"}, 'the key of explorer.pin: shift with a letter is written "B"'),
    ],
)
def test_what_is_no_key_is_left_out_with_one_sentence(keys: dict[str, object], sentence: str) -> None:
    assert problems({**keys, "explorer.help": "f2"}) == ({"explorer.help": "f2"}, [sentence])


def test_two_actions_on_one_key_are_told_and_one_of_them_has_it() -> None:
    chosen, told = problems({"explorer.pin": "b", "explorer.save": "b"})
    assert told == ['the key "b" of explorer.pin is taken by explorer.save; one of them needs another']
    assert chosen == {"explorer.save": "b"}


def test_settings_come_from_a_file(home: Path) -> None:
    assert load() == Settings()
    path = write('theme = "nord"\n[keys]\n"explorer.pin" = "b"\n')
    assert path.parent == home
    assert load() == Settings({"explorer.pin": "b"}, "nord")


def test_every_problem_names_its_line_and_the_rest_is_used(home: Path) -> None:
    label = home / FILE
    write('# mine\ntheme = "nrod"\ncolour = 1\n\n[keys]\n"explorer.pin" = "b"\n"explorer.hlep" = "f2"\n')
    assert load() == Settings(
        {"explorer.pin": "b"},
        "",
        (
            f'{label}, line 3: unknown setting "colour"; there are keys and theme',
            f'{label}, line 2: there is no theme "nrod"; did you mean "nord"?',
            f'{label}, line 7: there is no key with the id "explorer.hlep"; did you mean "explorer.help"?',
        ),
    )
    write("theme = 3\nkeys = 4\n")
    assert load().problems == (
        f"{label}, line 1: theme must be a text in quotation marks, not 3",
        f"{label}, line 2: keys must be a section [keys], not 4",
    )
    write('theme = "zzz"\nkey = 1\n')
    assert [problem.partition(": ")[2] for problem in load().problems] == [
        'unknown setting "key"; did you mean "keys"?',
        'there is no theme "zzz"; T in the explorer lists them',
    ]
    write("".join(f"a{i} = 1\n" for i in range(50)))
    assert len(load().problems) == 6
    assert load().problems[-1] == f"{label}: 45 more of its lines are not used"


@pytest.mark.parametrize("line", ['explorer.pin = "b"', '[keys.explorer]\npin = "b"', 'explorer."pin" = "b"'])
def test_an_id_without_quotation_marks_is_told_of_them(home: Path, line: str) -> None:
    write(f"[keys]\n{line}\n")
    (problem,) = load().problems
    assert problem.startswith(f"{home / FILE}, line {3 if line.startswith('[') else 2}: ")
    assert problem.endswith(': the id of a key needs quotation marks: "explorer.pin" = …')


def test_a_file_that_is_no_toml_is_refused(home: Path) -> None:
    write("theme = nord\n")
    with pytest.raises(Refusal, match=r"settings\.toml, line 1: "):
        load()
    assert home.exists()


# The theme is remembered


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'theme = "nord"\n'),
        ("\n", 'theme = "nord"\n'),
        ('theme = "dracula"\n', 'theme = "nord"\n'),
        ("  'theme'='dracula'   # the dark one", "  'theme'=\"nord\"   # the dark one"),
        ('# mine\n[keys]\n"explorer.pin" = "b" # ä\n', 'theme = "nord"\n# mine\n[keys]\n"explorer.pin" = "b" # ä\n'),
        ('[keys]\r\n"explorer.pin" = "b"\r\n', 'theme = "nord"\r\n[keys]\r\n"explorer.pin" = "b"\r\n'),
        ('# a\r\ntheme = "dracula" # b\r\n[keys]\r\n', '# a\r\ntheme = "nord" # b\r\n[keys]\r\n'),
        ('theme = 3\n[keys]\n"explorer.pin" = "theme"\n', None),
        ('theme = """\ndracula"""\n', None),
        ("theme = {a = 1}\n", None),
        ("theme = nord\n", None),
    ],
)
def test_only_the_theme_of_a_file_changes(before: str, after: str | None) -> None:
    if after is None:
        with pytest.raises(Refusal, match=r"^here"):
            with_theme(before.encode(), "nord", "here")
    else:
        assert with_theme(before.encode(), "nord", "here") == after.encode()


comments = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x7f"), max_size=12)


@given(st.lists(comments, max_size=4), st.sampled_from(THEMES), st.sampled_from([*THEMES, ""]), comments)
def test_every_other_line_stays_byte_for_byte(lines: list[str], theme: str, before: str, comment: str) -> None:
    own = [f"# {line}" for line in lines]
    old = [f'theme = "{before}" # {comment}'] if before else []
    text = "\n".join([*own, *old, "[keys]", '"explorer.pin" = "b"', ""])
    changed = with_theme(text.encode(), theme, "here").decode()
    assert tomllib.loads(changed) == {"theme": theme, "keys": {"explorer.pin": "b"}}
    new = [line for line in changed.split("\n") if not line.startswith("theme")]
    assert new == [line for line in text.split("\n") if not line.startswith("theme")]
    assert comment in changed or not before


def test_a_theme_is_remembered_and_read_again(home: Path) -> None:
    remember_theme("nord")
    assert load() == Settings(theme="nord")
    assert (home / FILE).stat().st_mode & 0o777 == 0o600
    path = write('# mine\n[keys]\n"explorer.pin" = "b"\n')
    remember_theme("dracula")
    assert load() == Settings({"explorer.pin": "b"}, "dracula")
    assert "# mine" in path.read_text()


@pytest.mark.parametrize("content", ["theme = nord\n", "\xff".encode("latin-1")])
def test_a_file_that_cannot_be_read_is_never_replaced(home: Path, content: str | bytes) -> None:
    path = write("")
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = path.read_bytes()
    with pytest.raises(Refusal):
        remember_theme("nord")
    assert path.read_bytes() == before
    assert list(home.iterdir()) == [path]


def test_a_protected_file_is_not_replaced(home: Path) -> None:
    path = write('theme = "dracula"\n')
    path.chmod(0o400)
    with pytest.raises(Refusal, match="write-protected"):
        remember_theme("nord")
    assert path.read_text() == 'theme = "dracula"\n'
    assert home.exists()


# In the explorer


async def test_a_theme_of_the_settings_is_used(explorers: Opener) -> None:
    hands = await explorers(settings=Settings(theme="nord"))
    assert hands.app.theme == "nord"
    assert (await explorers()).app.theme == "ansi-dark"


async def test_a_light_terminal_gets_the_light_theme(explorers: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert (await explorers()).app.theme == "ansi-light"


async def test_what_is_not_used_is_said_on_the_screen(explorers: Opener) -> None:
    hands = await explorers(settings=Settings(problems=('settings.toml, line 2: there is no theme "nrod"',)))
    assert 'settings.toml, line 2: there is no theme "nrod"' in hands.message
