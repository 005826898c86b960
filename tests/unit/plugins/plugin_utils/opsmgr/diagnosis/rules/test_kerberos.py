# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A member that has no channel certificate is told that Kerberos fails, as surely as the domains and the logs allow, and nothing else."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import kerberos
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.verdict import diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    CLOSED,
    MEMBER,
    MISPLACED,
    UNKNOWN_DEVICE,
    UP,
    WITHOUT_TLS,
    assert_judged,
    evidence,
    gateway_evidence,
    link,
    logged,
    member,
)

PARTNER = Computer("partner.example", True)
NOT_AUTHENTICATED = logged(20071, GATEWAY_NAME)
REFUSED_ADDRESS = logged(20002, "192.0.2.11:49671")
SPOILT_GATEWAY = gateway_evidence(computer=MEMBER, trust=Trust(MISPLACED, (), frozenset()))
WITHOUT_ANY_TLS = gateway_evidence(computer=MEMBER, schannel=WITHOUT_TLS)
FAULTY_GATEWAY = gateway_evidence(computer=MEMBER, faults=("it lacks a purpose",))


@pytest.mark.parametrize("number", [20057, 20071, 21001, 21007, 21008])
def test_authentication_that_fails_is_kerberos_that_fails(number: int) -> None:
    host = member(link=link(logged(number, GATEWAY_NAME)))
    assert_judged(kerberos.kerberos_failing, host, "kerberos_failing", "confirmed", f"on the agent, event {number}")


@pytest.mark.parametrize(
    ("host", "words"),
    [
        (member(gateway_lines=(REFUSED_ADDRESS,)), "on the gateway, event 20002"),
        (member(link=link(NOT_AUTHENTICATED), computer=PARTNER), "cannot be seen from here"),
        (member(link=link(NOT_AUTHENTICATED), gateway_evidence=None), "the domain of the gateway is not known"),
    ],
    ids=["on the gateway alone", "another forest", "gateway not read"],
)
def test_it_is_probable_where_the_agent_or_the_domains_leave_a_doubt(host: Evidence, words: str) -> None:
    assert_judged(kerberos.kerberos_failing, host, "kerberos_failing", "probable", words)


@pytest.mark.parametrize(
    "host",
    [
        member(),
        member(link=link(CLOSED)),
        member(link=link(logged(21016))),
        member(link=UP, gateway_lines=(REFUSED_ADDRESS,)),
        evidence(link=link(NOT_AUTHENTICATED), computer=MEMBER),
    ],
    ids=["nothing logged", "closed after authentication", "no channel", "linked", "with a certificate"],
)
def test_nothing_else_is_said_to_be_kerberos(host: Evidence) -> None:
    assert kerberos.kerberos_failing(host) is None


@pytest.mark.parametrize(
    ("host", "verdict", "confidence"),
    [
        (member(link=UP), "trusted", "confirmed"),
        (member(), "trusted", "confirmed"),
        (member(computer=PARTNER), "trusted", "probable"),
        (member(link=link(CLOSED)), "not_approved", "probable"),
        (member(link=link(CLOSED), gateway_lines=(UNKNOWN_DEVICE,)), "not_approved", "confirmed"),
        (member(link=link(CLOSED), gateway_lines=(UNKNOWN_DEVICE,), computer=PARTNER), "not_approved", "probable"),
        (member(link=link(NOT_AUTHENTICATED), gateway_evidence=FAULTY_GATEWAY), "kerberos_failing", "confirmed"),
        (member(link=link(logged(21016)), gateway_evidence=FAULTY_GATEWAY), "link_down_unexplained", "unknown"),
        (member(link=link(logged(21016)), gateway_evidence=SPOILT_GATEWAY), "link_down_unexplained", "unknown"),
        (member(link=link(logged(21016)), gateway_evidence=WITHOUT_ANY_TLS), "link_down_unexplained", "unknown"),
        (member(link=link(logged(21022))), "trusted", "confirmed"),
        (member(parent=parent("GW01")), "trusted", "confirmed"),
    ],
)
def test_what_has_to_do_with_certificates_never_explains_kerberos(
    host: Evidence, verdict: str, confidence: str
) -> None:
    diagnosis = diagnose(host)
    assert (diagnosis.verdict.id, diagnosis.confidence) == (verdict, confidence)
