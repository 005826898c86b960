# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A verdict is found by its id with its traits, which don't contradict each other."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Remedy, Turn
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS, find_verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import (
    TRUSTED,
    UNREACHABLE,
)

ALL = (TRUSTED, UNREACHABLE, *VERDICTS)


def test_a_verdict_is_found_by_its_id() -> None:
    assert [find_verdict(verdict.id) for verdict in ALL] == list(ALL)


def test_a_verdict_of_another_version_concerns_the_gateway_and_asks_for_nothing_special() -> None:
    unknown = find_verdict("verdict_of_a_later_version")
    assert (unknown.id, unknown.concerns_gateway, unknown.has_agent) == ("verdict_of_a_later_version", True, True)
    assert (unknown.unread, unknown.remedy, unknown.next_step) == (False, None, "")
    assert unknown not in ALL


def having(trait: str, value: object = True) -> set[str]:
    return {verdict.id for verdict in ALL if getattr(verdict, trait) == value}


def test_without_an_agent_no_gateway_is_concerned() -> None:
    assert having("has_agent", False) < having("concerns_gateway", False)


def test_what_refuses_a_certificate_does_not_survive_a_link() -> None:
    assert having("refuses_gateway_certificate") & having("survives_link") == set()


def test_what_needs_the_gateways_certificate_is_about_refusing_it() -> None:
    assert having("needs_gateway_certificate") < having("refuses_gateway_certificate")


def test_whose_turn_it_is_says_what_an_onboarding_repairs() -> None:
    assert having("turn", Turn.ONBOARDING) == having("remedy", Remedy.IMPORT) | having("remedy", Remedy.RESTART)


def test_a_host_that_could_not_be_asked_has_a_next_step_without_a_finding() -> None:
    assert {verdict.id for verdict in ALL if verdict.next_step} == having("unread")


def test_every_turn_is_somebodys() -> None:
    assert {verdict.turn for verdict in ALL} == set(Turn)
