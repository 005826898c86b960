# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every scenario of the lab gets the verdict and the findings that the reference expects, whatever the events say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.integration.plugins.diagnosing import diagnose_site
from tests.integration.verdicts import EXPECTED
from tests.lab.demonstration import GATEWAY, GROUP, OTHER_GATEWAY
from tests.lab.dmz import Dmz
from tests.lab.opsmgr import behaviour as behaviours
from tests.lab.opsmgr.behaviour import Behaviour
from tests.lab.opsmgr.installation import Parent
from tests.lab.scenarios import AGENT, HOST_SCENARIOS, SITE_SCENARIOS, build
from tests.lab.scenarios.site import usual_site
from tests.lab.windows.console.output import GERMAN_WINDOWS, JAPANESE_WINDOWS, ConsoleStyle

UNVERIFIED: Mapping[str, tuple[Behaviour, ...]] = {
    **dict.fromkeys(
        ("root_missing", "root_same_name_other_key", "root_disallowed", "root_restricted", "issuing_ca_missing"),
        behaviours.UNTRUSTED_GATEWAY_VARIANTS,
    ),
    **dict.fromkeys(
        ("agent_root_unknown_to_gateway", "agent_issuer_unknown_to_gateway", "leaf_in_gateway_root"),
        behaviours.UNTRUSTED_AGENT_VARIANTS,
    ),
    **dict.fromkeys(
        ("certificate_unregistered", "certificate_expired", "certificate_registered_after_start"),
        behaviours.KERBEROS_VARIANTS,
    ),
    **dict.fromkeys(
        ("private_key_missing", "private_key_of_user", "cng_key"),
        behaviours.PRIVATE_KEY_VARIANTS,
    ),
    "tls_mismatch": behaviours.TLS_MISMATCH_VARIANTS,
    "wrong_authentication_name": behaviours.NAME_MISMATCH_VARIANTS,
    "gateway_cut_off": behaviours.CUT_OFF_GATEWAY_VARIANTS,
    "trusted": behaviours.RECONFIGURATION_VARIANTS,
}
"""Scenarios whose events no source tells for certain, with every set that is plausible."""

VARIANTS = [(name, variant) for name, variants in UNVERIFIED.items() for variant in variants]
TOLD_BY_EVENTS = {"link_failure_logged", "gateway_refused_agent", "configuration_pending", "console_delay"} | {
    "not_approved",
    "certificate_not_used",
    "authentication_failing",
    "link_down_unexplained",
}
"""Findings that follow from events alone."""


def seen(result: Mapping[str, object]) -> str:
    findings = " ".join(finding["id"] for finding in result["findings"])  # type: ignore[attr-defined]
    return f"{result['verdict']} {result['confidence']} {result['link']}: {findings}"


def test_every_scenario_of_the_lab_is_expected_to_be_something() -> None:
    assert {*EXPECTED} == {*HOST_SCENARIOS, *SITE_SCENARIOS}


@pytest.mark.parametrize("scenario", EXPECTED)
def test_a_scenario_gets_its_verdict_and_its_findings(scenario: str, tmp_path: Path) -> None:
    assert seen(diagnose_site(build(scenario), tmp_path)) == EXPECTED[scenario]


@pytest.mark.parametrize(("scenario", "variant"), VARIANTS)
def test_events_that_nobody_is_sure_of_do_not_change_a_verdict(
    scenario: str, variant: Behaviour, tmp_path: Path
) -> None:
    result = diagnose_site(build(scenario, behaviour=variant), tmp_path)
    verdict, _confidence, _link, *findings = EXPECTED[scenario].split()
    lasting = [finding["id"] for finding in result["findings"] if finding["id"] not in TOLD_BY_EVENTS]
    assert result["verdict"] == verdict
    assert lasting == [finding for finding in findings if finding not in TOLD_BY_EVENTS]


@pytest.mark.parametrize("style", [GERMAN_WINDOWS, JAPANESE_WINDOWS], ids=["German", "Japanese"])
@pytest.mark.parametrize("scenario", ["root_missing", "pending_approval", "port_filtered", "private_key_missing"])
def test_the_language_of_windows_changes_nothing(scenario: str, style: ConsoleStyle, tmp_path: Path) -> None:
    variant = Behaviour(gateway_untrusted=(20072, 20057))
    english, foreign = (
        diagnose_site(build(scenario, behaviour=variant, **settings), tmp_path) for settings in ({}, {"style": style})
    )
    assert seen(foreign) == seen(english) == EXPECTED[scenario]
    numbers = ("event_id", "nature", "about", "code", "code_meaning")
    assert [[event[name] for name in numbers] for event in foreign["events"]] == [
        [event[name] for name in numbers] for event in english["events"]
    ]


def test_a_pending_agent_is_told_to_be_approved_and_not_to_import_a_root(tmp_path: Path) -> None:
    result = diagnose_site(build("pending_approval"), tmp_path)
    [deciding, *_rest] = result["findings"]
    assert {20070} <= {event["event_id"] for event in result["events"]}
    assert [event["event_id"] for event in result["gateway_events"]] == [20000]
    assert result["gateway_chain"]["trusted"]
    assert deciding["fix"].startswith("Approve this agent")


def test_the_gateways_lines_about_an_agent_are_attached_to_it(tmp_path: Path) -> None:
    result = diagnose_site(build("trusted"), tmp_path)
    assert [(event["event_id"], event["about"]) for event in result["gateway_events"]] == [(20020, AGENT)]


def test_an_address_that_the_user_names_proves_a_translated_link(tmp_path: Path) -> None:
    result = diagnose_site(build("gateway_behind_nat"), tmp_path, addresses=["203.0.113.10"])
    assert result["link"] == "up"


def test_an_agent_that_has_reached_its_translated_gateway_again_is_told_nothing_of_the_network(tmp_path: Path) -> None:
    site = build("gateway_behind_nat")
    site.agents[AGENT].write(21006, GATEWAY, "5723", "10061L", "refused")
    site.agents[AGENT].write(21016, GATEWAY)
    assert seen(diagnose_site(site, tmp_path)) == "trusted confirmed probable: "


@pytest.mark.parametrize(("addresses", "link"), [([], "probable"), (["2001:DB8::10"], "up")], ids=["unknown", "known"])
def test_a_link_over_ipv6_is_not_taken_for_that_of_a_failover(addresses: list[str], link: str, tmp_path: Path) -> None:
    dmz = Dmz("Lab-Passw0rd!")
    site = usual_site(dmz)
    dmz.network.translate("2001:db8::10", site.gateway.machine.address)
    dmz.network.name(GATEWAY, "2001:db8::10")
    dmz.add_agent(AGENT, {GROUP: (Parent(GATEWAY), Parent(OTHER_GATEWAY))}, [site.root])
    dmz.boot()
    result = diagnose_site(dmz, tmp_path, addresses=addresses)
    assert (result["verdict"], result["link"]) == ("trusted", link)


def test_a_rejection_in_the_gateways_log_goes_before_an_issuing_ca_that_may_be_sent(tmp_path: Path) -> None:
    dmz = Dmz("Lab-Passw0rd!")
    HOST_SCENARIOS["manual_agents_rejected"](SITE_SCENARIOS["issuing_ca_sent"](dmz), AGENT)
    dmz.boot()
    result = diagnose_site(dmz, tmp_path)
    assert (result["verdict"], result["confidence"]) == ("manual_agents_rejected", "confirmed")
    assert [finding["id"] for finding in result["findings"]][1] == "intermediate_missing"


def test_without_the_gateways_evidence_the_agents_own_side_is_judged_alone(tmp_path: Path) -> None:
    results = {
        name: diagnose_site(build(name), tmp_path, evidence=None)
        for name in ("root_missing", "pending_approval", "agent_root_unknown_to_gateway", "trusted")
    }
    assert {name: f"{result['verdict']} {result['confidence']}" for name, result in results.items()} == {
        "root_missing": "root_missing confirmed",
        "pending_approval": "not_approved probable",
        "agent_root_unknown_to_gateway": "authentication_failing unknown",
        "trusted": "trusted confirmed",
    }
    assert results["trusted"]["link"] == "probable"


def test_only_events_since_a_moment_or_after_a_record_count(tmp_path: Path) -> None:
    site = build("pending_approval")
    everything = diagnose_site(site, tmp_path)
    later = diagnose_site(site, tmp_path, events_since="2099-01-01T00:00:00Z")
    after = diagnose_site(site, tmp_path, after_event_record_id=everything["last_event_record_id"])
    assert len(everything["events"]) > 1
    assert later["events"] == after["events"] == []


def test_stores_that_were_not_looked_at_are_not_taken_for_empty(tmp_path: Path) -> None:
    stores = {
        name: diagnose_site(build(name), tmp_path)["gateway_root"]["physical_stores"]
        for name in ("pointed_elsewhere", "root_missing", "trusted")
    }
    assert stores == {"pointed_elsewhere": None, "root_missing": [], "trusted": [".Default"]}
