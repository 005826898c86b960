# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Simulated agents and gateways: what they do follows from their machines' state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.lab.canary import CANARY, is_in
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.behaviour import UNTRUSTED_GATEWAY_VARIANTS, USUAL, Behaviour
from tests.lab.opsmgr.gateway import Approval, Gateway
from tests.lab.opsmgr.installation import MACHINE_SETTINGS, PARAMETERS, Parent, register_certificate
from tests.lab.opsmgr.trust import SERVERS, TrustStatus
from tests.lab.pki import EXPIRED, NOT_YET_VALID
from tests.lab.windows.certificate_store import store_entry, thumbprint
from tests.lab.windows.clock import Clock
from tests.lab.windows.machine import Machine
from tests.pki.certificates import Authority
from tests.unit.lab.conftest import Time

GATEWAY = "gw01.corp.example"
AGENT = "web01.dmz.example"
GROUP = "CORP"
LINKED = [20053, 21024, 21025, 1210]


class Site:
    """One gateway and one agent."""

    def __init__(
        self,
        clock: Clock,
        behaviour: Behaviour = USUAL,
        issuing: bool = False,
        group: str = GROUP,
        parents: Sequence[Parent] = (Parent(GATEWAY),),
    ) -> None:
        self.dmz = Dmz(clock=clock, behaviour=behaviour)
        self.root = self.dmz.pki.root("Corp Root")
        self.chain: list[Authority] = [self.root]
        if issuing:
            self.chain.insert(0, self.dmz.pki.issuing("Corp Issuing", self.root))
        certificate = self.dmz.pki.host(GATEWAY, self.chain[0])
        self.gateway: Gateway = self.dmz.add_gateway(GATEWAY, GROUP, certificate, self.chain)
        self.agent: Agent = self.dmz.add_agent(AGENT, {group: parents})

    @property
    def machine(self) -> Machine:
        return self.agent.machine

    def trust(self) -> None:
        self.machine.stores.add("Root", self.root.certificate)

    def restart(self) -> list[int]:
        """Stop and start through Win32_Service; the agent's events since."""
        before = len(self.agent.log)
        for method in ("StopService", "StartService"):
            service = self.machine.cim_class("Win32_Service")
            assert service.invoke(method, {"Name": "HealthService"}, {})["ReturnValue"] == 0
            list(service.instances())
        return self.agent.log.ids()[before:]


@pytest.fixture
def site(clock: Clock) -> Site:
    site = Site(clock)
    site.dmz.boot()
    return site


def established(machine: Machine) -> list[tuple[object, object]]:
    rows = machine.cim_class("MSFT_NetTCPConnection").instances()
    return [(row["RemoteAddress"], row["RemotePort"]) for row in rows if row["State"] == 5]


def test_without_the_root_there_is_no_connection(site: Site) -> None:
    assert site.agent.log.ids() == [20053, 20070, 21016]
    assert site.gateway.log.ids()[-1] == 20000
    assert established(site.machine) == []


def test_the_root_written_through_the_registry_and_a_restart_bring_the_link_up(site: Site) -> None:
    registry = site.machine.cim_class("StdRegProv")
    certificate = site.root.certificate
    key = rf"SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates\{thumbprint(certificate)}"
    octets = [str(octet) for octet in store_entry(certificate)]
    registry.invoke("CreateKey", {}, {"sSubKeyName": [key]})
    registry.invoke("SetBinaryValue", {}, {"sSubKeyName": [key], "sValueName": ["Blob"], "uValue": octets})
    assert site.restart() == LINKED
    assert established(site.machine) == [(site.gateway.machine.address, 5723)]
    assert site.gateway.log.ids()[-1] == 20020


def test_both_ends_of_a_connection_agree_and_go_together(site: Site) -> None:
    site.trust()
    site.restart()
    [mine] = [row for row in site.machine.connections if row.state == 5]
    assert mine.other_end(site.gateway.service.process_id) in list(site.gateway.machine.connections)
    assert mine.process_id == site.agent.service.process_id
    site.machine.cim_class("Win32_Service").invoke("StopService", {"Name": "HealthService"}, {})
    assert established(site.machine) == []
    assert established(site.gateway.machine) == [("198.51.100.1", 5723)]


def test_a_distrusted_root_is_not_trusted_even_where_it_is_a_root(site: Site) -> None:
    site.trust()
    site.machine.stores.add("Disallowed", site.root.certificate, physical=".GroupPolicy")
    assert site.restart() == [20053, 20070, 21016]


@pytest.mark.parametrize("physical", [".GroupPolicy", ".Enterprise", ".AuthRoot"])
def test_a_root_counts_in_every_physical_store(site: Site, physical: str) -> None:
    site.machine.stores.add("Root", site.root.certificate, physical=physical)
    assert site.restart() == LINKED


def test_a_root_of_the_same_name_with_another_key_does_not_help(site: Site) -> None:
    site.machine.stores.add("Root", site.dmz.pki.root("Corp Root").certificate)
    assert site.restart() == [20053, 20070, 21016]


def test_a_renewed_root_with_the_same_key_does_help(site: Site) -> None:
    site.machine.stores.add("Root", site.dmz.pki.root("Corp Root", renews=site.root).certificate)
    assert site.restart() == LINKED


def test_an_expired_root_does_not_help(site: Site) -> None:
    site.machine.stores.add("Root", site.dmz.pki.root("Corp Root", renews=site.root, validity=EXPIRED).certificate)
    assert site.restart() == [20053, 20070, 21016]


def test_an_issuing_authority_is_needed_in_the_store_unless_the_peer_sends_it(clock: Clock) -> None:
    site = Site(clock, issuing=True)
    site.trust()
    site.dmz.boot()
    assert site.agent.links == {}
    site.machine.stores.add("CA", site.chain[0].certificate)
    assert site.restart() == LINKED


def test_a_gateway_may_send_its_intermediates(clock: Clock) -> None:
    site = Site(clock, Behaviour(sends_intermediates=True), issuing=True)
    site.trust()
    site.dmz.boot()
    assert GROUP in site.agent.links


@pytest.mark.parametrize("behaviour", UNTRUSTED_GATEWAY_VARIANTS)
def test_each_variant_of_missing_trust_can_be_played(clock: Clock, behaviour: Behaviour) -> None:
    site = Site(clock, replace(behaviour, gateway_untrusted_there=(20002,)))
    site.dmz.boot()
    assert site.agent.log.ids() == [20053, *behaviour.gateway_untrusted, 21016]
    assert site.gateway.log.ids()[-1] == 20002


def test_the_link_takes_its_time(clock: Clock, time: Time) -> None:
    site = Site(clock, Behaviour(link_seconds=5))
    site.trust()
    site.dmz.boot()
    time.pass_(4)
    assert established(site.machine) == []
    time.pass_(60)
    assert len(established(site.machine)) == 1
    assert list(site.agent.log)[-1].time_created.second == 5


def test_an_agent_that_tries_again_picks_the_root_up_without_a_restart(clock: Clock, time: Time) -> None:
    site = Site(clock, Behaviour(retry_seconds=60))
    site.dmz.boot()
    site.trust()
    time.pass_(61)
    assert len(established(site.machine)) == 1


def test_an_attempt_under_way_ends_with_the_service(clock: Clock, time: Time) -> None:
    site = Site(clock, Behaviour(link_seconds=5))
    site.trust()
    site.dmz.boot()
    site.machine.cim_class("Win32_Service").invoke("StopService", {"Name": "HealthService"}, {})
    time.pass_(60)
    assert established(site.machine) == []


def test_a_gateway_that_does_not_trust_the_agent_says_so_in_its_own_log(site: Site) -> None:
    site.trust()
    site.gateway.machine.stores.remove("Root", site.dmz.agent_authority.certificate)
    assert site.restart() == [20053, 20071, 21016]
    assert site.gateway.log.ids()[-1] == 20072


@pytest.mark.parametrize(("approval", "event_id"), [(Approval.PENDING, 20000), (Approval.REJECTED, 20001)])
def test_an_agent_that_is_not_approved_is_closed_after_authentication(
    site: Site, approval: Approval, event_id: int
) -> None:
    site.trust()
    site.gateway.approvals[AGENT] = approval
    assert site.restart() == [20053, 20070, 21016]
    assert site.gateway.log.ids()[-1] == event_id


def test_an_agent_of_another_management_group_is_not_admitted(clock: Clock) -> None:
    site = Site(clock, group="Corp")
    site.trust()
    site.dmz.boot()
    assert (site.agent.log.ids(), site.gateway.log.ids()[-1]) == ([20053, 20070, 21016], 20000)


@pytest.mark.parametrize(
    ("parent", "events"),
    [
        (Parent("nowhere.corp.example"), [20053, 21005, 21016]),
        (Parent(GATEWAY, port=5724), [20053, 21006, 21016]),
        (Parent(GATEWAY, authentication_name="alias.corp.example"), [20053, 21001, 21016]),
    ],
)
def test_a_parent_that_cannot_be_used_has_its_own_event(clock: Clock, parent: Parent, events: list[int]) -> None:
    site = Site(clock, parents=[parent])
    site.trust()
    site.dmz.boot()
    assert site.agent.log.ids() == events


def test_an_agent_goes_on_to_its_failover_parent(clock: Clock) -> None:
    site = Site(clock, parents=[Parent("nowhere.corp.example"), Parent(GATEWAY)])
    site.trust()
    site.dmz.boot()
    assert GROUP in site.agent.links


@pytest.mark.parametrize(("validity", "event_id"), [(EXPIRED, 20051), (NOT_YET_VALID, 20051)])
def test_a_certificate_out_of_date_is_not_used(site: Site, validity: tuple, event_id: int) -> None:
    site.trust()
    register_certificate(site.machine, site.dmz.pki.host(AGENT, site.dmz.agent_authority, validity=validity))
    assert site.restart() == [event_id, 21007, 21016]


def test_each_fault_of_an_own_certificate_has_its_event(site: Site) -> None:
    authority, pki = site.dmz.agent_authority, site.dmz.pki
    register_certificate(site.machine, pki.host("WEB01", authority))
    assert site.restart()[0] == 20052
    register_certificate(site.machine, pki.host(AGENT, authority, usages=()))
    assert site.restart()[0] == 20050
    register_certificate(site.machine, pki.host(AGENT, authority), private_key=False)
    assert site.restart()[0] == 20068
    site.machine.stores.remove("My", site.machine.stores.certificates("My")[0])
    for certificate in site.machine.stores.certificates("My"):
        site.machine.stores.remove("My", certificate)
    assert site.restart()[0] == 20066
    site.machine.registry.delete_value(MACHINE_SETTINGS, "ChannelCertificateSerialNumber")
    assert site.restart()[0] == 21022


def test_a_serial_number_of_twenty_octets_is_found(site: Site) -> None:
    site.trust()
    certificate = site.dmz.pki.host(AGENT, site.dmz.agent_authority, serial_octets=20)
    register_certificate(site.machine, certificate)
    assert len(bytes(site.machine.registry.get(MACHINE_SETTINGS, "ChannelCertificateSerialNumber").data)) == 20
    assert site.restart() == LINKED


def test_a_gateway_that_stops_takes_its_links_down(site: Site) -> None:
    site.trust()
    site.restart()
    service = site.gateway.machine.cim_class("Win32_Service")
    service.invoke("StopService", {"Name": "HealthService"}, {})
    assert (established(site.machine), site.agent.log.ids()[-1]) == ([], 21016)
    assert site.restart()[-2:] == [21006, 21016]


def test_secrets_hold_canaries_and_reading_one_is_noticed(site: Site) -> None:
    group = rf"{PARAMETERS}\Management Groups\{GROUP}".removeprefix("HKLM\\")
    registry = site.machine.cim_class("StdRegProv")
    for secret in ("AllowedSSIDs", r"AllowedSSIDs\RestrictSSIDs", r"SSDB\References", r"SSDB\SSIDs"):
        key = {"sSubKeyName": [rf"{group}\{secret}"]}
        assert registry.invoke("GetStringValue", {}, key)["sValue"] == CANARY
        assert is_in(registry.invoke("GetBinaryValue", {}, key | {"sValueName": ["Data"]})["uValue"])
    assert len(site.machine.leaks) == 8


def test_ordinary_reading_is_no_leak(site: Site) -> None:
    site.machine.run(r'reg query "HKLM\SOFTWARE\Microsoft\Microsoft Operations Manager\3.0\Agent Management Groups" /s')
    assert site.machine.leaks == []


def test_an_agent_finds_its_gateway_again_after_that_has_switched_to_a_chain_that_it_trusts(
    clock: Clock, time: Time
) -> None:
    site = Site(clock, Behaviour(retry_seconds=60))
    site.trust()
    site.dmz.boot()
    new = site.dmz.pki.root("Corp Root 2")
    site.machine.stores.add("Root", new.certificate)
    site.dmz.switch_certificate(GATEWAY, [new])
    assert site.gateway.certificate is not None
    assert site.gateway.certificate.issuer == new.certificate.subject.public_bytes()
    assert not site.agent.links
    time.pass_(60)
    with clock.settled():
        assert list(site.agent.links) == [GROUP]


def test_an_agent_that_does_not_trust_the_new_chain_of_its_gateway_stays_cut_off(clock: Clock, time: Time) -> None:
    site = Site(clock, Behaviour(retry_seconds=60))
    site.trust()
    site.dmz.boot()
    site.dmz.switch_certificate(GATEWAY, [site.dmz.pki.root("Corp Root 2")])
    time.pass_(60)
    with clock.settled():
        assert not site.agent.links


def test_a_machine_whose_clock_is_behind_cannot_load_its_certificate_and_logs_that_at_its_own_time(site: Site) -> None:
    site.trust()
    site.machine.clock.skew = timedelta(days=-730)
    assert site.restart() == [20051, 21007, 21016]
    assert next(reversed(site.agent.log)).time_created == site.dmz.clock.now() - timedelta(days=730)


def test_a_machine_whose_clock_is_behind_refuses_a_gateway_whose_certificate_begins_later(site: Site) -> None:
    site.trust()
    site.machine.clock.skew = timedelta(days=-730)
    assert site.agent.judge(site.gateway, SERVERS) is TrustStatus.EXPIRED
    site.machine.clock.skew = timedelta()
    assert site.agent.judge(site.gateway, SERVERS) is TrustStatus.TRUSTED


def test_windows_tells_the_time_of_its_own_clock(site: Site) -> None:
    site.machine.clock.skew = timedelta(hours=2)
    (system,) = site.machine.cim_class("Win32_OperatingSystem").instances()
    assert system["LocalDateTime"] == site.dmz.clock.now() + timedelta(hours=2)
