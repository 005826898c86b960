# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task left on a host becomes a row for each of its gateways, a sentence, and the judgement whether it was served."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.checked_host import CheckedHost, read_host

from tests.unit.plugins.plugin_utils.report.records import (
    FINDING,
    GATEWAY,
    OTHER_GATEWAY,
    WEB,
    checked,
    onboarding,
    trust,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
REPAIRED = onboarding(repaired=True)


def host(*gateways: dict[str, Any], verdict: str = "root_missing", **more: Any) -> CheckedHost:
    return CheckedHost(WEB, checked(verdict, gateways=list(gateways), **more))


def seen(gateway: str = GATEWAY, verdict: str = "not_approved", link: str = "down", **more: Any) -> dict[str, Any]:
    """What a check says of one gateway."""
    return trust(gateway=gateway, verdict=verdict, confidence="probable", link=link, **more)


def column(host: CheckedHost, name: str) -> list[Any]:
    return [short[name] for short, _whole in host.gateways]


def test_each_gateway_of_an_agent_has_a_row_and_its_whole_check() -> None:
    one, other = seen(verdict="trusted", link="up"), seen(OTHER_GATEWAY)
    found = host(one, other)
    assert [whole for _short, whole in found.gateways] == [one, other]
    names = ("gateway", "verdict", "confidence", "link")
    assert [tuple(short[name] for name in names) for short, _whole in found.gateways] == [
        (GATEWAY, "trusted", "probable", "up"),
        (OTHER_GATEWAY, "not_approved", "probable", "down"),
    ]


def test_a_host_that_was_seen_at_no_gateway_has_one_row() -> None:
    [(short, whole)] = host(verdict="unreachable", link="unknown").gateways
    assert (short["gateway"], short["verdict"], short["link"], whole) == (GATEWAY, "unreachable", "unknown", {})


def test_the_one_check_of_a_host_goes_with_its_one_row() -> None:
    [(_short, whole)] = host(gateway_trust=trust()).gateways
    assert whole == trust()


def test_every_gateway_has_its_own_verdict_before() -> None:
    before = [
        {"gateway": GATEWAY, "verdict": "root_missing"},
        {"gateway": OTHER_GATEWAY, "verdict": "restart_pending"},
    ]
    done = onboarding(verdicts_before=before)
    assert column(host(seen(OTHER_GATEWAY), seen(), onboarding=done), "verdict_before") == [
        "restart_pending",
        "root_missing",
    ]


def test_a_gateway_that_was_not_seen_before_has_the_verdict_that_the_host_had() -> None:
    done = onboarding("unreachable", verdicts_before=[])
    assert column(host(seen(), onboarding=done), "verdict_before") == ["unreachable"]


def test_what_a_run_did_it_did_for_all_gateways() -> None:
    done = onboarding(changes=["root imported"], run="run-1")
    found = host(seen(), seen(OTHER_GATEWAY), onboarding=done, error="it is disabled")
    assert column(found, "changes") == [["root imported"]] * 2
    assert column(found, "run") == ["run-1"] * 2
    assert column(found, "error") == ["it is disabled"] * 2


@pytest.mark.parametrize(
    ("verdict", "link", "fix"),
    [
        ("trusted", "up", ""),
        ("trusted", "standby", ""),
        ("trusted", "probable", "Import it."),
        ("trusted", "down", "Import it."),
        ("root_missing", "up", "Import it."),
    ],
)
def test_a_gateway_that_is_trusted_and_linked_has_nothing_to_be_done(verdict: str, link: str, fix: str) -> None:
    found = host(seen(verdict=verdict, link=link, findings=[FINDING, {**FINDING, "fix": "Something else."}]))
    assert column(found, "fix") == [fix]


def test_a_gateway_without_findings_has_nothing_to_be_done() -> None:
    assert column(host(seen(findings=[]), fix="Import it."), "fix") == [""]


@pytest.mark.parametrize(
    ("found", "served"),
    [
        (host(), True),
        (host(error="access is denied"), False),
        (host(verdict="unreachable"), False),
        (host(seen(), seen(OTHER_GATEWAY, "undetermined")), False),
        (host(seen(), seen(OTHER_GATEWAY)), True),
        (host(link="down", onboarding=onboarding()), True),
        *((host(link=link, onboarding=REPAIRED), True) for link in ("up", "standby", "probable")),
        *((host(link=link, onboarding=REPAIRED), False) for link in ("down", "pending", "unknown")),
    ],
)
def test_a_host_is_served_without_an_error_a_failing_verdict_or_a_link_that_the_repair_was_for(
    found: CheckedHost, served: bool
) -> None:
    assert found.is_served(["unreachable", "undetermined"]) is served


def test_a_link_that_the_repair_was_for_counts_beside_a_more_urgent_gateway_that_is_linked() -> None:
    before = [{"gateway": OTHER_GATEWAY, "verdict": "root_missing"}, {"gateway": GATEWAY, "verdict": "not_approved"}]
    done = onboarding(repaired=True, verdicts_before=before)
    urgent = seen(link="up")
    found = host(urgent, seen(OTHER_GATEWAY, "trusted", "pending"), verdict="not_approved", link="up", onboarding=done)
    assert not found.is_served([])
    assert found.sentence.startswith(f"{WEB} is not_approved and its link is up, the one to {OTHER_GATEWAY} pending: ")
    assert host(urgent, seen(OTHER_GATEWAY, "trusted", "up"), link="up", onboarding=done).is_served([])


def test_a_link_to_a_gateway_that_needed_no_repair_is_not_what_the_repair_was_for() -> None:
    before = [{"gateway": GATEWAY, "verdict": "root_missing"}, {"gateway": OTHER_GATEWAY, "verdict": "not_approved"}]
    done = onboarding(repaired=True, verdicts_before=before)
    assert host(seen(link="up"), seen(OTHER_GATEWAY, link="down"), link="up", onboarding=done).is_served([])


def test_any_verdict_may_be_a_failing_one() -> None:
    assert not host().is_served(["root_missing"])
    assert host(verdict="unreachable", error="no route to host").is_served([])


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (host(evidence="the root is not there"), f"{WEB} is root_missing: the root is not there. Import it."),
        (host(evidence="the root is not there", fix=""), f"{WEB} is root_missing: the root is not there"),
        (
            host(error="cannot read web01: it broke", evidence="the root is not there"),
            f"{WEB} is root_missing: cannot read web01: it broke",
        ),
        (
            host(verdict="trusted", link="pending", evidence="nothing yet", fix="Wait.", onboarding=REPAIRED),
            f"{WEB} is trusted and its link is pending: nothing yet. Wait.",
        ),
    ],
)
def test_a_sentence_says_what_the_host_is_and_why(found: CheckedHost, sentence: str) -> None:
    assert found.sentence == sentence


def test_what_a_module_returned_is_taken_as_it_is() -> None:
    assert read_host(WEB, checked(), NOW) == CheckedHost(WEB, checked())


@pytest.mark.parametrize(
    ("registered", "verdict", "error"),
    [
        ({"unreachable": True, "msg": "no route to host"}, "unreachable", "no route to host"),
        ({"failed": True, "msg": "the action ran too long"}, "undetermined", "the action ran too long"),
        ({"failed": True}, "undetermined", "the check failed"),
    ],
)
def test_a_failure_of_ansible_itself_is_a_result_too(registered: dict[str, Any], verdict: str, error: str) -> None:
    found = read_host(WEB, registered, NOW)
    [(short, _whole)] = found.gateways
    assert (short["verdict_before"], short["verdict"], short["link"], short["error"]) == (
        *(verdict, verdict, "unknown", error),
    )
    assert (found.result["asked"], found.result["time"]) == ([], "2026-01-01T12:00:00Z")
    assert not found.is_served([verdict])
    assert found.is_served([])
    assert found.sentence == f"{WEB} is {verdict}: {error}"


@pytest.mark.parametrize(
    ("registered", "changed"),
    [
        (checked(), False),
        (checked(onboarding=onboarding(changes=["root imported"])), False),
        (checked(onboarding=onboarding(begun=True)), True),
        ({"unreachable": True, "msg": "no route", "onboarding": onboarding(begun=True)}, True),
        ({"unreachable": True, "msg": "no route"}, False),
        ({"failed": True, "msg": "a variable is undefined"}, False),
        ({"failed": True, "msg": "it took too long", "timedout": {"period": 60}}, True),
    ],
    ids=[
        "check",
        "check mode",
        "changed",
        "lost after a change",
        "unreachable",
        "failed before",
        "ended in the middle",
    ],
)
def test_a_host_was_changed_when_a_change_was_begun_or_may_have_been(registered: dict[str, Any], changed: bool) -> None:
    assert read_host(WEB, registered, NOW).was_changed is changed


def test_a_look_that_failed_keeps_what_the_run_has_done() -> None:
    done = onboarding(changes=["root imported", "agent restarted"], run="run-1", repaired=True)
    failed = {"unreachable": True, "msg": "no route", "verdict": "unreachable", "asked": [GATEWAY], "onboarding": done}
    found = read_host(WEB, failed, NOW)
    [(short, _whole)] = found.gateways
    assert (short["gateway"], short["verdict_before"], short["verdict"]) == (GATEWAY, "root_missing", "unreachable")
    assert (short["changes"], short["run"]) == (["root imported", "agent restarted"], "run-1")
    assert found.sentence == f"{WEB} is unreachable and its link is unknown: no route"


def test_why_a_repair_failed_matters_more_than_why_a_later_look_did() -> None:
    failed = {"failed": True, "msg": "it broke", "onboarding": onboarding(error="it is disabled")}
    assert read_host(WEB, failed, NOW).result["error"] == "it is disabled"


def test_a_host_that_failed_with_several_gateways_belongs_to_none() -> None:
    failed = {"failed": True, "msg": "it broke", "verdict": "undetermined", "asked": [GATEWAY, OTHER_GATEWAY]}
    found = read_host(WEB, failed, NOW)
    assert (column(found, "gateway"), found.result["asked"]) == ([""], [GATEWAY, OTHER_GATEWAY])
