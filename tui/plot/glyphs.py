"""Characters of curves, marks and axes, with and without UTF-8."""

from __future__ import annotations

from tui.plot.chart import Marker

PLOTEXT_MARKERS: dict[Marker, str] = {
    Marker.THIN: "braille",
    Marker.HEAVY: "hd",
    Marker.DOTS: "·",
    Marker.STEPS: "▪",
    Marker.PLUSES: "+",
    Marker.BAND_THIN: "⠂",
    Marker.BAND_HEAVY: "▫",
    Marker.CROSS: "✕",
    Marker.POINT: "●",
    Marker.HOLLOW: "○",
}

ASCII_MARKERS: dict[Marker, str] = {
    Marker.THIN: "-",
    Marker.HEAVY: "*",
    Marker.DOTS: ".",
    Marker.STEPS: "=",
    Marker.PLUSES: "+",
    Marker.BAND_THIN: "'",
    Marker.BAND_HEAVY: ":",
    Marker.CROSS: "x",
    Marker.POINT: "o",
    Marker.HOLLOW: "0",
}

# Plotext draws guides as it draws axes; broken lines keep them apart.
GUIDES = str.maketrans("│─┼", "┊┈┼")
ASCII_GUIDES = str.maketrans("│─┼", ":~+")

_ASCII_TEXT = str.maketrans("│─┼┤├┬┴└┘┌┐", "|-++++++" + "+++") | {
    ord("−"): "-",
    ord("×"): "x",
    ord("·"): ".",
    ord("→"): "->",
    ord("←"): "<-",
    ord("≤"): "<=",
    ord("≥"): ">=",
    ord("∞"): "inf",
}


def ascii_text(text: str) -> str:
    """The text in ASCII, with `?` for what has no likeness."""
    return text.translate(_ASCII_TEXT).encode("ascii", "replace").decode("ascii")
