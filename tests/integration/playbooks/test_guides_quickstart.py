# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The quick start, done as it says: its files, its commands one after the other, the outputs that it shows, and the call to the CA."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.authorities import fingerprint, presented_roots
from tests.gates.collection import build_collection
from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.guide_blocks import Block, blocks
from tests.lab.demonstration import GATEWAY, ROOT_MISSING
from tests.lab.dmz import ADMINISTRATOR

RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
SHA256 = re.compile(r"\b(?:[0-9A-F]{64}|[0-9a-f]{64})\b")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TABLE = re.compile(r'"msg": \[\n(.*?)\n    \]', re.DOTALL)
LINE = re.compile(r'^ +"(.*)",?$', re.MULTILINE)
ONBOARDED = set(ROOT_MISSING) - {"app01.dmz.example"}


class Reader:
    """Somebody who does what the guide says, in an empty home folder with the built collection in it."""

    def __init__(self, lab: Controller) -> None:
        self._lab = lab
        self._run = ""
        self._told = ""
        self._unseen: list[str] = []
        self._reads_table = False
        self.outputs: list[str] = []
        tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": tools, "HOME": str(lab.folder), "ANSIBLE_NOCOLOR": "true"}
        password = {"DMZ_PASSWORD": lab.dmz.accounts[ADMINISTRATOR].password}
        left_out = ("ANSIBLE_COLLECTIONS_PATH", "PYTHONPATH")
        self._environment = {name: value for name, value in os.environ.items() if name not in left_out} | own | password

    def build(self) -> None:
        build_collection(self._lab.folder)

    def place_hosts(self) -> None:
        """Where the hosts are in the lab, beside the inventory."""
        (self._lab.folder / "host_vars").mkdir()
        endpoint = self._lab.site.endpoint
        for host in self._lab.dmz.machines:
            where = {
                "ansible_host": "127.0.0.1",
                "ansible_port": endpoint.port,
                "ansible_winrm_path": endpoint.path(host),
            }
            (self._lab.folder / "host_vars" / f"{host}.yml").write_text(yaml.safe_dump(where), encoding="utf-8")

    def keep(self, block: Block) -> None:
        """A file as the guide has it, with the fingerprint that the CA told. What places a host in the lab stays."""
        path = self._lab.folder / str(block.caption)
        text = path.read_text(encoding="utf-8") if path.parent != self._lab.folder else ""
        path.write_text(text + SHA256.sub(self._told, block.text), encoding="utf-8")

    def do(self, command: str) -> None:
        """Run a command. A run that the guide names is the one that the commands before were told.

        A table that the guide has begun to show before it has shown as a whole.
        """
        assert not (self._reads_table and self._unseen)
        line = ["bash", "-c", RUN.sub(self._run, command)]
        ended = subprocess.run(
            line, cwd=self._lab.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        named = RUN.search(ended.stdout)
        self._run = named[0] if named else self._run
        self.outputs.append(ended.stdout)
        *_, table = ["", *TABLE.findall(ended.stdout)]
        self._unseen = [line.strip() for line in LINE.findall(table)]
        self._reads_table = False

    def sees(self, shown: str) -> None:
        """The last output has each line that the guide shows. A block that begins as the table does has the next lines of it."""
        lines = [self._as_here(line.strip()) for line in shown.splitlines()]
        if self._unseen and lines[0] == self._unseen[0]:
            assert self._unseen[: len(lines)] == lines
            self._unseen = self._unseen[len(lines) :]
            self._reads_table = True
        assert [line for line in lines if line not in self.outputs[-1]] == []

    def asks_the_ca(self) -> None:
        """The fingerprint that the last output shows is that of the CA."""
        self._told = fingerprint(presented_roots(self._lab.dmz)[GATEWAY])
        assert set(SHA256.findall(self.outputs[-1])) == {self._told.upper()}

    def _as_here(self, line: str) -> str:
        """A line of the guide with the run, the root's fingerprint and its dates as the last output has them."""
        line = RUN.sub(self._run, line)
        shown = SHA256.search(self.outputs[-1])
        line = SHA256.sub(shown[0], line) if shown else line
        alike = (seen for seen in self._unseen if DATE.sub("", seen) == DATE.sub("", line))
        return next(alike, line)


def test_whoever_follows_the_quick_start_sees_what_it_shows_and_ends_as_it_began(whole: Controller) -> None:
    before = whole.registries()
    reader = Reader(whole)
    reader.build()
    reader.place_hosts()
    changed = []
    for block in blocks("guide_quickstart"):
        for command in block.commands:
            reader.do(command)
        if block.caption:
            reader.keep(block)
        elif block.language == "text":
            reader.sees(block.text)
        elif block.language == "doscon":
            reader.asks_the_ca()
        changed.append({host for host in before if whole.registries()[host] != before[host]})
    assert ONBOARDED in changed
    assert changed[-1] == set()
    assert len(reader.outputs) == len(["install", "requirements", "check", "see", "onboard", "again", "rollback"])
