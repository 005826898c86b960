# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the lists of all verdicts: of the README, and of the documentation of modules, which takes its one from docs/return_values."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill as wrap

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import (
    TRUSTED,
    UNREACHABLE,
)

from tests.environment import REPOSITORY
from tests.gates.generated.blocks import Block, filled
from tests.gates.generated.diagnosis_guide import FINDINGS, VERDICTS
from tests.gates.generated.generation import File
from tests.gates.generated.markdown import table

README = "README.md"
RETURN_VALUE = "docs/return_values/verdicts.yml"
WIDTH = 130

_HEAD = f"""# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Every verdict of a check, as a part of a description. Written by "make generate" from {FINDINGS}/verdicts.
---
"""


def files() -> Iterator[File]:
    """The README, and the list that modules take in."""
    yield filled(README, {"verdicts": Block(f"{FINDINGS}/verdicts", _by_turn())})
    yield REPOSITORY / RETURN_VALUE, _HEAD + _description()


def _by_turn() -> str:
    ids = {turn: [each.id for each in (TRUSTED, *VERDICTS, UNREACHABLE) if each.turn == turn] for turn in Turn}
    return table(("verdict", "where to act"), [(", ".join(f"`{each}`" for each in ids[turn]), turn) for turn in Turn])


def _description() -> str:
    names = ", ".join(f"V({each.id})" for each in (TRUSTED, *VERDICTS))
    return wrap(f"- {names}.", WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) + "\n"
