# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit guide explains the variables of the role."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

COLLECTION = Path(__file__).parents[3]
GUIDE = (COLLECTION / "docs" / "docsite" / "rst" / "guide_audit.rst").read_text(encoding="utf-8")
VARIABLES = re.findall(r"^   \* - (``root_audit_.+)\n     - .+\n     - (.+)$", GUIDE, re.MULTILINE)


def defaults() -> dict[str, object]:
    return yaml.safe_load((COLLECTION / "roles" / "root_audit" / "defaults" / "main.yml").read_text())  # type: ignore[no-any-return]


def test_every_variable_of_the_role_is_in_the_table() -> None:
    named = {name for cell, _default in VARIABLES for name in re.findall(r"root_audit_\w+", cell)}
    assert named == {*defaults(), "root_audit_hosts"}


def test_the_defaults_are_those_of_the_role() -> None:
    told = {name: default.strip("`") for cell, default in VARIABLES for name in re.findall(r"root_audit_\w+", cell)}
    plain = {
        name: str(value) for name, value in defaults().items() if isinstance(value, int) or name == "root_audit_fail_on"
    }
    assert {name: told[name] for name in plain} == plain
