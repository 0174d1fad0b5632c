"""Builds the icon sprite of the interface from the SVG files of the bootstrap-icons package.

    python scripts/build_icons.py FOLDER_WITH_SVG_FILES > static/vendor/icons/icons.svg

Only the icons named in scripts/icons.txt are taken: a page that wants another one adds its name there first.
After a new sprite its checksum in static/vendor/VENDOR.txt must be renewed: tests/architecture/test_static.py
asks for it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

NAMES = (Path(__file__).parent / "icons.txt").read_text(encoding="utf-8").split()

_INNER = re.compile(r"<svg[^>]*>(?P<shapes>.*)</svg>", re.DOTALL)


def symbol(name: str, svg: str) -> str:
    """One `<symbol>` whose id is the file name; shapes are taken over unchanged except for white space."""
    found = _INNER.search(svg)
    if found is None:
        raise SystemExit(f"{name}.svg holds no <svg> element")
    shapes = re.sub(r"\s*\n\s*", "", found["shapes"].strip())
    return f'<symbol id="{name}" viewBox="0 0 16 16">{shapes}</symbol>'


def sprite(folder: Path) -> str:
    symbols = [symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in NAMES]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.stdout.write(sprite(Path(sys.argv[1])))
