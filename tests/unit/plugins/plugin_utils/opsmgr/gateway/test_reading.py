# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One read of a gateway tells its certificate, its trust, its own link and what it has against its agents."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import pack, unpack

from tests.lab.dmz import MANAGEMENT_SERVER
from tests.lab.opsmgr.gateway import Approval
from tests.lab.opsmgr.installation import OPERATIONS_MANAGER, SERVER_GROUPS, unregister_certificate
from tests.lab.windows.certificate_store import thumbprint
from tests.unit.plugins.plugin_utils.opsmgr.scripted_site import (
    ACCESS_DENIED,
    GATEWAY,
    NOT_FOUND,
    REFUSED,
    ScriptedSession,
    Site,
)

STORES = r"HKLM\SOFTWARE\Microsoft\SystemCertificates"
LOST = HostUnreachable("the host did not answer in time")


@pytest.fixture
def site() -> Site:
    """Everything runs, and web01 is linked."""
    site = Site()
    site.agent(GATEWAY)
    return site


@pytest.fixture
def cut_off() -> Site:
    """The firewall is closed between the gateway and its management server."""
    site = Site()
    site.dmz.network.filter(MANAGEMENT_SERVER.address, source=site.gateway.machine.address)
    site.agent(GATEWAY)
    return site


def test_a_gateway_costs_each_question_once(site: Site) -> None:
    session = ScriptedSession(site.gateway.machine)
    site.read_gateway(session)
    assert session.requests[-3:] == ["console", "service", "connections"]
    assert session.requests.count("console") <= 2


def test_a_gateway_in_order_tells_who_and_where_it_is(site: Site) -> None:
    reading = site.read_gateway()
    assert (reading.agent.role, reading.service and reading.service.state) == ("gateway", "Running")
    assert reading.evidence.addresses == (site.gateway.machine.address,)
    assert (reading.evidence.management_groups, reading.evidence.service_state) == (("CORP",), "Running")


def test_the_certificate_that_it_presents_is_found_with_its_chain(site: Site) -> None:
    own = site.read_gateway().own
    assert own.certificate is not None and own.certificate.common_name == GATEWAY
    assert own.chain is not None and own.chain.root is not None
    assert own.chain.root.thumbprint == thumbprint(site.root.certificate)


def test_what_it_trusts_is_told(site: Site) -> None:
    roots = {certificate.thumbprint for certificate in site.read_gateway().evidence.trust.roots}
    assert {thumbprint(site.root.certificate), thumbprint(site.dmz.agent_authority.certificate)} <= roots


def test_a_certificate_in_order_has_no_faults(site: Site) -> None:
    assert site.read_gateway().evidence.faults == ()


def test_the_faults_of_its_certificate_are_told(site: Site) -> None:
    unregister_certificate(site.gateway.machine)
    assert site.read_gateway().evidence.faults == ("the registry holds no ChannelCertificateSerialNumber",)


def test_its_own_link_is_probable_because_nobody_knows_its_servers_addresses(site: Site) -> None:
    assert site.read_gateway().evidence.link == "probable"


def test_a_gateway_that_is_cut_off_says_why(cut_off: Site) -> None:
    evidence = cut_off.read_gateway().evidence
    assert evidence.link == "down"
    assert evidence.link_event is not None and evidence.link_event.startswith("event 21006 at ")


def test_what_it_logs_of_its_agents_is_not_its_own_link(site: Site) -> None:
    for number in (20070, 20072, 21002, 21003, 21016):
        site.gateway.write(number, "web01")
    site.gateway.write(20022, "CORP", "web01")
    site.gateway.write(21011)
    assert site.read_gateway().evidence.link == "probable"


def test_the_success_of_an_agent_does_not_prove_its_own_link(cut_off: Site) -> None:
    cut_off.gateway.write(20020, "CORP", "web01")
    assert cut_off.read_gateway().evidence.link == "down"


def test_a_stopped_gateway_has_no_link(site: Site) -> None:
    site.gateway.machine.services.stop_at_once(site.gateway.service)
    evidence = site.read_gateway().evidence
    assert (evidence.service_state, evidence.link) == ("Stopped", "down")


def test_a_server_without_parents_has_a_link_that_nobody_knows(site: Site) -> None:
    site.gateway.machine.registry.delete_tree(rf"{SERVER_GROUPS}\CORP\Parent Health Services")
    session = ScriptedSession(site.gateway.machine)
    evidence = site.read_gateway(session).evidence
    assert (evidence.link, evidence.link_event, "connections" in session.requests) == ("unknown", None, False)


def test_a_gateway_that_does_not_tell_its_connections_is_judged_by_its_events(site: Site) -> None:
    session = ScriptedSession(site.gateway.machine, connections=REFUSED)
    assert site.read_gateway(session).evidence.link in ("pending", "probable")


def test_a_service_that_is_not_installed_is_told(site: Site) -> None:
    session = ScriptedSession(site.gateway.machine, service=NOT_FOUND)
    assert site.read_gateway(session).evidence.service_state is None


def test_what_it_has_against_an_agent_is_among_its_events() -> None:
    site = Site()
    site.gateway.approvals["web01"] = Approval.REJECTED
    site.agent(GATEWAY)
    events = site.read_gateway().evidence.events
    assert events is not None
    assert [event.about for event in events if event.event_id == 20001] == ["web01"]


def test_a_log_that_cannot_be_read_is_told(site: Site) -> None:
    site.gateway.machine.event_logs.clear()
    assert site.read_gateway().evidence.events is None


def test_events_before_the_moment_are_left_out(site: Site) -> None:
    later = site.dmz.clock.now() + timedelta(minutes=1)
    assert site.read_gateway(since=later).evidence.events == ()


def test_the_evidence_of_a_gateway_survives_a_playbook(site: Site) -> None:
    evidence = site.read_gateway().evidence
    assert unpack(pack(evidence)) == evidence


@pytest.mark.parametrize(
    "key",
    [rf"{OPERATIONS_MANAGER}\Setup", SERVER_GROUPS, rf"{STORES}\ROOT\Certificates", rf"{STORES}\MY\Certificates"],
    ids=["setup", "groups", "Root", "My"],
)
def test_a_gateway_that_hides_its_configuration_or_stores_is_an_error(site: Site, key: str) -> None:
    site.gateway.machine.registry.deny(key, "read")
    with pytest.raises(ScomDmzError, match="cannot read"):
        site.read_gateway(ScriptedSession(site.gateway.machine, registry=ACCESS_DENIED))


def test_a_gateway_that_hides_its_service_is_an_error(site: Site) -> None:
    with pytest.raises(ScomDmzError, match="cannot read the service HealthService of gw01"):
        site.read_gateway(ScriptedSession(site.gateway.machine, service=REFUSED))


@pytest.mark.parametrize("request_", ["console", "service", "connections"])
def test_a_lost_gateway_is_no_reading(site: Site, request_: str) -> None:
    with pytest.raises(HostUnreachable):
        site.read_gateway(ScriptedSession(site.gateway.machine, **{request_: LOST}))
