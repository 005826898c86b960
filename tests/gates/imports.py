# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the imports to the layers in pyproject.toml, and docs/images/imports.svg, their picture, to the imports."""

from __future__ import annotations

import sys

from importlinter.cli import lint_imports

from tests.environment import REPOSITORY
from tests.gates.import_picture import picture

PICTURE = REPOSITORY / "docs" / "images" / "imports.svg"


def main() -> int:
    """1 if an import breaks a contract, or if the picture was out of date; it is drawn anew then."""
    if lint_imports(verbose=False):
        return 1
    drawn = picture()
    if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == drawn:
        return 0
    PICTURE.write_text(drawn, encoding="utf-8")
    print(f"{PICTURE.relative_to(REPOSITORY)} was out of date and has been drawn anew: commit it")
    return 1


if __name__ == "__main__":
    sys.exit(main())
