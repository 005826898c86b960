# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: the same work by this collection, by ansible.windows, and the least that Ansible does at all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab.demonstration import GATEWAY

TRUSTED, ROOT_MISSING, CANNED = "trusted", "root_missing", "canned"
"""The sites: two scenarios of the lab, and an endpoint that answers for the modules of ansible.windows."""


@dataclass(frozen=True)
class Job:
    """A playbook and the site that it is for. Every host is to be served, and to be changed or not as `changes` says.

    A job that `is_given_gateway` gets what gateway_info tells, and doesn't read it.
    """

    name: str
    label: str
    playbook: str
    site: str
    variables: Mapping[str, object] = field(default_factory=dict, hash=False)
    changes: bool = False
    is_given_gateway: bool = False

    @property
    def spends_site(self) -> bool:
        """Whether it needs a site that no job has used before."""
        return self.site == ROOT_MISSING


@dataclass(frozen=True)
class Run:
    """A job over so many hosts. Every exchange is answered `delay` seconds late."""

    job: Job
    hosts: int
    forks: int
    login: str
    delay: float = 0.0

    def __str__(self) -> str:
        return f"{self.job.name}, {self.crew}{', a slow line' * bool(self.delay)}"

    @property
    def crew(self) -> str:
        """The hosts and the forks in words."""
        return f"{self.hosts:,} host{'s' * (self.hosts > 1)}, {self.forks} fork{'s' * (self.forks > 1)}"

    @property
    def turns(self) -> int:
        """How often the forks go round the hosts."""
        return math.ceil(self.hosts / self.forks)


def _own(name: str) -> str:
    return str(Path(__file__).parent / "playbooks" / f"{name}.yml")


_OURS = {"gateway_trust_gateway": GATEWAY, "gateway_trust_link_interval": 1}

JOBS = {
    job.name: job
    for job in (
        Job("raw", "ansible.builtin.raw", _own("raw"), CANNED, changes=True),
        Job("task", "scom.dmz.gateway_trust_info, the task alone", _own("task"), TRUSTED, is_given_gateway=True),
        Job("check", "scom.dmz.check, the whole playbook", "scom.dmz.check", TRUSTED, _OURS),
        Job("peers_check", "ansible.windows, 2 tasks", _own("peers_check"), CANNED),
        Job("onboard", "scom.dmz.onboard, the whole playbook", "scom.dmz.onboard", ROOT_MISSING, _OURS, changes=True),
        Job("peers_onboard", "ansible.windows, 4 tasks", _own("peers_onboard"), CANNED, changes=True),
    )
}
