# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gateway tells survives the way through a playbook, and its refusals find the agent that they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import LoadFailure
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import (
    GatewayEvidence,
    lines_about,
    pack,
    refusals_among,
    unpack,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import VERSIONS, Schannel, Setting
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT, GATEWAY_LEAF, ISSUING, ROOT, agent, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    MISPLACED,
    UNKNOWN_DEVICE,
    WITHOUT_TLS,
    gateway_evidence,
    handshake,
    logged,
)
from tests.unit.plugins.plugin_utils.x509.authority import YEAR, leaf

HOUR = timedelta(hours=1)

FULL = gateway_evidence(
    trust=Trust((AGENT_ROOT.certificate, ROOT.certificate), (ISSUING.certificate,), frozenset({"AB" * 20, "CD" * 20})),
    addresses=("192.0.2.1", "198.51.100.7"),
    management_groups=("CORP", "Größe 2"),
    service_state="Stopped",
    link="down",
    link_event="event 21006 of its own",
    faults=("it lacks a purpose", "it names no key"),
    events=(UNKNOWN_DEVICE, logged(20002, "192.0.2.10"), logged(20072, "web02", "0x800B0109", record_id=2**40)),
    load_failure=LoadFailure("event 20068 of its own", "Repair the key."),
    link_fix="Approve it.",
    computer=Computer("corp.example", True),
    schannel=Schannel(WITHOUT_TLS.client, dict(zip(VERSIONS, Setting, strict=True))),
    scom_version="10.22.10118.0",
    names=("gw01.corp.example", "gw01"),
    schannel_events=(
        handshake(36887, "healthservice", process_id=4712, alert=48),
        handshake(36870, code=0x8009030D, state=10001, certificate="AB" * 20, issuer="CN=Größe"),
    ),
    system_log_fault="wevtutil did not deliver it",
    signatures=("RSA/SHA256", "RSA/SHA512"),
)

PACKED = {
    "all there is": FULL,
    "in order": gateway_evidence(),
    "nothing": gateway_evidence(
        trust=Trust((), (), frozenset()), addresses=(), management_groups=(), service_state=None
    ),
    "no log": gateway_evidence(events=None),
    "no events": gateway_evidence(events=()),
    "no log System": gateway_evidence(schannel_events=None),
    "a clock": gateway_evidence(clock=ClockOffset(timedelta(seconds=-7200.5), timedelta(seconds=0.25))),
}


def packed(**changes: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(pack(FULL))), **changes}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in packed().items() if key != name}


def with_event(**changes: Any) -> dict[str, Any]:
    return packed(events=[{**packed()["events"][0], **changes}])


def event_without(name: str) -> dict[str, Any]:
    (first, *_rest) = packed()["events"]
    return packed(events=[{key: value for key, value in first.items() if key != name}])


def with_tls(**changes: Any) -> dict[str, Any]:
    return packed(schannel={**packed()["schannel"], **changes})


@pytest.mark.parametrize("evidence", PACKED.values(), ids=PACKED.keys())
def test_evidence_survives_a_playbook(evidence: GatewayEvidence) -> None:
    assert unpack(json.loads(json.dumps(pack(evidence)))) == evidence


def test_what_lies_among_the_roots_without_being_one_is_told() -> None:
    spoilt = Trust((ROOT.certificate, *MISPLACED), (), frozenset())
    assert gateway_evidence(trust=spoilt).trust.misplaced_roots == MISPLACED


@pytest.mark.parametrize(
    ("numbers", "admits"),
    [((20020,), True), ((20000, 20021), True), ((20000, 20022), False), ((), False)],
    ids=["20020", "20021 after a refusal", "no admission", "nothing"],
)
def test_a_gateway_that_let_an_agent_in_admits_agents(numbers: tuple[int, ...], admits: bool) -> None:
    events = tuple(logged(number, "CORP", "db01") for number in numbers)
    assert gateway_evidence(events=events).admits_agents is admits


def test_a_gateway_whose_log_nobody_could_read_shows_no_admission() -> None:
    assert gateway_evidence(events=None).admits_agents is False


def test_the_newest_load_of_the_gateways_certificate_is_told() -> None:
    events = (logged(20053, record_id=1), logged(20066, record_id=2), logged(21006, record_id=3))
    assert gateway_evidence(events=events).loaded == events[1]


@pytest.mark.parametrize("events", [None, (), (logged(21006),)], ids=["no log", "nothing", "another event"])
def test_a_gateway_may_not_have_logged_its_start(events: tuple[LinkEvent, ...] | None) -> None:
    assert gateway_evidence(events=events).loaded is None


@pytest.mark.parametrize(
    ("ahead", "loaded"),
    [(timedelta(), True), (-HOUR, True), (2 * HOUR, False), (-2 * YEAR, True)],
    ids=["in step", "behind", "ahead by more than the age", "far behind"],
)
def test_a_load_that_is_older_by_one_of_two_clocks_was_not_of_this_certificate(ahead: timedelta, loaded: bool) -> None:
    load = logged(20053)
    certificate = leaf("gw01", ISSUING, not_before=load.time - HOUR)
    known = gateway_evidence(events=(load,), clock=ClockOffset(ahead))
    assert known.has_loaded(certificate) is loaded


def test_a_clock_that_is_behind_makes_no_load_younger() -> None:
    load = logged(20053)
    certificate = leaf("gw01", ISSUING, not_before=load.time + HOUR)
    assert gateway_evidence(events=(load,), clock=ClockOffset(-2 * HOUR)).has_loaded(certificate) is False


DAMAGED: dict[str, tuple[Any, str]] = {
    "no clock": (without("clock"), "clock is missing"),
    "a clock that is none": (packed(clock="noon"), "a value of the type dict was expected, not str"),
    "a clock without a number": (
        packed(clock={"ahead_seconds": "1", "uncertainty_seconds": 0}),
        "a value of the type float was expected, not str",
    ),
    "clocks that differ by more than all time": (
        packed(clock={"ahead_seconds": -8e13, "uncertainty_seconds": 0}),
        "no clock is -80000000000000.0 seconds off",
    ),
    "a clock out of this world": (packed(clock={"ahead_seconds": 1e300, "uncertainty_seconds": 0}), "Python int"),
    "nothing": (None, "a value of the type dict was expected, not NoneType"),
    "a text": ("evidence", "a value of the type dict was expected, not str"),
    "a list": ([], "a value of the type dict was expected, not list"),
    "another dictionary": ({"gateway": {}}, "events is missing"),
    **{f"without {name}": (without(name), f"{name} is missing") for name in packed()},
    **{f"a number for {name}": (packed(**{name: 5}), "was expected, not int") for name in packed()},
    **{f"an event without {name}": (event_without(name), f"{name} is missing") for name in packed()["events"][0]},
    **{
        f"a list for an event's {name}": (with_event(**{name: []}), "was expected, not list")
        for name in packed()["events"][0]
    },
    "a text for roots that is none": (packed(trusted_roots="gibberish"), "holds no certificate"),
    "a damaged root": (packed(trusted_roots=packed()["trusted_roots"][:100]), "holds no certificate: it is"),
    "an intermediate that is no base64": (
        packed(intermediates="-----BEGIN CERTIFICATE-----\nÄ!\n-----END CERTIFICATE-----\n"),
        "holds no certificate: it is",
    ),
    "a private key": (
        packed(trusted_roots="-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
        "holds a private key",
    ),
    "a text for a list": (packed(addresses="192.0.2.1"), "a value of the type list was expected, not str"),
    "a number in a list": (packed(disallowed=[1]), "a value of the type str was expected, not int"),
    "events that are none": (packed(events=["20000"]), "a value of the type dict was expected, not str"),
    "an event of Schannel that is none": (
        packed(schannel_events=[{**packed()["schannel_events"][0], "event_id": 36880}]),
        "36880 is no event of Schannel that is read",
    ),
    **{
        f"an event of Schannel without {name}": (
            packed(
                schannel_events=[{key: value for key, value in packed()["schannel_events"][0].items() if key != name}]
            ),
            f"{name} is missing",
        )
        for name in packed()["schannel_events"][0]
    },
    "a time that is none": (with_event(time="yesterday"), "Invalid isoformat string: 'yesterday'"),
    "a time without its zone": (with_event(time="2026-06-01T00:00:00"), "2026-06-01T00:00:00 has no time zone"),
    "a record id in words": (with_event(record_id="12"), "a value of the type int was expected, not str"),
    "one side of TLS": (packed(schannel={"client": []}), "server is missing"),
    "a domain without its name": (packed(computer={"part_of_domain": True}), "domain is missing"),
    "a domain that is no flag": (packed(computer={"domain": "corp", "part_of_domain": "yes"}), "type bool"),
    "a mapping for a side of TLS": (with_tls(server={"TLS 1.2": True}), "a value of the type list was expected"),
    "a version of TLS without its name": (with_tls(server=[{"setting": "enabled"}]), "version is missing"),
    "a setting of TLS that does not exist": (
        with_tls(client=[{"version": "TLS 1.2", "setting": "yes"}]),
        "'yes' is not a valid Setting",
    ),
}


@pytest.mark.parametrize(("values", "reason"), DAMAGED.values(), ids=DAMAGED.keys())
def test_what_gateway_info_does_not_return_is_refused_in_a_sentence(values: Any, reason: str) -> None:
    with pytest.raises(OptionError) as raised:
        unpack(values)
    sentence = str(raised.value)
    assert sentence.startswith("gateway_evidence is not what gateway_info returns as evidence: ")
    assert reason in sentence and "\n" not in sentence


WEB01 = agent(parent(), computer_name="web01.dmz.example", dns_suffix="dmz.example")
ADDRESSES = ("192.0.2.10", "2001:db8:0::10")

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(datetime.isoformat)
PLAIN = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


@given(st.data(), PLAIN)
@settings(max_examples=50)
def test_evidence_with_anything_in_any_place_is_evidence_or_refused(data: st.DataObject, anything: Any) -> None:
    values = packed()
    place: Any = values
    while isinstance(place, (dict, list)) and place:
        inside, key = place, data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        place = place[key]
    inside[key] = anything
    try:
        evidence = unpack(values)
    except OptionError:
        return
    assert unpack(pack(evidence)) == evidence
    refusals_among(lines_about(WEB01, ADDRESSES, evidence), FULL.events[0].time if FULL.events else None)


CONCERNING = {
    "its full name": logged(20000, "web01.dmz.example"),
    "its name in another case": logged(20000, "WEB01.dmz.example"),
    "its short name": logged(20000, "WEB01"),
    "its principal": logged(20072, "MSOMHSvc/web01.dmz.example"),
    "its rejection": logged(20001, "CORP", "web01.dmz.example"),
    "its address": logged(20002, "192.0.2.10"),
    "its address in IPv6, with a port": logged(20002, "[::ffff:192.0.2.10]:49712"),
    "its IPv6 address": logged(20002, "2001:DB8::10"),
    "its IPv6 address with a zone and a port": logged(20002, "[2001:db8::10%4]:49712"),
    "21002": logged(21002, "web01"),
    "21003": logged(21003, "web01"),
}

OF_OTHERS = {
    "a name that begins like it": logged(20000, "web011.dmz.example"),
    "a short name that begins like it": logged(20000, "web011"),
    "a name that begins like it, with a hyphen": logged(20000, "web01-old.dmz.example"),
    "a host of its name with another suffix": logged(20000, "web01.old.example"),
    "a name that ends like it": logged(20000, "myweb01.dmz.example"),
    "a host in a domain of its name": logged(20000, "db01.web01.dmz.example"),
    "another address": logged(20002, "192.0.2.100"),
    "another IPv6 address": logged(20002, "2001:db8::11"),
    "no address": logged(20002, "somewhere"),
    "no name": logged(20000),
    "its management group only": logged(20001, "web01", "web02"),
}

NO_REFUSALS = {
    "an admission": logged(20020, "CORP", "web01.dmz.example"),
    "a missing heartbeat": logged(20022, "CORP", "web01"),
    "its own start": logged(20053),
    "its own link": logged(21006, "web01", "5723", "10060"),
}


def refusing(*events: LinkEvent, host: Agent = WEB01, addresses: tuple[str, ...] = ADDRESSES) -> tuple[LinkEvent, ...]:
    return refusals_among(lines_about(host, addresses, gateway_evidence(events=events)))


@pytest.mark.parametrize("event", CONCERNING.values(), ids=CONCERNING.keys())
def test_a_refusal_of_the_agent_is_found(event: LinkEvent) -> None:
    assert refusing(event) == (event,)


@pytest.mark.parametrize("event", OF_OTHERS.values(), ids=OF_OTHERS.keys())
def test_a_refusal_of_another_agent_is_not_taken_for_one(event: LinkEvent) -> None:
    assert refusing(event) == ()


@pytest.mark.parametrize("event", NO_REFUSALS.values(), ids=NO_REFUSALS.keys())
def test_what_refuses_nobody_is_no_refusal(event: LinkEvent) -> None:
    assert refusing(event) == ()


def test_refusals_stay_in_their_order() -> None:
    events = [
        logged(number, "web01", "web01", record_id=position) for position, number in enumerate((20000, 20001, 20000), 1)
    ]
    assert refusing(*events) == tuple(events)


@pytest.mark.parametrize("admission", [20020, 20021])
def test_refusals_before_an_admission_are_over(admission: int) -> None:
    admitted = logged(admission, "CORP", "web01", record_id=2)
    assert refusing(logged(20000, "web01", record_id=1), admitted) == ()


def test_a_refusal_after_an_admission_counts() -> None:
    refusal = logged(20000, "web01", record_id=3)
    assert refusing(logged(20020, "CORP", "web01", record_id=2), refusal) == (refusal,)


def test_the_admission_of_another_agent_excuses_nobody() -> None:
    refusal = logged(20000, "web01", record_id=1)
    assert refusing(refusal, logged(20020, "CORP", "web011", record_id=2)) == (refusal,)


@pytest.mark.parametrize(("seconds", "count"), [(-1, 1), (0, 1), (1, 0)], ids=["newer", "of that moment", "older"])
def test_refusals_that_are_older_than_a_moment_of_the_agent_are_over(seconds: int, count: int) -> None:
    refusal = logged(20000, "web01")
    since = refusal.time + timedelta(seconds=seconds)
    assert len(refusals_among(lines_about(WEB01, ADDRESSES, gateway_evidence(events=(refusal,))), since)) == count


def test_an_agent_in_no_domain_is_found_by_its_short_name() -> None:
    refusal = logged(20000, "web01")
    assert refusing(refusal, host=agent(parent())) == (refusal,)


def test_an_agent_that_does_not_know_its_name_is_found_by_its_address() -> None:
    nameless = agent(parent(), host_name=None, computer_name=None)
    refusal = logged(20002, "192.0.2.10")
    assert refusing(logged(20000, "web01"), refusal, host=nameless) == (refusal,)


def test_an_agent_without_addresses_is_not_found_by_one() -> None:
    assert refusing(logged(20002, "192.0.2.10"), logged(20002, ""), addresses=()) == ()


@pytest.mark.parametrize("evidence", [None, gateway_evidence(events=None), gateway_evidence()])
def test_a_gateway_that_tells_nothing_refuses_nobody(evidence: GatewayEvidence | None) -> None:
    assert lines_about(WEB01, ADDRESSES, evidence) == ()


ODD: dict[str, Callable[[LinkEvent], LinkEvent]] = {
    "an odd name": lambda event: replace(event, about="\0\u202e%n"),
    "an empty name": lambda event: replace(event, about=""),
    "an odd address": lambda event: replace(event, about=None, address="999.1.1.1"),
    "a huge record id": lambda event: replace(event, record_id=10**30),
    "a negative record id": lambda event: replace(event, record_id=-1),
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD.keys())
def test_odd_events_are_borne(change: Callable[[LinkEvent], LinkEvent]) -> None:
    events = [change(logged(number)) for number in EVENT_KINDS]
    assert refusing(*events) == ()


LOADED = logged(20053)
EARLY_LOAD = replace(LOADED, time=GATEWAY_LEAF.not_before - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("events", "loaded"),
    [
        (None, None),
        ((UNKNOWN_DEVICE,), None),
        ((LOADED,), True),
        ((EARLY_LOAD,), False),
        ((EARLY_LOAD, LOADED), True),
        ((LOADED, logged(20068, record_id=2)), False),
    ],
)
def test_a_certificate_that_is_younger_than_the_last_load_was_not_loaded(
    events: tuple[LinkEvent, ...] | None, loaded: bool | None
) -> None:
    assert gateway_evidence(events=events).has_loaded(GATEWAY_LEAF) is loaded
