# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of the guide: both tiers of a PKI are replaced behind a gateway and its failover, each change approved before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256

from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.integration.playbooks.rotation_site import GATEWAYS, RETRY_SECONDS, SMALL, Tiers, two_tier_site
from tests.integration.playbooks.test_rotation import states
from tests.lab.faults import FAULTS
from tests.pki.certificates import Authority
from tests.pki.pem import pem

PRIMARY, FAILOVER = GATEWAYS


class TwoTiers:
    """A rotation of both tiers on a served site, with a folder for its records."""

    def __init__(self, lab: Controller, tiers: Tiers) -> None:
        self.lab = lab
        self.tiers = tiers
        self.reports = lab.folder / "report" / "rotations"
        (lab.folder / "new.pem").write_text(pem(*(each.certificate for each in tiers.new)))

    def stage(self, name: str, *options: str, old: Authority | None = None, **variables: Any) -> Run:
        given = {
            "gateway_trust_gateway": None,
            "root_rotation_stage": name,
            "root_rotation_gateway": list(GATEWAYS),
            "root_rotation_root_file": "new.pem",
            "root_rotation_old_sha256": (old or self.tiers.old[0]).certificate.fingerprint(SHA256()).hex(),
            "root_rotation_report_folder": str(self.lab.folder / "report"),
        }
        return self.lab.play("scom.dmz.rotate", *options, **{**given, **variables})

    def approved(self, stage: str, **variables: Any) -> Run:
        """Checked, and then carried out as its record has it."""
        known = set(self.reports.glob("*"))
        assert self.stage(stage, "--check", **variables).changed == set(SMALL)
        [record] = set(self.reports.glob("*")) - known
        return self.stage(stage, root_rotation_approved=str(record), **variables)

    def switch(self, gateway: str) -> None:
        self.lab.dmz.switch_certificate(gateway, self.tiers.new[::-1])
        self.lab.dmz.clock.advance(RETRY_SECONDS)

    def holding(self, authority: Authority, store: str) -> set[str]:
        machines = (self.lab.dmz.machines[name] for name in SMALL)
        return {each.name for each in machines if authority.certificate in each.stores.certificates(store)}


def linked(run: Run) -> set[str]:
    assert run.code == 0, run.output
    return {host for host, state in states(run).items() if state == "linked"}


@pytest.fixture
def rotation(tmp_path: Path) -> Iterator[TwoTiers]:
    dmz, tiers = two_tier_site()
    with controller(dmz, tmp_path, pinned=False) as lab:
        yield TwoTiers(lab, tiers)


def test_both_tiers_are_replaced_as_the_guide_has_it(rotation: TwoTiers) -> None:
    (old, old_issuing), (new, new_issuing) = rotation.tiers.old, rotation.tiers.new
    site, (first, second) = rotation.lab.site, SMALL

    assert rotation.approved("distribute").code == 0
    assert rotation.holding(new, "Root") == rotation.holding(new_issuing, "CA") == set(SMALL)
    assert rotation.stage("decide").code == 0

    rotation.switch(FAILOVER)
    assert linked(rotation.stage("verify", root_rotation_gateway=FAILOVER)) == set(SMALL)
    early = rotation.stage("verify")
    assert early.code != 0
    assert f"{PRIMARY} did not switch to" in early.output
    assert rotation.stage("remove").code != 0
    rotation.switch(PRIMARY)
    assert linked(rotation.stage("verify")) == set(SMALL)

    FAULTS["refuses"].inject(site.endpoint, rotation.lab.dmz.machines[second])
    checked = rotation.stage("remove", "--check")
    assert states(checked) == {first: "removed", second: "unreachable"}
    FAULTS["refuses"].end(site.endpoint, rotation.lab.dmz.machines[second])
    assert rotation.approved("remove").changed == set(SMALL)
    assert rotation.holding(old, "Root") == set()
    assert rotation.approved("remove", old=old_issuing).changed == set(SMALL)
    assert rotation.holding(old_issuing, "CA") == set()

    assert linked(rotation.stage("verify")) == set(SMALL)
    assert rotation.holding(new, "Root") == rotation.holding(new_issuing, "CA") == set(SMALL)
