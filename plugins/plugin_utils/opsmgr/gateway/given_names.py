# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and addresses of gateways as people give them: a list, a text with commas between them, or a list of such texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError


def split_gateways(given: Any) -> tuple[str, ...]:
    """The inventory names of gateways: trimmed, none empty, and each once, whatever its case, in their order."""
    return _split(given)


def split_aliases(given: Any) -> tuple[str, ...]:
    """Other names or addresses of a gateway. These hold no blanks, so blanks may stand between them as well."""
    return _unique(name for text in _texts(given) for name in text.replace(",", " ").split())


def split_fingerprints(given: Any) -> tuple[str, ...]:
    """Fingerprints as they are written, which may hold blanks and colons, but no commas.

    Nothing, an empty text and an empty list say nothing; raises :class:`OptionError` for anything else that holds none.
    """
    found = _split(given)
    if not found and given not in (None, "", [], ()):
        raise OptionError(f"{given!r} holds no fingerprint: write a SHA-256, or leave it out")
    return found


def _split(given: Any) -> tuple[str, ...]:
    return _unique(text.strip() for several in _texts(given) for text in several.split(","))


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, list | tuple):
        for each in given:
            yield from _texts(each)
    elif given is not None:
        yield str(given)


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in filter(None, names):
        found.setdefault(name.lower(), name)
    return tuple(found.values())
