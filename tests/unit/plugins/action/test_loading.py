# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What takes long to import is imported once, when the plugin is loaded, and not again in each forked worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[4]
ENVIRONMENT = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / ".venv" / "collections")}

STAYS_ON_THE_CONTROLLER = {
    "certificate_file_info",
    "gateway_targets",
    "link_wait",
    "root_approval",
    "root_audit_report",
    "root_journal_info",
    "root_rotation_plan_info",
    "root_rotation_report",
    "trust_report",
}

# As ansible-playbook starts up, and as a strategy loads the action of a task before it queues the task.
LOAD = """
import sys
from ansible.plugins.loader import action_loader, init_plugin_loader

heavy = {"cryptography.x509", "requests", "winrm"}
init_plugin_loader()
assert "winrm" not in sys.modules
assert action_loader.get(f"scom.dmz.{sys.argv[1]}", class_only=True)
print(sorted(heavy & sys.modules.keys()))
"""


@pytest.mark.parametrize("action", sorted(path.stem for path in (REPOSITORY / "plugins" / "action").glob("*.py")))
def test_loading_an_action_imports_what_takes_long(action: str) -> None:
    command = [sys.executable, "-c", LOAD, action]
    loaded = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    needed = ["cryptography.x509"] if action in STAYS_ON_THE_CONTROLLER else ["cryptography.x509", "requests", "winrm"]
    assert loaded.stdout == f"{needed}\n", loaded.stderr
