# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file with a state, and with variations of it: the same state but for what a variation says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.lab.states.section import StateError

VARIATIONS = "variations"
NAME = "name"


class _Strict(yaml.SafeLoader):
    """Takes no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands there twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


@dataclass(frozen=True)
class Document:
    """One state of a file; `variation` is empty for the one that the file begins with."""

    file: str
    variation: str
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Of all files: without what they end in, and with the variation behind a slash."""
        return "/".join(filter(None, (self.file.removesuffix(".yml"), self.variation)))


def read_documents(path: Path) -> list[Document]:
    """The state of a file, and each variation of it. Raises StateError."""
    content = _load(path)
    usual = {key: value for key, value in content.items() if key != VARIATIONS}
    return [Document(path.name, "", usual), *_variations(path, usual, content.get(VARIATIONS) or [])]


def read_document(path: Path, variation: str = "") -> Document:
    """The state of a file, or a variation of it. Raises StateError."""
    documents = {document.variation: document for document in read_documents(path)}
    if variation not in documents:
        raise StateError(f"{path.name} has no variation {variation!r}, and has: {', '.join(filter(None, documents))}.")
    return documents[variation]


def _load(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Strict)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise StateError(f"{path.name} cannot be read: {error}") from None
    if not isinstance(content, Mapping):
        raise StateError(f"{path.name} must be a mapping.")
    return content


def _variations(path: Path, usual: Mapping[str, Any], variations: object) -> Iterator[Document]:
    if not isinstance(variations, list):
        raise StateError(f"{path.name}, {VARIATIONS} must be a list.")
    names: set[str] = set()
    for each in variations:
        name = each.get(NAME) if isinstance(each, Mapping) else None
        if not isinstance(name, str) or name in names:
            raise StateError(f"{path.name}, {VARIATIONS}: each is a mapping with a {NAME} of its own, not {each!r}.")
        names.add(name)
        changed = merged(usual, {key: value for key, value in each.items() if key != NAME})
        yield Document(path.name, name, changed)


def merged(usual: Mapping[str, Any], differing: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings are merged, key by key; everything else is replaced, and nothing (null) brings the default back."""
    result = dict(usual)
    for key, value in differing.items():
        before = result.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        result[key] = merged(before, value) if both else value  # type: ignore[arg-type]
    return result
