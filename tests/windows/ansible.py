# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The real modules, run by the command `ansible`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.environment import COLLECTIONS, TOOLS, variables
from tests.integration.playbooks.ansible import Run
from tests.windows.settings import Settings, Target


def inventory(settings: Settings) -> dict[str, Any]:
    """The host and, when one is named, the gateway. Passwords stay in the environment."""
    targets = [settings.host, *([settings.gateway] if settings.gateway else [])]
    common = {
        "ansible_connection": "winrm",
        "ansible_winrm_transport": settings["WINDOWS_TRANSPORT"],
        "ansible_winrm_scheme": settings["WINDOWS_SCHEME"],
        "ansible_winrm_server_cert_validation": settings["WINDOWS_VALIDATION"],
        "ansible_port": int(settings.port),
    }
    if settings["WINDOWS_CA_FILE"]:
        common["ansible_winrm_ca_trust_path"] = settings["WINDOWS_CA_FILE"]
    return {"all": {"vars": common, "hosts": {target.name: _variables(settings, target) for target in targets}}}


def _variables(settings: Settings, target: Target) -> dict[str, str]:
    return {
        "ansible_host": target.address,
        "ansible_winrm_path": settings.path(target),
        "ansible_user": target.user,
        "ansible_password": f"{{{{ lookup('ansible.builtin.env', '{target.password_variable}') }}}}",
    }


class Ansible:
    """Runs modules of the collection from a folder, which holds the inventory, the journal and nothing else."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._folder = folder
        self._inventory = folder / "inventory.yml"
        self._inventory.write_text(yaml.safe_dump(inventory(settings)), encoding="utf-8")

    def module(self, target: Target, module: str, *options: str, **arguments: object) -> dict[str, Any]:
        """The result of a module. AssertionError says what it said when it failed."""
        given = ["-a", json.dumps(arguments)] if arguments else []
        command = [
            str(TOOLS / "ansible"),
            "-i",
            str(self._inventory),
            target.name,
            "-m",
            f"scom.dmz.{module}",
            *given,
            *options,
        ]
        environment = variables(
            HOME=str(self._folder), ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS), ANSIBLE_NOCOLOR="true"
        )
        ended = subprocess.run(
            command,
            cwd=self._folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout
        return Run(ended.returncode, ended.stdout).results[target.name]
