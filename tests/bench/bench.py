# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs jobs in turn, round after round, and collects what each costs a host."""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import measuring, samples
from tests.bench.jobs import Run
from tests.bench.measuring import Cost, RunError
from tests.bench.results import Result
from tests.bench.samples import Sample
from tests.bench.site import Site, served
from tests.environment import REPOSITORY
from tests.lab.demonstration import GATEWAY

ENVIRONMENT = REPOSITORY / ".venv" / "bench"
"""The virtual environment that has ansible.windows too, in which everything is run."""


def measure(runs: Sequence[Run], rounds: int) -> list[Result]:
    """A result for each run. Raises `RunError`."""
    taken: dict[Run, list[Sample]] = defaultdict(list)
    with TemporaryDirectory() as folder, ExitStack() as sites:
        controller = Controller(Path(folder), sites)
        for number in range(1, rounds + 1):
            for run in in_turn(runs, number):
                print(f"round {number} of {rounds}: {run}", file=sys.stderr, flush=True)
                taken[run].append(controller.sample(run))
    return [Result(run.job.label, run, tuple(taken[run])) for run in runs]


def in_turn(runs: Sequence[Run], number: int) -> Sequence[Run]:
    """The order of a round: every second one goes backwards, so that no job always follows the same."""
    return runs if number % 2 else runs[::-1]


class Controller:
    """Ansible in a folder of its own. The sites that runs share are served until `sites` ends."""

    def __init__(self, folder: Path, sites: ExitStack) -> None:
        self._folder = folder
        self._sites = sites
        self._shared: dict[tuple[object, ...], Site] = {}
        self._nobody = folder / "nobody.yml"
        self._nobody.write_text("all:\n  children:\n    dmz:\n", encoding="utf-8")
        self._root = folder / "root.cer"
        self._root.write_bytes(bytes(1200))
        Path(folder, "ansible.cfg").touch()

    def sample(self, run: Run) -> Sample:
        """Run a job once, after its start without hosts. Raises `RunError` when a host was not served."""
        with self._site(run) as site:
            startup, _output = self._play(run, site, self._nobody)
            site.traffic()
            served_before = site.cpu()
            cost, output = self._play(run, site, site.inventory)
            served_for, traffic = site.cpu() - served_before, site.traffic()
        recaps = samples.recaps(output)
        well = sum(recap.is_served and bool(recap.changed) == run.job.changes for recap in recaps.values())
        if well != run.hosts:
            raise RunError(f"{run.job.label} served {well} of {run.hosts} hosts as it should:\n{output[-3000:]}")
        return samples.sample(cost, startup, recaps, traffic, served_for)

    @contextmanager
    def _site(self, run: Run) -> Iterator[Site]:
        if run.job.spends_site:
            with served(run, self._folder) as site:
                yield site
            return
        shared = (run.job.site, run.hosts, run.login, run.delay)
        if shared not in self._shared:
            self._shared[shared] = self._sites.enter_context(served(run, self._folder))
        yield self._shared[shared]

    def _play(self, run: Run, site: Site, inventory: Path) -> tuple[Cost, str]:
        journal = str(inventory.parent / "journal")
        variables = {**run.job.variables, "gateway_trust_journal": journal, "root_file": str(self._root)}
        given = ["-e", f"@{self._gateway(site)}"] if run.job.is_given_gateway else []
        options = ["--forks", str(run.forks), "-e", json.dumps(variables), *given]
        return self._ansible("ansible-playbook", inventory, *options, run.job.playbook)

    def _gateway(self, site: Site) -> Path:
        """A file of variables with what gateway_info tells, which is asked once."""
        path, read = site.folder / "gateway.json", site.folder / "read"
        if not path.exists():
            self._ansible("ansible", site.inventory, GATEWAY, "-m", "scom.dmz.gateway_info", "--tree", str(read))
            told = json.loads(Path(read, GATEWAY).read_text(encoding="utf-8"))["gateway"]
            known = {"name": GATEWAY, "chain": told["certificate"]["chain_pem"], "evidence": told["evidence"]}
            path.write_text(json.dumps({"gateways": [known]}), encoding="utf-8")
        return path

    def _ansible(self, program: str, inventory: Path, *arguments: str) -> tuple[Cost, str]:
        """Run a program of Ansible, which finds this collection, and no settings of this user."""
        command = [str(ENVIRONMENT / "bin" / program), "-i", str(inventory), *arguments]
        environment = {
            "ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / ".venv" / "collections"),
            "ANSIBLE_NOCOLOR": "true",
            "HOME": str(self._folder),
            "LANG": "C.UTF-8",
            "PATH": os.defpath,
        }
        return measuring.run(command, self._folder, environment)
