# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The knobs of what isn't known for certain."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.lab.demonstration import GATEWAY
from tests.lab.opsmgr.behaviour import (
    CUT_OFF_GATEWAY_VARIANTS,
    KERBEROS_VARIANTS,
    LEAF_IN_ROOT_VARIANTS,
    NAME_MISMATCH_VARIANTS,
    PRIVATE_KEY_VARIANTS,
    RECONFIGURATION_VARIANTS,
    TLS_MISMATCH_VARIANTS,
    UNTRUSTED_AGENT_VARIANTS,
    UNTRUSTED_GATEWAY_VARIANTS,
    VARIANTS,
    Behaviour,
    Events,
)
from tests.lab.scenarios import AGENT, build
from tests.lab.windows.clock import Clock
from tests.lab.windows.event_log import Event

SERVED = 4
"""The number of events of a gateway's own start."""


def agents_events(name: str, behaviour: Behaviour, clock: Clock) -> list[int]:
    return build(name, behaviour=behaviour, clock=clock).agents[AGENT].log.ids()


def gateways_events(name: str, behaviour: Behaviour, clock: Clock) -> list[int]:
    return build(name, behaviour=behaviour, clock=clock).gateways[GATEWAY].log.ids()[SERVED:]


def data(log: Iterable[Event], event_id: int) -> tuple[str, ...]:
    [found] = [event.data for event in log if event.event_id == event_id]
    return found


@pytest.mark.parametrize("behaviour", UNTRUSTED_GATEWAY_VARIANTS)
def test_a_gateway_that_is_not_trusted(behaviour: Behaviour, clock: Clock) -> None:
    assert agents_events("root_missing", behaviour, clock) == [20053, *behaviour.gateway_untrusted, 21016]
    assert gateways_events("root_missing", behaviour, clock) == list(behaviour.gateway_untrusted_there)


@pytest.mark.parametrize("behaviour", UNTRUSTED_AGENT_VARIANTS)
def test_an_agent_that_is_not_trusted(behaviour: Behaviour, clock: Clock) -> None:
    name = "agent_root_unknown_to_gateway"
    assert agents_events(name, behaviour, clock) == [20053, *behaviour.agent_untrusted, 21016]
    assert gateways_events(name, behaviour, clock) == list(behaviour.agent_untrusted_there)


@pytest.mark.parametrize("name", ["certificate_unregistered", "gateway_without_certificate"])
@pytest.mark.parametrize("behaviour", KERBEROS_VARIANTS)
def test_kerberos_that_fails(behaviour: Behaviour, name: str, clock: Clock) -> None:
    assert agents_events(name, behaviour, clock)[1:] == [*behaviour.kerberos_failed, 21016]


@pytest.mark.parametrize("behaviour", TLS_MISMATCH_VARIANTS)
def test_no_common_version_of_tls(behaviour: Behaviour, clock: Clock) -> None:
    dmz = build("tls_mismatch", behaviour=behaviour, clock=clock)
    assert dmz.agents[AGENT].log.ids() == [20053, *behaviour.tls_mismatch, 21016]
    assert [event.provider for event in dmz.machines[GATEWAY].event_logs["system"] if event.event_id == 36874] == [
        "Schannel"
    ]


@pytest.mark.parametrize("behaviour", NAME_MISMATCH_VARIANTS)
def test_a_name_that_is_not_the_gateways(behaviour: Behaviour, clock: Clock) -> None:
    assert agents_events("wrong_authentication_name", behaviour, clock) == [20053, *behaviour.name_mismatch, 21016]


@pytest.mark.parametrize(
    ("name", "knob"),
    [("private_key_missing", "key_missing"), ("private_key_of_user", "key_of_user"), ("cng_key", "key_of_cng")],
)
@pytest.mark.parametrize("behaviour", PRIVATE_KEY_VARIANTS)
def test_a_private_key_that_cannot_be_used(behaviour: Behaviour, name: str, knob: str, clock: Clock) -> None:
    assert agents_events(name, behaviour, clock) == [*getattr(behaviour, knob), 21007, 21016]


@pytest.mark.parametrize(
    ("behaviour", "agent", "gateway"),
    list(
        zip(
            CUT_OFF_GATEWAY_VARIANTS,
            ([20053, 21023, 21024], [20053, 20070, 21016], [20053, 20070, 21016]),
            ([20053, 21006, 21016, 20020], [20053, 21006, 21016, 20000], [20053, 21006, 21016]),
            strict=True,
        )
    ),
)
def test_a_gateway_that_is_cut_off(behaviour: Behaviour, agent: list[int], gateway: list[int], clock: Clock) -> None:
    dmz = build("gateway_cut_off", behaviour=behaviour, clock=clock)
    assert (dmz.agents[AGENT].log.ids(), dmz.gateways[GATEWAY].log.ids()) == (agent, gateway)


@pytest.mark.parametrize("behaviour", RECONFIGURATION_VARIANTS)
def test_a_restart_without_new_configuration(behaviour: Behaviour, clock: Clock) -> None:
    agent = build("trusted", behaviour=behaviour, clock=clock).agents[AGENT]
    before = len(agent.log)
    agent.machine.services.stop_at_once(agent.service)
    agent.machine.services.boot()
    assert agent.log.ids()[before:] == [20053, *behaviour.reconfiguration]
    assert list(agent.links) == ["CORP"]


@pytest.mark.parametrize(("behaviour", "links"), list(zip(LEAF_IN_ROOT_VARIANTS, ([], ["CORP"]), strict=True)))
def test_a_foreign_certificate_in_the_gateways_root(behaviour: Behaviour, links: list[str], clock: Clock) -> None:
    assert list(build("leaf_in_gateway_root", behaviour=behaviour, clock=clock).agents[AGENT].links) == links


@pytest.mark.parametrize("variants", VARIANTS.values(), ids=VARIANTS)
def test_variants_differ_from_each_other_and_begin_with_the_usual(variants: tuple[Behaviour, ...]) -> None:
    assert len(set(variants)) == len(variants) > 1


@pytest.mark.parametrize(
    ("name", "chain", "security"),
    [
        ("root_missing", "0x800B0109", "0x80090325"),
        ("gateway_root_expired", "0x800B0101", "0x80090328"),
        ("root_disallowed", "0x800B0111", "0x80090325"),
        ("root_restricted", "0x800B0110", "0x80090325"),
    ],
)
def test_the_code_of_a_chain_that_is_not_trusted_tells_why(name: str, chain: str, security: str, clock: Clock) -> None:
    log = build(name, behaviour=Behaviour(gateway_untrusted=(20072, 20057)), clock=clock).agents[AGENT].log
    assert data(log, 20072)[:2] == (GATEWAY, chain)
    assert data(log, 20057)[:2] == (f"MSOMHSvc/{GATEWAY}", security)


def test_a_chain_that_cannot_be_built_may_have_a_code_of_its_own(clock: Clock) -> None:
    behaviour = Behaviour(gateway_untrusted=(20072,), tells_partial_chains=True)
    log = build("issuing_ca_missing", behaviour=behaviour, clock=clock).agents[AGENT].log
    assert data(log, 20072)[1] == "0x800B010A"


@pytest.mark.parametrize(
    ("name", "there", "position", "names_the_address"),
    [
        ("root_missing", 20000, 0, False),
        ("root_missing", 20002, 0, True),
        ("root_missing", 21003, 0, False),
        ("manual_agents_rejected", 20001, 1, False),
        ("trusted", 20020, 1, False),
    ],
)
def test_the_gateways_event_names_the_agent_at_its_position(
    name: str, there: int, position: int, names_the_address: bool, clock: Clock
) -> None:
    dmz = build(name, behaviour=Behaviour(gateway_untrusted_there=(there,)), clock=clock)
    expected = dmz.machines[AGENT].address if names_the_address else AGENT
    assert data(dmz.gateways[GATEWAY].log, there)[position] == expected


@pytest.mark.parametrize(
    ("name", "events", "code"),
    [
        ("certificate_unregistered", "kerberos_failed", "0x80090311"),
        ("tls_mismatch", "tls_mismatch", "0x80090331"),
        ("wrong_authentication_name", "name_mismatch", "0x80090322"),
    ],
)
def test_the_security_providers_code_tells_what_failed(name: str, events: str, code: str, clock: Clock) -> None:
    played: dict[str, Events] = {events: (20057,)}
    dmz = build(name, behaviour=Behaviour(**played), clock=clock)  # type: ignore[arg-type]
    assert data(dmz.agents[AGENT].log, 20057)[1] == code


@pytest.mark.parametrize(
    ("name", "event_id", "code"),
    [("name_unresolved", 21005, "11001L"), ("port_filtered", 21006, "10060L"), ("not_listening", 21006, "10061L")],
)
def test_the_code_of_a_connection_that_fails_tells_why(name: str, event_id: int, code: str, clock: Clock) -> None:
    found = data(build(name, clock=clock).agents[AGENT].log, event_id)
    assert found[0] == GATEWAY
    assert found[-2] == code
