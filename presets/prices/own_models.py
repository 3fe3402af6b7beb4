"""Writing the user's own price catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from presets.files.reading import present
from presets.files.refusal import shown
from presets.files.rendering import render
from presets.files.tomlfile import parse
from presets.files.writing import folder_locked, make_folder, resolved, write_atomically
from presets.prices.catalogue import (
    KEYS,
    SCHEMA,
    Catalogue,
    CatalogueModel,
    catalogue,
    catalogue_of,
    own_path,
)


def save_own(models: Iterable[CatalogueModel], priced: str, source: str, *, overwrite: bool = False) -> Catalogue:
    """Lay models over the user's own catalogue and write it; the previous file is kept with ``~`` behind its name.

    Args:
        models: Entries to add; one of the same id is replaced.
        priced: The date of the prices, ``YYYY-MM-DD``, for the file.
        source: Who said so, for the file.
        overwrite: Whether to write although the file or its folder is write-protected.

    Returns:
        The catalogue in force now, bundled models included.

    Raises:
        Unasked: If the file or its folder is write-protected.
        Refusal: If an entry is not allowed, or the user's file cannot be used or written; it stays as it was.
    """
    path = resolved(own_path())
    make_folder(path.parent, asked=overwrite)
    with folder_locked(path.parent):
        old = present(path)
        before = catalogue_of(parse(old, shown(path)), own=True) if old is not None else Catalogue((), priced, source)
        content = render_catalogue(Catalogue(before.overlaid(models).models, priced, source))
        catalogue_of(parse(content, f"{shown(path)} was not written, it would be refused: new version"))
        if old is not None:
            write_atomically(path.with_name(f"{path.name}~"), old, asked=overwrite)
        write_atomically(path, content, asked=overwrite, new=old is None)
    return catalogue()


def render_catalogue(listed: Catalogue) -> bytes:
    """The catalogue as a TOML file."""
    models = [_table(model) for model in listed.models]
    return render({"schema": SCHEMA, "priced": listed.priced, "source": listed.source, "models": models})


def _table(model: CatalogueModel) -> dict[str, Any]:
    values = {key: getattr(model, key) for key in KEYS}
    return {key: value for key, value in values.items() if value not in (None, "") or key == "source"}
