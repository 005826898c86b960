# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first rule that applies is the verdict, the others are findings, and the confidence follows the evidence."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.order import GROUPS, LAST_GROUP, Place
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.verdict import diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent, decode
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as checks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOTES
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.evidence import LinkEvidence

from tests.unit.plugins.plugin_utils.opsmgr.examples import (
    ALIAS,
    EXAMPLES,
    Example,
)
from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, event
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    CLOSED,
    CONFIGURED,
    HELD,
    LACKS_ROOT,
    MANUALLY_INSTALLED,
    RUNNING,
    TRANSLATED,
    UNKNOWN_DEVICE,
    UP,
    checked,
    evidence,
    failing,
    gateway_evidence,
    link,
    logged,
)

NOTE_IDS = {kind.id for kind in NOTES}


def deciding(host: Evidence) -> list[str]:
    """The findings of the rules, without the notes beside them."""
    verdicts = {kind.id for kind in VERDICTS}
    return [finding.id for finding in diagnose(host).findings if finding.id in verdicts]


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_situation_has_its_verdict(example: Example) -> None:
    diagnosis = diagnose(example.evidence)
    assert (diagnosis.verdict.id, diagnosis.confidence) == (example.verdict, example.confidence)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_link_that_is_up_leaves_facts_doubts_what_was_certain_and_drops_the_rest(example: Example) -> None:
    diagnosis = diagnose(replace(example.evidence, link=UP))
    assert (diagnosis.verdict.id, diagnosis.confidence) == example.up


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_deciding_finding_comes_first_and_bears_the_verdict(example: Example) -> None:
    first = [finding.id for finding in diagnose(example.evidence).findings if finding.id not in NOTE_IDS][:1]
    assert first == ([] if example.verdict == "trusted" else [example.verdict])


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_no_kind_of_verdict_is_found_twice(example: Example) -> None:
    found = deciding(example.evidence)
    assert len(found) == len(set(found))


def test_every_kind_of_verdict_can_be_produced() -> None:
    produced = {example.verdict for example in EXAMPLES.values()} - {"trusted"}
    assert produced == {kind.id for kind in VERDICTS}


PLACES = [place for group in (*GROUPS, LAST_GROUP) for place in group.places]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: getattr(place.rule, "__name__", place.verdicts[0].id))
def test_a_rule_gives_the_verdicts_that_the_order_names(place: Place) -> None:
    results = [place.rule(example.evidence) for example in EXAMPLES.values()]
    assert {result.finding.kind for result in results if result} == set(place.verdicts)


@pytest.mark.parametrize("name", ["stopped", "gateway stopped", "other name", "expired own certificate", "no TLS"])
def test_a_fault_above_them_silences_the_last_rules(name: str) -> None:
    host = replace(EXAMPLES[name].evidence, gateway_lines=(UNKNOWN_DEVICE,))
    assert deciding(host) == [EXAMPLES[name].verdict]


AGENT_LOGS = {
    "20070": (20070,),
    "20071": (20071,),
    "20072": (20072,),
    "20057": (20057,),
    "20072, 20071": (20072, 20071),
    "20070, 21016": (20070, 21016),
    "nothing": (),
}
GATEWAY_LOGS = {
    "20000": (UNKNOWN_DEVICE,),
    "20001": (MANUALLY_INSTALLED,),
    "20002": (logged(20002, "192.0.2.10"),),
    "20072": (logged(20072, "web01"),),
    "nothing": (),
}
LOGS = [(here, there) for here, there in product(AGENT_LOGS.values(), GATEWAY_LOGS.values())]
LOG_NAMES = [f"{here} here, {there} there" for here, there in product(AGENT_LOGS, GATEWAY_LOGS)]


def with_logs(host: Evidence, here: tuple[int, ...], there: tuple[LinkEvent, ...]) -> Evidence:
    return replace(host, link=link(*(logged(number, GATEWAY_NAME) for number in here)), gateway_lines=there)


@pytest.mark.parametrize(("here", "there"), LOGS, ids=LOG_NAMES)
def test_a_root_that_is_missing_is_missing_whatever_was_logged(
    here: tuple[int, ...], there: tuple[LinkEvent, ...]
) -> None:
    diagnosis = diagnose(with_logs(LACKS_ROOT, here, there))
    assert (diagnosis.verdict.id, diagnosis.confidence) == ("root_missing", "confirmed")


@pytest.mark.parametrize(("here", "there"), LOGS, ids=LOG_NAMES)
def test_no_event_makes_a_root_missing_when_the_chain_is_complete(
    here: tuple[int, ...], there: tuple[LinkEvent, ...]
) -> None:
    assert "root_missing" not in [finding.id for finding in diagnose(with_logs(evidence(), here, there)).findings]


def test_no_event_at_all_speaks_of_a_missing_root() -> None:
    assert [number for number in EVENT_KINDS if "root_missing" in deciding(failing(number))] == []


def test_the_false_friend_is_told_to_approve() -> None:
    finding = diagnose(EXAMPLES["not approved"].evidence).findings[0]
    assert (finding.id, "No root is missing" in finding.fix) == ("not_approved", True)


@pytest.mark.parametrize(
    ("seen", "confidence"),
    [
        (TRANSLATED, "probable"),
        (HELD, "probable"),
        (link(connected=True, addresses=()), "confirmed"),
        (link(CLOSED, connected=True), "confirmed"),
        (link(CONFIGURED, connected=True, service=replace(RUNNING, state="Stop Pending")), "confirmed"),
    ],
    ids=["translated", "held", "held anywhere", "held after a failure", "stopping"],
)
def test_only_a_link_that_holds_speaks_against_a_chain(seen: LinkEvidence, confidence: str) -> None:
    diagnosis = diagnose(replace(LACKS_ROOT, link=seen))
    assert (diagnosis.verdict.id, diagnosis.confidence) == ("root_missing", confidence)


@pytest.mark.parametrize("seen", [TRANSLATED, HELD], ids=["translated", "held"])
def test_an_agent_that_holds_its_connection_may_be_cut_off_with_its_gateway(seen: LinkEvidence) -> None:
    diagnosis = diagnose(evidence(link=seen, gateway_evidence=gateway_evidence(link="down")))
    assert (diagnosis.verdict.id, diagnosis.confidence) == ("gateway_cut_off", "confirmed")


def test_an_agent_that_is_connected_again_behind_translation_is_told_nothing_of_the_network() -> None:
    refused_once = logged(21006, GATEWAY_NAME, "5723", "10061")
    diagnosis = diagnose(evidence(link=link(refused_once, connected=True, addresses=())))
    assert (diagnosis.verdict.id, diagnosis.link, diagnosis.findings) == ("trusted", "probable", ())


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (UP, "up"),
        (TRANSLATED, "probable"),
        (link(), "pending"),
        (link(CLOSED), "down"),
        (link(events=None, connections=None), "unknown"),
        (None, "unknown"),
    ],
    ids=["up", "probable", "pending", "down", "no witness", "not looked at"],
)
def test_the_state_of_the_link_is_told_beside_the_verdict(seen: object, state: str) -> None:
    assert diagnose(evidence(link=seen)).link == state


def test_notes_come_after_what_the_rules_found() -> None:
    host = replace(LACKS_ROOT, link=link(CLOSED), gateway_lines=(UNKNOWN_DEVICE,), parent=ALIAS)
    assert [finding.id for finding in diagnose(host).findings] == [
        "root_missing",
        "name_mismatch",
        "link_failure_logged",
        "gateway_refused_agent",
        "parent_names_differ",
    ]


def test_every_failed_check_of_the_own_certificate_is_a_finding() -> None:
    own = checked((checks.EXPIRED, "it is valid until yesterday"), (checks.HASH_DIFFERS, "the hashes differ"))
    assert [finding.id for finding in diagnose(evidence(own=own, link=None)).findings] == [
        "own_certificate_unusable",
        "certificate_expired",
        "channel_certificate_hash_differs",
    ]


def test_a_warning_of_the_own_certificate_is_no_verdict() -> None:
    diagnosis = diagnose(evidence(own=checked((checks.HASH_DIFFERS, "the hashes differ")), link=UP))
    assert (diagnosis.verdict.id, [finding.severity for finding in diagnosis.findings]) == ("trusted", ["warning"])


def test_a_host_that_is_pointed_elsewhere_is_not_told_of_a_missing_root() -> None:
    assert [finding.id for finding in diagnose(EXAMPLES["elsewhere"].evidence).findings] == ["not_pointed_at_gateway"]


ODD_NAMES = ["\0", "\u202eweb01", "web01\n", " ", "w" * 100_000, "{{ web01 }}", "<a&b>", "\ud800", "%s%n", "١٢٣"]


@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: ascii(name)[:20])
def test_odd_names_in_events_are_borne(name: str) -> None:
    events = [decoded for number in EVENT_KINDS if (decoded := decode(event(number, name, name, name)))]
    verdicts = {diagnose(evidence(link=link(telling), gateway_lines=(telling,))).verdict.id for telling in events}
    assert verdicts & {"not_approved", "authentication_failing"}
