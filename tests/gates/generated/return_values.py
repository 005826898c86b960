# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills the return values that several modules share into their documentation.

Fragments of documentation cannot hold return values in ansible-core 2.18, so each stands once in docs/return_values, as the
fields of what is returned. Such a file takes in another by a line like ``# Insert certificate.``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import indent

from tests.environment import REPOSITORY
from tests.gates.generated.blocks import Block, fill
from tests.gates.generated.generation import File, GenerationError

MODULES = REPOSITORY / "plugins" / "modules"
VALUES = REPOSITORY / "docs" / "return_values"

_INSERTION = re.compile(r"^(?P<depth> *)# Insert (?P<name>\w+)\.\n", re.MULTILINE)


def files(modules: Path = MODULES, values: Path = VALUES) -> Iterator[File]:
    """Each module with the return values between its marks; raises GenerationError for one that there is not."""
    texts = {path.stem: path.read_text(encoding="utf-8").partition("---\n")[2] for path in values.glob("*.yml")}
    blocks = {name: Block(f"docs/return_values/{name}.yml", _complete(name, texts)) for name in texts}
    for module in sorted(modules.glob("*.py")):
        yield module, fill(f"plugins/modules/{module.name}", module.read_text(encoding="utf-8"), blocks)


def _complete(name: str, texts: Mapping[str, str], inside: tuple[str, ...] = ()) -> str:
    """A return value with those that it takes in."""

    def taken_in(insertion: re.Match[str]) -> str:
        other = insertion["name"]
        if other not in texts or other in (name, *inside):
            reason = "which inserts it in turn" if other in texts else "which is not there"
            raise GenerationError(f"cannot complete docs/return_values/{name}.yml: it inserts {other}, {reason}")
        return indent(_complete(other, texts, (*inside, name)), insertion["depth"])

    return _INSERTION.sub(taken_in, texts[name])
