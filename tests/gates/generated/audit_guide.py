# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes into the audit guide what the definitions of its rules say."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import KINDS

from tests.gates.generated.blocks import Block, filled
from tests.gates.generated.generation import File
from tests.gates.generated.rst import block, list_table

PATH = "docs/docsite/rst/guide_audit.rst"


def files() -> Iterator[File]:
    """The guide."""
    rows = ((f"``{kind.id}``", kind.severity, kind.cause, kind.fix, kind.source) for kind in KINDS)
    table = list_table(("rule", "severity", "what it means", "what to do", "source"), rows)
    rules = Block("plugins/plugin_utils/audit/kinds.py", block(table))
    yield filled(PATH, {"rules": rules})
