# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What takes long to import is imported once, when the plugin is loaded, and not again in each forked worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[4]
ENVIRONMENT = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / ".venv" / "collections")}

STAYS_ON_THE_CONTROLLER = {
    "certificate_file_info",
    "gateway_targets",
    "link_wait",
    "root_approval",
    "root_audit_report",
    "root_journal_info",
    "root_rollback_plan_info",
    "root_rollback_report",
    "root_rotation_approval",
    "root_rotation_plan_info",
    "root_rotation_report",
    "trust_report",
}

# As ansible-playbook starts up, and as a strategy loads the action of a task before it queues the task: each in a fork of its own.
LOAD = """
import json, multiprocessing, sys
from ansible.plugins.loader import action_loader, init_plugin_loader

heavy = {"cryptography.x509", "requests", "winrm"}
init_plugin_loader()

def load(action):
    assert "winrm" not in sys.modules
    assert action_loader.get(f"scom.dmz.{action}", class_only=True)
    return sorted(heavy & sys.modules.keys())

with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as forks:
    print(json.dumps(forks.map(load, sys.argv[1:], chunksize=1)))
"""


def test_loading_an_action_imports_what_takes_long() -> None:
    actions = sorted(path.stem for path in (REPOSITORY / "plugins" / "action").glob("*.py"))
    command = [sys.executable, "-c", LOAD, *actions]
    loaded = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr
    needed = {True: ["cryptography.x509"], False: ["cryptography.x509", "requests", "winrm"]}
    assert dict(zip(actions, json.loads(loaded.stdout), strict=True)) == {
        action: needed[action in STAYS_ON_THE_CONTROLLER] for action in actions
    }
