# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action that is new is held to the contract on what changes trusted certificates, or is known to be one that does."""

from __future__ import annotations

import tomllib

from tests.environment import REPOSITORY

CHANGES = "ansible_collections.scom.dmz.plugins.plugin_utils.changes"
ACTION = "ansible_collections.scom.dmz.plugins.action."

CHANGING = {"gateway_trust", "root_certificate", "root_rollback", "root_rotation"}
"""The actions that import, change or remove trusted certificates."""


def test_only_the_actions_that_change_trusted_certificates_may_reach_what_does_it() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [
        each
        for each in settings["tool"]["importlinter"]["contracts"]
        if each["type"] == "forbidden" and CHANGES in each["forbidden_modules"]
    ]
    held = {module.removeprefix(ACTION) for module in contract["source_modules"] if module.startswith(ACTION)}
    assert {path.stem for path in (REPOSITORY / "plugins" / "action").glob("*.py")} - held == CHANGING
