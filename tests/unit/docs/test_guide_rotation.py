# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of hosts in the guide, and in the documentation of the module, are those that there are."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from ansible_collections.scom.dmz.plugins.modules.root_rotation import RETURN
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import State

GUIDE = Path(__file__).parents[3] / "docs" / "docsite" / "rst" / "guide_rotation.rst"


def test_the_guide_explains_every_state() -> None:
    table = GUIDE.read_text(encoding="utf-8").partition("   * - state\n")[2].partition("\nWhat is not certain")[0]
    rows = re.findall(r"^   \* - (.*)$", table, re.MULTILINE)
    assert sorted(name for row in rows for name in re.findall(r"``(\w+)``", row)) == sorted(State)


def test_the_module_documents_every_state() -> None:
    words = str(yaml.safe_load(RETURN)["state"]["description"])
    named = set(re.findall(r"V\((\w+)\)", words))
    assert named - {"verify"} == set(State)
