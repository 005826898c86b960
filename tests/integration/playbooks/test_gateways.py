# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several gateways in one run: each agent gets the roots of those that it is pointed at, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256

from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.installation import Parent
from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.stock_certificates import Stock
from tests.pki.certificates import Authority

NORTH, SOUTH, PARTNER = GATEWAYS = ("north.corp.example", "south.corp.example", "gw.partner.example")
GROUPS = {NORTH: "CORP", SOUTH: "CORP", PARTNER: "PARTNER"}

POINTED_AT = {
    "north.dmz.example": {"CORP": (NORTH,)},
    "south.dmz.example": {"CORP": (SOUTH,)},
    "north-then-south.dmz.example": {"CORP": (NORTH, SOUTH)},
    "south-then-north.dmz.example": {"CORP": (SOUTH, NORTH)},
    "two-groups.dmz.example": {"CORP": (NORTH,), "PARTNER": (PARTNER,)},
    "all-three.dmz.example": {"CORP": (SOUTH, NORTH), "PARTNER": (PARTNER,)},
}
ELSEWHERE = "elsewhere.dmz.example"
LACKS_FAILOVER = "lacks-failover.dmz.example"
"""It trusts its primary and is linked with it."""

_LINE = re.compile(r'^\s+"(\S+) +(\S+) +(\w+) +(\w+) +(\w+) +(.*)",?$', re.MULTILINE)


class Site:
    """Three gateways with a root each, and agents that trust none of them unless their name says otherwise."""

    def __init__(self) -> None:
        self.dmz = Dmz(stock=Stock(0, 0))
        self.roots = {name: self._add_gateway(name) for name in GATEWAYS}
        for host, groups in POINTED_AT.items():
            self._add_agent(host, groups)
        self._add_agent(ELSEWHERE, {"OTHER": ("unknown.example",)})
        self._add_agent(LACKS_FAILOVER, {"CORP": (NORTH, SOUTH)}, self.roots[NORTH])
        self.dmz.boot()

    def _add_gateway(self, name: str) -> Authority:
        root = self.dmz.pki.root(f"Root CA of {name}")
        self.dmz.add_gateway(name, GROUPS[name], self.dmz.pki.host(name, root), [root])
        return root

    def _add_agent(self, host: str, groups: dict[str, tuple[str, ...]], *trusted: Authority) -> None:
        self.dmz.add_agent(
            host, {group: [Parent(each) for each in parents] for group, parents in groups.items()}, trusted
        )

    def trusted_by(self, host: str) -> set[str]:
        """The gateways whose roots a host has."""
        held = {thumbprint(each) for each in self.dmz.machines[host].stores.certificates("Root")}
        return {name for name, root in self.roots.items() if thumbprint(root.certificate) in held}


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def lab(site: Site, tmp_path: Path) -> Iterator[Controller]:
    with controller(site.dmz, tmp_path) as running:
        yield running


def lines(run: Run) -> dict[tuple[str, str], tuple[str, ...]]:
    """The table's columns after host and gateway."""
    return {(host, gateway): tuple(rest) for host, gateway, *rest in _LINE.findall(run.output)}


def starts(lab: Controller, host: str) -> int:
    """How often HealthService was started by a request."""
    return sum(entry.cim_method == "StartService" for entry in lab.log.of(host))


def onboard(lab: Controller, *options: str, **variables: object) -> Run:
    return lab.play("scom.dmz.onboard", *options, **{"gateway_trust_gateway": list(GATEWAYS), **variables})


def test_each_agent_gets_the_roots_of_its_gateways_and_one_restart_and_then_nothing_is_left_to_do(
    lab: Controller, site: Site
) -> None:
    run = onboard(lab)
    assert run.code == 0, run.output
    wanted = {host: {name for names in groups.values() for name in names} for host, groups in POINTED_AT.items()}
    assert {host: site.trusted_by(host) for host in POINTED_AT} == wanted
    assert {host: starts(lab, host) for host in POINTED_AT} == dict.fromkeys(POINTED_AT, 1)
    table, both = lines(run), ("root_missing", "trusted")
    assert table["two-groups.dmz.example", PARTNER][:3] == (*both, "up")
    assert table["two-groups.dmz.example", NORTH][:3] == (*both, "up")
    assert table["south-then-north.dmz.example", SOUTH][:3] == (*both, "up")
    assert table["south-then-north.dmz.example", NORTH][:3] == (*both, "standby")
    assert table["all-three.dmz.example", PARTNER][3] == "root imported, agent restarted"

    assert (site.trusted_by(ELSEWHERE), table[ELSEWHERE, NORTH][1]) == (set(), "not_pointed_at_gateway")
    assert (site.trusted_by(LACKS_FAILOVER), starts(lab, LACKS_FAILOVER)) == ({NORTH, SOUTH}, 0)
    assert table[LACKS_FAILOVER, SOUTH] == (*both, "standby", "root imported")
    assert table[LACKS_FAILOVER, NORTH] == ("trusted", "trusted", "up", "root imported")

    again = onboard(lab)
    assert (again.code, again.changed) == (0, set())
    assert {row[1] for (host, _gateway), row in lines(again).items() if host in POINTED_AT} == {"trusted"}


def test_however_many_gateways_there_are_a_check_is_one_task(lab: Controller) -> None:
    run = lab.play("scom.dmz.check", gateway_trust_gateway=",".join(GATEWAYS))
    shells = {host: sum(entry.action == "Create" for entry in lab.log.of(host)) for host in lab.dmz.machines}
    assert (run.code, run.changed, set(shells.values())) == (0, set(), {1})
    assert lines(run)["all-three.dmz.example", PARTNER][:2] == ("root_missing", "root_missing")


def test_what_is_said_of_one_gateway_is_a_variable_of_its_own(lab: Controller, site: Site) -> None:
    pin = site.roots[SOUTH].certificate.fingerprint(SHA256()).hex()
    lab.vary(SOUTH, gateway_trust_root_sha256=pin, gateway_trust_gateway_aliases=["scom.example, Unknown.example "])
    run = lab.play("scom.dmz.check", gateway_trust_gateway=list(GATEWAYS))
    assert run.code == 0, run.output
    assert lines(run)[ELSEWHERE, SOUTH][1] == "root_missing"
    lab.vary(NORTH, gateway_trust_root_sha256=pin)
    refused = lab.play("scom.dmz.check", gateway_trust_gateway=list(GATEWAYS))
    assert refused.failed == {NORTH}
    assert "not the pinned" in refused.output


def test_a_name_that_several_gateways_would_share_is_refused(lab: Controller) -> None:
    run = lab.play(
        "scom.dmz.check", gateway_trust_gateway=list(GATEWAYS), gateway_trust_gateway_aliases=["scom.example"]
    )
    assert run.code != 0
    assert (
        "would be taken for each of north.corp.example, south.corp.example, gw.partner.example: set them as"
        in run.output
    )


def test_a_role_that_is_included_for_several_gateways_reads_each_once(lab: Controller) -> None:
    play = """
    - hosts: all:!*.corp.example:!gw.partner.example
      gather_facts: false
      tasks:
        - ansible.builtin.include_role:
            name: scom.dmz.gateway_trust
    """
    run = lab.play_text(play, gateway_trust_gateway=list(GATEWAYS))
    assert run.code == 0, run.output
    assert lines(run)["all-three.dmz.example", PARTNER][1] == "trusted"


def test_gateways_that_are_hosts_of_the_play_themselves_are_each_known_by_what_they_present(lab: Controller) -> None:
    play = """
    - hosts: north.corp.example:south.corp.example
      gather_facts: false
      tasks:
        - ansible.builtin.include_role:
            name: scom.dmz.gateway_root
          vars:
            gateway_root_gateway: "{{ item }}"
          loop: [south.corp.example, north.corp.example]
        - ansible.builtin.debug:
            msg: "{{ inventory_hostname }}: {{ gateway_root_presented.certificate.root.subject }}, {{ gateway_root_certificate.subject }}"
    """
    run = lab.play_text(play)
    presented = {host: f"CN=Root CA of {host}" for host in (NORTH, SOUTH)}
    assert [host for host in presented if f"{host}: {presented[host]}, {presented[NORTH]}" not in run.output] == []


def test_with_serial_every_batch_is_served(lab: Controller, site: Site) -> None:
    play = """
    - hosts: all:!*.corp.example:!gw.partner.example
      gather_facts: false
      serial: 3
      roles: [scom.dmz.gateway_trust]
    """
    run = lab.play_text(play, gateway_trust_gateway=list(GATEWAYS))
    assert run.code == 0, run.output
    assert {host for host in POINTED_AT if site.trusted_by(host)} == set(POINTED_AT)


def test_a_host_that_cannot_be_asked_has_a_row_of_its_own(lab: Controller) -> None:
    lab.vary(LACKS_FAILOVER, ansible_port=1)
    run = lab.play("scom.dmz.check", gateway_trust_gateway=list(GATEWAYS))
    assert lines(run)[LACKS_FAILOVER, "-"][1:3] == ("unreachable", "unknown")
    assert run.failed == {LACKS_FAILOVER}
