# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of this collection, as it is installed or as it lies in its repository."""

from __future__ import annotations

import json
import re
from pathlib import Path

_COLLECTION = Path(__file__).parents[3]


def collection_version(collection: Path = _COLLECTION) -> str:
    """The version, or ``unknown`` where neither MANIFEST.json, which an installed collection has, nor galaxy.yml tells."""
    try:
        return str(json.loads((collection / "MANIFEST.json").read_bytes())["collection_info"]["version"])
    except (OSError, ValueError, LookupError, TypeError):
        pass
    try:
        found = re.search(r"^version: *(\S+)", (collection / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE)
    except (OSError, ValueError):
        found = None
    return found[1] if found else "unknown"
