# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts that are documented are those that can be given."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from ansible_collections.scom.dmz.plugins.modules import gateway_trust_info
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import TRUSTED, UNREACHABLE, VERDICTS

README = Path(__file__).parents[3].joinpath("README.md").read_text(encoding="utf-8")
IDS = sorted({TRUSTED, *(kind.id for kind in VERDICTS)})

TABLE = re.compile(r"^### Verdicts\n\n\| verdict \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", re.MULTILINE)
FIRST_CELL = re.compile(r"^\|([^|]*)\|", re.MULTILINE)


def test_the_table_of_the_readme_holds_each_verdict_once() -> None:
    table = TABLE.search(README)
    assert table is not None
    named = [verdict for cell in FIRST_CELL.findall(table[1]) for verdict in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted([*IDS, UNREACHABLE])


def test_the_module_documents_each_verdict_once() -> None:
    described = yaml.safe_load(gateway_trust_info.RETURN)["gateway_trust"]["contains"]["verdict"]["description"]
    assert sorted(re.findall(r"V\((\w+)\)", " ".join(described))) == IDS
