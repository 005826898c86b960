# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The quick start, done as it says: its inventory, its commands one after the other, and the outputs that it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.gates.collection import build_collection
from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.guide_blocks import blocks, files
from tests.lab.demonstration import ROOT_MISSING
from tests.lab.dmz import ADMINISTRATOR

RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
TABLE = re.compile(r'"msg": \[\n(.*?)\n    \]', re.DOTALL)
LINE = re.compile(r'^ +"(.*)",?$', re.MULTILINE)
ONBOARDED = set(ROOT_MISSING) - {"app01.dmz.example"}


class Reader:
    """Somebody who does what the guide says, in an empty home folder with the built collection in it."""

    def __init__(self, lab: Controller) -> None:
        self._lab = lab
        self._run = ""
        self.outputs: list[str] = []
        tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": tools, "HOME": str(lab.folder), "ANSIBLE_NOCOLOR": "true"}
        password = {"DMZ_PASSWORD": lab.dmz.accounts[ADMINISTRATOR].password}
        left_out = ("ANSIBLE_COLLECTIONS_PATH", "PYTHONPATH")
        self._environment = {name: value for name, value in os.environ.items() if name not in left_out} | own | password

    def build(self) -> None:
        build_collection(self._lab.folder)

    def write_inventory(self) -> None:
        """As the guide has it, and beside it where its hosts are in the lab."""
        self._lab.inventory.write_text(files("guide_quickstart")["inventory.yml"], encoding="utf-8")
        (self._lab.folder / "host_vars").mkdir()
        endpoint = self._lab.site.endpoint
        for host in self._lab.dmz.machines:
            where = {
                "ansible_host": "127.0.0.1",
                "ansible_port": endpoint.port,
                "ansible_winrm_path": endpoint.path(host),
            }
            (self._lab.folder / "host_vars" / f"{host}.yml").write_text(yaml.safe_dump(where), encoding="utf-8")

    def do(self, command: str) -> None:
        """Run a command. A run that the guide names is the one that the commands before were told."""
        line = ["bash", "-c", RUN.sub(self._run, command)]
        ended = subprocess.run(
            line, cwd=self._lab.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        named = RUN.search(ended.stdout)
        self._run = named[0] if named else self._run
        self.outputs.append(ended.stdout)

    def sees(self, shown: str) -> None:
        """The last output has what the guide shows: a table as a whole, or else each line."""
        lines = [line.strip() for line in RUN.sub(self._run, shown).splitlines()]
        table = TABLE.search(self.outputs[-1])
        if table and lines[0].startswith("host "):
            assert [line.strip() for line in LINE.findall(table[1])] == lines
        assert [line for line in lines if line not in self.outputs[-1]] == []


def test_whoever_follows_the_quick_start_sees_what_it_shows_and_ends_as_it_began(lab: Controller) -> None:
    before = lab.registries()
    reader = Reader(lab)
    reader.build()
    reader.write_inventory()
    changed = []
    for block in blocks("guide_quickstart"):
        for command in block.commands:
            reader.do(command)
        if block.language == "text":
            reader.sees(block.text)
        changed.append({host for host in before if lab.registries()[host] != before[host]})
    assert ONBOARDED in changed
    assert changed[-1] == set()
    assert len(reader.outputs) == len(["install", "requirements", "check", "see", "onboard", "again", "rollback"])
