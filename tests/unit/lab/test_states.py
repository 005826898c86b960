# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A state is a file that is read strictly and built as it says; what it does not say is healthy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.installation import MACHINE_SETTINGS, SETUP, reversed_serial
from tests.lab.scenarios import AGENT
from tests.lab.scenarios.site import ROOT_NAME
from tests.lab.states import StateError, build, read_document, read_documents
from tests.lab.states.moments import read_moment
from tests.lab.windows.certificate_store import thumbprint


def built(text: str, folder: Path, variation: str = "") -> Dmz:
    path = folder / "case.yml"
    path.write_text(text, encoding="utf-8")
    return build(read_document(path, variation)).dmz


def ids(site: Dmz, machine: str = AGENT) -> list[int]:
    return site.machines[machine].event_logs["operations manager"].ids()


def registered(site: Dmz) -> object:
    return site.machines[AGENT].registry.data(MACHINE_SETTINGS, "ChannelCertificateSerialNumber")


def test_a_state_that_says_nothing_is_a_healthy_site(tmp_path: Path) -> None:
    site = built("state: healthy", tmp_path)
    assert list(site.agents[AGENT].links) == ["CORP"]
    assert ids(site)[0] == 20053


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("statr: x", "case.yml has the key 'statr', and may have: state, source, "),
        ("agent: {store: {}}", "case.yml, agent has the key 'store', and may have: name, "),
        ("agent: {stores: {My: [lost]}}", "case.yml names the certificate 'lost', and knows: "),
        ("agent: {service: asleep}", "case.yml, agent, service is 'asleep', and must be one of: running, "),
        (
            "agent: {events: [{id: 20053, at: yesterday}]}",
            "case.yml, agent, events 1, at is 'yesterday', and must be like ",
        ),
        ("agent: {events: 20053}", "case.yml, agent, events must be a list, not 20053."),
        ("agent: {blocked: [nowhere]}", "case.yml, agent, blocked names 'nowhere', and may name an address or: "),
        ("certificates: {agent: {usages: [all]}}", "case.yml, certificates, agent, usages has 'all', and may have: "),
        ("variations: [{agent: {}}]", "case.yml, variations: each is a mapping with a name of its own, not "),
        ("[]", "case.yml must be a mapping."),
        ("a: [", "case.yml cannot be read: "),
        ("agent: {}\nagent: {}", "case.yml cannot be read: the key 'agent' stands there twice"),
        ("agent: {stores: {My: [{description: x}]}}", "case.yml names the certificate '', and knows: "),
        ("agent: {stores: {Root: [7]}}", "case.yml, agent, stores, Root must be a mapping, not 7."),
        (
            "agent: {stores: {Root: [{certificate: agent, physical store: x}]}}",
            "case.yml, agent, stores, Root, physical store is ",
        ),
    ],
)
def test_what_no_state_may_say_is_told_in_a_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(StateError) as error:
        built(text, tmp_path)
    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "distance"),
    [
        ("now", timedelta()),
        ("1 day ago", timedelta(days=-1)),
        ("in 2 weeks", timedelta(days=14)),
        ("90 seconds ago", timedelta(seconds=-90)),
    ],
)
def test_a_moment_is_told_by_its_age(text: str, distance: timedelta) -> None:
    assert read_moment(text, "case.yml") == distance


def test_events_that_are_told_replace_what_the_agent_would_log_and_it_does_not_connect(tmp_path: Path) -> None:
    site = built("agent: {events: [{id: 20053, at: 2 days ago}, {id: 20070, strings: [a, b]}]}", tmp_path)
    first, second = site.agents[AGENT].log
    assert ((first.event_id, second.event_id), second.data) == ((20053, 20070), ("a", "b"))
    assert first.time_created.date() == second.time_created.date() == (site.clock.now() - timedelta(days=2)).date()
    assert site.agents[AGENT].service.state == "Running"
    assert site.agents[AGENT].links == {}
    assert 20020 not in ids(site, GATEWAY)


def test_an_agent_whose_events_are_told_connects_when_it_is_restarted(tmp_path: Path) -> None:
    site = built("agent: {events: [20070]}", tmp_path)
    agent = site.agents[AGENT]
    agent.machine.services.stop_at_once(agent.service)
    agent.machine.services.boot()
    assert list(agent.links) == ["CORP"]


def test_a_schannel_event_goes_to_the_log_that_it_names(tmp_path: Path) -> None:
    text = "gateway: {events: [20053, {id: 36874, log: System, times: 2, strings: {Protocol: TLS 1.2}}]}"
    site = built(text, tmp_path)
    written = [event for event in site.machines[GATEWAY].event_logs["system"] if event.event_id == 36874]
    assert [(event.provider, event.names, event.data) for event in written] == [
        ("Schannel", ("Protocol",), ("TLS 1.2",)),
    ] * 2
    assert ids(site, GATEWAY) == [20053]


def test_connections_are_those_that_are_told(tmp_path: Path) -> None:
    text = "agent: {events: [20053], connections: [gw01.corp.example, 'ms01.corp.example:5724', '2001:db8::1']}"
    site = built(text, tmp_path)
    process = site.agents[AGENT].service.process_id
    rows = [row for row in site.machines[AGENT].connections if row.process_id == process]
    assert [(row.remote_address, row.remote_port) for row in rows] == [
        (site.machines[GATEWAY].address, 5723),
        ("198.51.100.1", 5724),
        ("2001:db8::1", 5723),
    ]


def test_a_variation_says_only_what_differs(tmp_path: Path) -> None:
    text = "agent: {events: [20070], windows: '2016'}\nvariations: [{name: other, agent: {events: null}}]"
    site = built(text, tmp_path, "other")
    assert (ids(site)[0], site.machines[AGENT].os_version) == (20053, "10.0.14393")
    assert [document.name for document in read_documents(tmp_path / "case.yml")] == ["case", "case/other"]


def test_certificates_lie_where_the_state_puts_them(tmp_path: Path) -> None:
    text = """
        certificates: {old: {ends: 35 days ago}, renewed: {like: gateway}}
        agent: {registered: old, stores: {Root: [renewed, {certificate: Example Corp Root CA, physical store: .GroupPolicy}]}}
    """
    site = built(text, tmp_path)
    stores = site.machines[AGENT].stores
    [mine] = stores.certificates("My")
    root = {thumbprint(each) for each in stores.certificates("Root")}
    leaf = next(each for each in stores.certificates("Root") if GATEWAY in each.subject.rfc4514_string())
    assert ROOT_NAME in leaf.issuer.rfc4514_string()
    assert thumbprint(site.machines[GATEWAY].stores.certificates("My")[0]) not in root
    assert registered(site) != reversed_serial(mine)
    assert AGENT in mine.subject.rfc4514_string()


def test_the_registry_can_be_told_value_by_value(tmp_path: Path) -> None:
    text = rf"agent: {{registry: {{'{SETUP}': {{Product: Other, Extra: 7, InstalledOn: null}}}}}}"
    registry = built(text, tmp_path).machines[AGENT].registry
    assert [registry.data(SETUP, name) for name in ("Product", "Extra", "InstalledOn")] == ["Other", 7, None]


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("state: usual", {GATEWAY: "corp.example", AGENT: ""}),
        ("agent: {domain: corp.example}", {GATEWAY: "corp.example", AGENT: "corp.example"}),
        ("gateway: {domain: workgroup}", {GATEWAY: "", AGENT: ""}),
    ],
)
def test_a_machine_is_in_the_domain_that_the_state_says(text: str, domains: dict[str, str], tmp_path: Path) -> None:
    site = built(text, tmp_path)
    assert {name: machine.domain for name, machine in site.machines.items()} == domains


def test_a_clock_that_is_wrong_dates_the_events_too(tmp_path: Path) -> None:
    site = built("agent: {clock: 2 years behind, events: [{id: 20051, at: 1 hour ago}]}", tmp_path)
    [event] = site.agents[AGENT].log
    assert (site.clock.now() - event.time_created).days == 730


def test_a_code_needs_no_quotation_marks(tmp_path: Path) -> None:
    site = built("agent: {events: [{id: 21006, strings: [gw01, 5723, 0x80090325]}]}", tmp_path)
    [event] = site.agents[AGENT].log
    assert event.data == ("gw01", "5723", "0x80090325")
