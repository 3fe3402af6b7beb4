"""docs/keys.md, made from the list of keys."""

from __future__ import annotations

from tui.keys.registry import all_keys


def keys_document() -> str:
    """docs/keys.md."""
    lines = ["# Keys", "", "Generated from `tui/keys/` by `python -m tui.keys`; do not edit.", ""]
    lines += ['Every key can be changed in `settings.toml`: a line `"id" = "key"` under `[keys]`.', ""]
    for group in dict.fromkeys(key.group for key in all_keys()):
        lines += [f"## {group}", "", "| key | what it does | id |", "|---|---|---|"]
        for key in all_keys():
            if key.group == group:
                names = " ".join(f"`{_escaped(name)}`" for name in key.names)
                lines.append(f"| {names} | {key.tooltip} | `{key.id}` |")
        lines.append("")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
