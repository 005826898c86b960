# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the real `ansible-playbook` and `ansible` against a served site, in processes of their own or forked from one."""

from __future__ import annotations

import atexit
import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

import yaml

from tests.authorities import pin_roots
from tests.environment import COLLECTIONS, TOOLS, variables
from tests.integration.playbooks.forked_ansible import ForkedAnsible
from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.serving import Site
from tests.lab.wsman.request_log import Entry

LONGEST_SECONDS = 3600
"""What an onboarding of a thousand hosts may take."""
_RECAP = re.compile(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)
_ROW = re.compile(r'^\s+"(\S+) +(\w+) +(\w+) +(up|probable|pending|down|standby|unknown) +(.*)",?$', re.MULTILINE)
_AD_HOC = re.compile(r"^(\S+) \| (\w+)!? => (\{.*?^\})", re.MULTILINE | re.DOTALL)
_SHOWN = re.compile(r"^TASK \[Show\].*?=> (\{.*?^\})", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Row:
    """A line of the table that the role prints."""

    before: str
    verdict: str
    link: str
    changes: str


@dataclass(frozen=True)
class Run:
    """What a run returned and printed."""

    code: int
    output: str

    @property
    def rows(self) -> dict[str, Row]:
        return {host: Row(*columns) for host, *columns in _ROW.findall(self.output)}

    @property
    def tables(self) -> list[dict[str, Row]]:
        """All tables that the run printed."""
        texts = re.split(r'"host +verdict before', self.output)[1:]
        return [{host: Row(*columns) for host, *columns in _ROW.findall(text)} for text in texts]

    @property
    def changed(self) -> set[str]:
        return {host for host, changed, _unreachable, _failed in _RECAP.findall(self.output) if changed != "0"}

    @property
    def failed(self) -> set[str]:
        return {host for host, _changed, *bad in _RECAP.findall(self.output) if bad != ["0", "0"]}

    @property
    def results(self) -> dict[str, dict[str, Any]]:
        """An ad hoc command's result of each host."""
        return {host: json.loads(text) for host, _state, text in _AD_HOC.findall(self.output)}


class Running:
    """A run of Ansible that goes on in the background."""

    def __init__(self, command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._output = TemporaryFile()  # noqa: SIM115 it is closed when the run has ended
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=self._output, stderr=subprocess.STDOUT, start_new_session=True
        )

    def finish(self) -> Run:
        """Wait for its end. Workers that outlive a killed parent may go on."""
        code = self.process.wait(timeout=LONGEST_SECONDS)
        with self._output as output:
            output.seek(0)
            return Run(code, output.read().decode())


def _environment(home: Path, collections: Path = COLLECTIONS) -> dict[str, str]:
    return variables(HOME=str(home), ANSIBLE_COLLECTIONS_PATH=str(collections), ANSIBLE_NOCOLOR="true")


@cache
def _ansible() -> ForkedAnsible:
    """Until this process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    home = Path(stack.enter_context(TemporaryDirectory()))
    return stack.enter_context(ForkedAnsible(_environment(home)))


class Controller:
    """A folder with the inventory of a served site, from which Ansible is run, with the collection as it stands.

    The roots that the gateways present are `pinned` in the inventory.
    """

    def __init__(self, site: Site, folder: Path, collections: Path = COLLECTIONS, *, pinned: bool = True) -> None:
        self.site = site
        self.dmz = site.dmz
        self.log = site.endpoint.log
        self.folder = folder
        self._collections = collections
        self.inventory = folder / "inventory.yml"
        self.inventory.write_text(pin_roots(site.inventory, site.dmz) if pinned else site.inventory, encoding="utf-8")

    def play(self, playbook: str, *options: str, **variables: object) -> Run:
        """Run a playbook by name or path, with the gateway named unless a variable says otherwise; None leaves one out."""
        chosen = {"gateway_trust_gateway": GATEWAY, "gateway_trust_link_interval": 1, **variables}
        given = {name: value for name, value in chosen.items() if value is not None}
        return self._run("ansible-playbook", playbook, "-e", json.dumps(given), *options)

    def start(self, playbook: str, *options: str, home: Path | None = None, **variables: object) -> Running:
        """Begin what `play` does, and come back at once. Another `home` makes it another controller."""
        given = {"gateway_trust_gateway": GATEWAY, "gateway_trust_link_interval": 1, **variables}
        command = self._command("ansible-playbook", playbook, "-e", json.dumps(given), *options)
        return Running(command, self.folder, self._environment(home or self.folder))

    def play_text(self, text: str, *options: str, **variables: object) -> Run:
        """Run a playbook that is given as YAML."""
        path = self.folder / "playbook.yml"
        path.write_text(text, encoding="utf-8")
        return self.play(str(path), *options, **variables)

    def tasks(self, host: str, *tasks: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Run tasks on a host in one play, each one whatever became of those before, and return their results."""
        registered = [{**task, "register": f"result_{number}"} for number, task in enumerate(tasks)]
        shown = {"results": [f"{{{{ {task['register']} }}}}" for task in registered]}
        play = {
            "hosts": host,
            "gather_facts": False,
            "ignore_errors": True,
            "tasks": [*registered, {"name": "Show", "ansible.builtin.debug": {"msg": shown}}],
        }
        shown_by_ansible = _SHOWN.search(self.play_text(yaml.safe_dump([play], sort_keys=False)).output)
        assert shown_by_ansible is not None
        results: list[dict[str, Any]] = json.loads(shown_by_ansible[1])["msg"]["results"]
        return results

    def module(self, host: str, module: str, *options: str, **arguments: object) -> Run:
        """Run one module by the command `ansible`."""
        given = ["-a", json.dumps(arguments)] if arguments else []
        return self._run("ansible", host, "-m", f"scom.dmz.{module}", *given, *options)

    def vary(self, host: str, **variables: object) -> None:
        """Give a host other inventory variables."""
        inventory = yaml.safe_load(self.inventory.read_text(encoding="utf-8"))
        for group in inventory["all"]["children"].values():
            if host in group["hosts"]:
                group["hosts"][host] |= variables
        self.inventory.write_text(yaml.safe_dump(inventory), encoding="utf-8")

    def registries(self) -> Mapping[str, Any]:
        return json.loads(self.dmz.dump())

    def changes(self) -> list[Entry]:
        """Every exchange that meant to change something on a host."""
        return [entry for entry in self.log if entry.means_change]

    def _run(self, program: str, *arguments: str) -> Run:
        environment = self._environment(self.folder)
        if not _ansible().serves(environment):
            return Running(self._command(program, *arguments), self.folder, environment).finish()
        with TemporaryFile() as output:
            given = ["-i", str(self.inventory), *arguments]
            code = _ansible().run(program, given, str(self.folder), environment, output)
            output.seek(0)
            return Run(code, output.read().decode())

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [str(TOOLS / program), "-i", str(self.inventory), *arguments]

    def _environment(self, home: Path) -> dict[str, str]:
        return _environment(home, self._collections)


@contextmanager
def controller(dmz: Dmz, folder: Path, *, pinned: bool = True, **settings: object) -> Iterator[Controller]:
    """Serve a site to a controller, as `serve` does. At the end no secret may have been read and no command refused."""
    with serve_watched(dmz, **settings) as site:
        yield Controller(site, folder, pinned=pinned)
