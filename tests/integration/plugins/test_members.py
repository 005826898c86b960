# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is imported for a member of a domain that has no registered certificate, whatever was logged and whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.playbooks.rotation_site import GATEWAYS, SMALL, Roots, small_site
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.integration.plugins.diagnosing import diagnose, read_gateway
from tests.lab.demonstration import GATEWAY, POINTED_AT_GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr.behaviour import (
    CONTROLLERS_BLOCKED_VARIANTS,
    KERBEROS_VARIANTS,
    METHOD_VARIANTS,
    USUAL,
    Behaviour,
)
from tests.lab.opsmgr.gateway import Approval
from tests.lab.opsmgr.installation import register_certificate, unregister_certificate
from tests.lab.scenarios import AGENT
from tests.lab.scenarios.site import usual_site
from tests.lab.wsman.endpoint import Endpoint
from tests.pki.pem import pem

Result = dict[str, Any]


def member(behaviour: Behaviour = USUAL, domain: str = "corp.example") -> Dmz:
    """A member of a domain without a certificate and without the gateway's root, not yet started."""
    dmz = Dmz(behaviour=behaviour)
    usual_site(dmz)
    dmz.install_agent(AGENT, POINTED_AT_GATEWAY, domain=domain)
    return dmz


def onboard(endpoint: Endpoint, folder: Path) -> Result:
    told = read_gateway(endpoint, folder)
    known = {"name": GATEWAY, "chain": told["certificate"]["chain_pem"], "evidence": told["evidence"]}
    return act(connect(endpoint, host=AGENT), "gateway_trust", folder, gateways=[known])


def judge(dmz: Dmz, folder: Path) -> tuple[Result, Result]:
    """Check and onboard the agent, and see that the registries stay as they are."""
    dmz.boot()
    before = dmz.dump()
    with serve_watched(dmz) as site:
        checked = diagnose(site.endpoint, read_gateway(site.endpoint, folder), folder)
        onboarded = onboard(site.endpoint, folder)
    assert dmz.dump() == before
    assert not onboarded["changed"]
    assert not (folder / "journal" / f"{AGENT}.jsonl").exists()
    return checked, onboarded


def told(result: Result) -> tuple[str, str, str]:
    return result["verdict"], result["confidence"], result["link"]


@pytest.mark.parametrize("behaviour", CONTROLLERS_BLOCKED_VARIANTS)
def test_a_member_that_reaches_no_domain_controller_lacks_no_root(behaviour: Behaviour, tmp_path: Path) -> None:
    dmz = member(behaviour)
    dmz.network.directory.block(dmz.machines[AGENT].address)
    assert told(judge(dmz, tmp_path)[0]) == ("kerberos_failing", "confirmed", "down")


@pytest.mark.parametrize("behaviour", KERBEROS_VARIANTS)
def test_a_member_of_a_domain_that_is_not_trusted_lacks_no_root(behaviour: Behaviour, tmp_path: Path) -> None:
    assert told(judge(member(behaviour, "partner.example"), tmp_path)[0]) == ("kerberos_failing", "probable", "down")


def wait_for_approval(dmz: Dmz) -> None:
    dmz.gateways[GATEWAY].approvals[AGENT] = Approval.PENDING


def filter_port(dmz: Dmz) -> None:
    dmz.network.filter(dmz.machines[GATEWAY].address, source=dmz.machines[AGENT].address)


def stop_gateway(dmz: Dmz) -> None:
    dmz.gateways[GATEWAY].service.start_mode = "Manual"


@pytest.mark.parametrize("domain", ["corp.example", "dmz.corp.example"])
@pytest.mark.parametrize(
    ("trouble", "verdict", "link"),
    [
        (lambda dmz: None, "trusted", "up"),
        (wait_for_approval, "not_approved", "down"),
        (filter_port, "gateway_port_filtered", "down"),
        (stop_gateway, "gateway_stopped", "down"),
    ],
)
def test_a_member_is_judged_by_everything_but_certificates(
    trouble: Callable[[Dmz], None], verdict: str, link: str, domain: str, tmp_path: Path
) -> None:
    dmz = member(domain=domain)
    trouble(dmz)
    checked, onboarded = judge(dmz, tmp_path)
    assert (checked["verdict"], checked["link"], onboarded["verdict"]) == (verdict, link, verdict)
    assert "by_kerberos" in [finding["id"] for finding in checked["findings"]]
    assert (checked["gateway_chain"]["trusted"], checked["own_certificate"]) == (None, None)
    assert checked["computer"] == {"domain": domain, "part_of_domain": True}
    assert (checked["authentication"]["method"], checked["authentication"]["uses_stores"]) == ("kerberos", False)


def test_nothing_is_imported_where_the_domain_of_a_host_without_a_certificate_cannot_be_read(tmp_path: Path) -> None:
    dmz = member(domain="")
    dmz.machines[AGENT].computer_system.tells = False
    checked, _onboarded = judge(dmz, tmp_path)
    assert told(checked) == ("own_certificate_not_registered", "confirmed", "down")
    assert "could not be read" in checked["findings"][0]["evidence"]


def test_a_link_without_a_certificate_is_kerberos_where_the_domain_cannot_be_read(tmp_path: Path) -> None:
    dmz = member()
    dmz.machines[AGENT].computer_system.tells = False
    assert told(judge(dmz, tmp_path)[0]) == ("trusted", "confirmed", "up")


def test_a_member_of_a_domain_that_differs_from_the_gateways_unread_one_is_probably_linked_by_kerberos(
    tmp_path: Path,
) -> None:
    dmz = member()
    dmz.gateways[GATEWAY].machine.computer_system.tells = False
    filter_port(dmz)
    checked, _onboarded = judge(dmz, tmp_path)
    assert told(checked) == ("gateway_port_filtered", "confirmed", "down")


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    list(
        zip(
            METHOD_VARIANTS,
            (("root_missing", "confirmed", "down"), ("root_missing", "probable", "up")),
            strict=True,
        )
    ),
    ids=["certificate first", "Kerberos first"],
)
def test_a_member_with_a_certificate_is_judged_by_that_whatever_is_tried_first(
    behaviour: Behaviour, expected: tuple[str, str, str], tmp_path: Path
) -> None:
    dmz = member(behaviour)
    register_certificate(dmz.machines[AGENT], dmz.pki.host(AGENT, dmz.agent_authority))
    dmz.boot()
    with serve_watched(dmz) as site:
        checked = diagnose(site.endpoint, read_gateway(site.endpoint, tmp_path), tmp_path)
    assert told(checked) == expected
    assert "member_with_certificate" in [finding["id"] for finding in checked["findings"]]


APP = SMALL[0]
STAGES = ("distribute", "decide")


class Rotation:
    """A root is replaced behind the gateways of an agent without a certificate."""

    def __init__(self, folder: Path, *, registered: bool = False, domain: str = "corp.example") -> None:
        self.dmz, self._roots = small_site()
        self.machine = self.dmz.machines[APP]
        if not registered:
            unregister_certificate(self.machine)
        self.machine.computer_system.domain = domain
        self._folder = folder

    def restart(self) -> None:
        with self.dmz.clock.settled():
            self.machine.services.stop_at_once(self.dmz.agents[APP].service)
            self.machine.services.boot()

    def go(self, stage: str) -> Result:
        roots: Roots = self._roots
        with serve_watched(self.dmz) as site:
            read = {
                name: act(connect(site.endpoint, host=name), "gateway_info", self._folder)["gateway"]
                for name in GATEWAYS
            }
            gateways = [{"name": name, "chain": each["certificate"]["chain_pem"]} for name, each in read.items()]
            return act(
                connect(site.endpoint, host=APP),
                "root_rotation",
                self._folder,
                stage=stage,
                gateways=gateways,
                content=pem(roots.new.certificate),
                old_content=pem(roots.old.certificate),
            )


@pytest.mark.parametrize("stage", STAGES)
def test_a_rotation_leaves_members_without_a_certificate_alone(stage: str, tmp_path: Path) -> None:
    rotation = Rotation(tmp_path)
    rotation.restart()
    before = rotation.machine.registry.dump("HKLM")
    result = rotation.go(stage)
    assert (result["changed"], result["state"]) == (False, "not_concerned")
    assert "authenticates by Kerberos" in result["detail"]
    assert result["gateways"] == list(GATEWAYS)
    assert rotation.machine.registry.dump("HKLM") == before


@pytest.mark.parametrize("unread", [True, False], ids=["domain unread", "certificate loaded before"])
def test_a_rotation_imports_nothing_where_it_is_not_known_how_an_agent_authenticates(
    unread: bool, tmp_path: Path
) -> None:
    rotation = Rotation(tmp_path)
    if unread:
        rotation.machine.computer_system.tells = False
        rotation.restart()
    before = rotation.machine.registry.dump("HKLM")
    result = rotation.go("distribute")
    assert (result["changed"], result["state"]) == (False, "undetermined")
    assert rotation.machine.registry.dump("HKLM") == before


@pytest.mark.parametrize(("registered", "domain"), [(True, "corp.example"), (False, "")])
def test_a_rotation_serves_members_with_a_certificate_and_hosts_in_a_workgroup(
    registered: bool, domain: str, tmp_path: Path
) -> None:
    result = Rotation(tmp_path, registered=registered, domain=domain).go("distribute")
    assert result["state"] == "imported"
