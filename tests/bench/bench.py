# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the jobs in turn, round after round, and collects what each costs a host."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.bench import measuring, results
from tests.bench.jobs import JOBS, TRUSTED, Job
from tests.bench.measuring import Cost, RunError
from tests.bench.results import Measured, Recap, Result, Sample
from tests.bench.site import Site, served
from tests.environment import REPOSITORY
from tests.lab.demonstration import GATEWAY

ENVIRONMENT = REPOSITORY / ".venv" / "bench"
"""The virtual environment that has ansible.windows too, in which everything is run."""

NOBODY = "all:\n  children:\n    dmz:\n"
"""An inventory without hosts."""

GIVEN = "given.json"
"""The variables of a job that the controller's folder holds."""

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Settings:
    """How much is measured."""

    hosts: int
    forks: int
    rounds: int
    login: str
    folder: Path
    jobs: Sequence[Job] = field(default=JOBS)
    delay: float = 0.0
    """By how many seconds every exchange is answered late."""
    watches_memory: bool = False


class Bench:
    """The controller, and the sites that the rounds share."""

    def __init__(self, settings: Settings, sites: ExitStack) -> None:
        self._settings = settings
        self._sites = sites
        self._shared: dict[str, Site] = {}
        self._count = 0

    def startup(self, job: Job) -> Cost:
        """What a job costs when there is no host."""
        empty = self._settings.folder / "nobody.yml"
        empty.write_text(NOBODY, encoding="utf-8")
        cost, _output = self._play(job, empty)
        return cost

    def sample(self, job: Job, startup: Cost) -> Sample:
        """Run a job once. Raises `RunError` when a host was not served."""
        with self.site(job) as site:
            served = site.cpu()
            cost, output = self._play(job, site.inventory)
            measured = Measured(site.cpu() - served, site.traffic())
        said = {host: recap for host, recap in results.recaps(output).items() if host != GATEWAY}
        self._check(job, said, output)
        return results.sample(cost, startup, said, measured, GATEWAY)

    @contextmanager
    def site(self, job: Job) -> Iterator[Site]:
        """The site of a job, whose traffic starts now."""
        if job.spends_site:
            with self._serve(job.site) as site:
                yield site
            return
        if job.site not in self._shared:
            self._shared[job.site] = self._sites.enter_context(self._serve(job.site))
            if job.site == TRUSTED:
                self._read_gateway(self._shared[job.site])
        self._shared[job.site].traffic()
        yield self._shared[job.site]

    def command(self, job: Job, inventory: Path) -> list[str]:
        """The command line of a job."""
        variables = {
            **job.variables,
            "gateway_trust_journal": str(inventory.parent / "journal"),
            "root_file": str(self._settings.folder / "root.cer"),
        }
        program = [str(ENVIRONMENT / "bin" / "ansible-playbook"), "-i", str(inventory)]
        options = ["--forks", str(self._settings.forks), "-e", json.dumps(variables)]
        given = self._settings.folder / GIVEN
        return [
            *program,
            *options,
            *(["-e", f"@{given}"] if job.name == "task" and given.exists() else []),
            job.playbook,
        ]

    def _play(self, job: Job, inventory: Path) -> tuple[Cost, str]:
        folder, watches = self._settings.folder, self._settings.watches_memory
        return measuring.run(self.command(job, inventory), folder, environment(folder), watches_memory=watches)

    def _check(self, job: Job, said: Mapping[str, Recap], output: str) -> None:
        served_well = [recap for recap in said.values() if recap.is_served and recap.is_changed == job.changes]
        if len(served_well) != self._settings.hosts:
            raise RunError(
                f"{job.label} served {len(served_well)} of {self._settings.hosts} hosts as it should:\n{output[-3000:]}"
            )

    @contextmanager
    def _serve(self, kind: str) -> Iterator[Site]:
        self._count += 1
        folder = self._settings.folder / f"{kind}-{self._count}"
        with served(kind, self._settings.hosts, self._settings.login, self._settings.delay, folder) as site:
            yield site

    def _read_gateway(self, site: Site) -> None:
        """Keep for the task alone what gateway_info tells."""
        read, folder = self._settings.folder / "read", self._settings.folder
        program = [str(ENVIRONMENT / "bin" / "ansible"), "-i", str(site.inventory), GATEWAY]
        measuring.run([*program, "-m", "scom.dmz.gateway_info", "--tree", str(read)], folder, environment(folder))
        gateway = json.loads(Path(read, GATEWAY).read_text(encoding="utf-8"))["gateway"]
        known = {"name": GATEWAY, "chain": gateway["certificate"]["chain_pem"], "evidence": gateway["evidence"]}
        Path(folder, GIVEN).write_text(json.dumps({"gateways": [known]}), encoding="utf-8")


def environment(home: Path) -> dict[str, str]:
    """What Ansible finds: this collection and a home folder of its own; its settings are those of the folder it runs in."""
    return {
        "ANSIBLE_COLLECTIONS_PATH": str(REPOSITORY / ".venv" / "collections"),
        "ANSIBLE_NOCOLOR": "true",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
    }


@contextmanager
def bench(settings: Settings) -> Iterator[Bench]:
    """The controller; its sites are served until the block ends."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    (settings.folder / "ansible.cfg").touch()
    (settings.folder / "root.cer").write_bytes(bytes(1200))
    with ExitStack() as sites:
        yield Bench(settings, sites)


def in_turn(things: Sequence[Thing], number: int) -> Sequence[Thing]:
    """The order of a round: every second one goes backwards, so that nothing always follows the same."""
    return things if number % 2 else things[::-1]


def measure(settings: Settings, tell: Callable[[str], None]) -> list[Result]:
    """All jobs, one after the other in each round, each after its start without hosts. Raises `RunError`."""
    samples: dict[str, list[Sample]] = defaultdict(list)
    with bench(settings) as controller:
        for number in range(1, settings.rounds + 1):
            for job in in_turn(settings.jobs, number):
                tell(f"round {number} of {settings.rounds}: {job.label}")
                samples[job.name].append(controller.sample(job, controller.startup(job)))
    return [Result(job.label, job.group, tuple(samples[job.name])) for job in settings.jobs]
