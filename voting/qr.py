"""QR codes that a page or a paper shows, as one path of an SVG element.

drawing(text) -> Drawing      ``path`` in modules, ``size`` of the square with its quiet zone
"""

from __future__ import annotations

from dataclasses import dataclass

import qrcode

QUIET = 4  # modules of white around the code (ISO/IEC 18004)


@dataclass(frozen=True)
class Drawing:
    """The view box is ``0 0 size size``; the path's modules lie within the quiet zone."""

    path: str
    size: int


def drawing(text: str) -> Drawing:
    """Of ``text``, still readable with 15 % of it covered."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text.encode())
    rows = code.get_matrix()
    dark = [(x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, filled in enumerate(row) if filled]
    return Drawing("".join(f"M{x} {y}h1v1h-1z" for x, y in dark), len(rows) + 2 * QUIET)
