# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: the same work by this collection, by ansible.windows, and the least that Ansible does at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.site import CANNED
from tests.lab.demonstration import GATEWAY

PLAYBOOKS = Path(__file__).parent / "playbooks"

TRUSTED, ROOT_MISSING = "trusted", "root_missing"


@dataclass(frozen=True)
class Job:
    """A playbook and the site that it is for. Every host is to be served, and to be changed or not as `changes` says."""

    name: str
    label: str
    playbook: str
    site: str
    group: str
    variables: Mapping[str, object] = field(default_factory=dict)
    changes: bool = False

    @property
    def spends_site(self) -> bool:
        """Whether it needs a site that nobody has used before."""
        return self.site == ROOT_MISSING


def _own(name: str) -> str:
    return str(PLAYBOOKS / f"{name}.yml")


_OURS = {"gateway_trust_gateway": GATEWAY, "gateway_trust_link_interval": 1}

JOBS = (
    Job("raw", "ansible.builtin.raw", _own("raw"), CANNED, "Check", changes=True),
    Job("task", "scom.dmz.gateway_trust_info, the task alone", _own("task"), TRUSTED, "Check"),
    Job("check", "scom.dmz.check, the whole playbook", "scom.dmz.check", TRUSTED, "Check", _OURS),
    Job("peers_check", "ansible.windows, 2 tasks", _own("peers_check"), CANNED, "Check"),
    Job("onboard", "scom.dmz.onboard, the whole playbook", "scom.dmz.onboard", ROOT_MISSING, "Onboarding", _OURS, True),
    Job("peers_onboard", "ansible.windows, 4 tasks", _own("peers_onboard"), CANNED, "Onboarding", changes=True),
)
