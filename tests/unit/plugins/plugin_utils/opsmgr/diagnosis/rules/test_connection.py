# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The failure that the agent logged last and the TLS settings of both sides tell why no connection comes about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import connection
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as findings
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT, GATEWAY_NAME, ISSUING, ROOT
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    BEFORE_IMPORT,
    CLOSED,
    CONFIGURED,
    DISABLED,
    HELD,
    IMPORTED,
    LACKS_INTERMEDIATE,
    MANUAL,
    MISPLACED,
    PROCESS,
    STOPPED,
    TRANSLATED,
    UNKNOWN_DEVICE,
    UP,
    assert_judged,
    checked,
    evidence,
    failing,
    gateway_evidence,
    link,
    logged,
    refused,
    stopped,
)

UNTRUSTED = "0x80090325(untrusted)"
SPOILT_GATEWAY = gateway_evidence(trust=Trust((AGENT_ROOT.certificate, *MISPLACED), (), frozenset()))
SPOILT_HOST = Trust((ROOT.certificate, *MISPLACED), (ISSUING.certificate,), frozenset())
LIES_IN_ROOT = "CN=Corp Issuing CA,O=DMZ\\, Example lies in Root, though CN=Corp Root CA,O=DMZ\\, Example issued it"


def unconnected(code: str) -> Evidence:
    return failing(21006, GATEWAY_NAME, "5723", code)


def without_context(code: str) -> Evidence:
    return failing(20057, f"MSOMHSvc/{GATEWAY_NAME}", code)


JUDGED = {
    "still the process of the import": (
        connection.restart_pending,
        evidence(imported=IMPORTED),
        "restart_pending",
        "confirmed",
        "the root was imported while HealthService ran as process 7, and it is still that process",
    ),
    "stopped since the import": (
        connection.restart_pending,
        stopped(STOPPED, BEFORE_IMPORT, logged(20070, GATEWAY_NAME, record_id=101), imported=IMPORTED),
        "restart_pending",
        "confirmed",
        "and it is Stopped now",
    ),
    "still the process of the import, as far as its number tells": (
        connection.restart_pending,
        evidence(imported=IMPORTED, link=link(events=None)),
        "restart_pending",
        "probable",
        "it is still that process",
    ),
    **{
        f"still the process of the import, after {name}": (
            connection.restart_pending,
            evidence(imported=IMPORTED, link=link(event)),
            "restart_pending",
            "confirmed",
            "it is still that process",
        )
        for name, event in {
            "an older start": logged(20053, record_id=100),
            "a newer failure": logged(20070, GATEWAY_NAME, record_id=101),
        }.items()
    },
    "still the process of the import, beside a chain that is not complete": (
        connection.restart_pending,
        replace(LACKS_INTERMEDIATE, imported=IMPORTED),
        "restart_pending",
        "probable",
        "it is still that process",
    ),
    "21005": (
        connection.network,
        failing(21005, GATEWAY_NAME, "11001"),
        "gateway_name_unresolved",
        "confirmed",
        "event 21005 at 2026-06-01T00:00:00Z",
    ),
    "21006 10060": (connection.network, unconnected("10060L"), "gateway_port_filtered", "confirmed", "10060"),
    "21006 10061": (connection.network, unconnected("10061(refused)"), "gateway_not_listening", "confirmed", "10061"),
    "21006 with another code": (connection.network, unconnected("10065"), "gateway_not_reached", "confirmed", "10065"),
    "21006 without a code": (connection.network, unconnected(""), "gateway_not_reached", "confirmed", "event 21006"),
    "20057 0x80090331": (
        connection.tls_mismatch_logged,
        without_context("0x80090331"),
        "tls_mismatch",
        "probable",
        "0x80090331",
    ),
    **{
        str(number): (
            connection.certificate_not_used,
            failing(number),
            "certificate_not_used",
            "probable",
            f"event {number}",
        )
        for number in (21001, 21007, 21008)
    },
    **{
        f"20057 {code}": (
            connection.certificate_not_used,
            without_context(code),
            "certificate_not_used",
            "probable",
            code,
        )
        for code in ("0x80090311", "0x80090303")
    },
    "a foreign certificate in the gateway's Root": (
        connection.root_store_fault_on_gateway,
        failing(20070, gateway_evidence=SPOILT_GATEWAY),
        "root_store_fault",
        "probable",
        f"on the gateway, {LIES_IN_ROOT}",
    ),
    "a foreign certificate in the host's Root": (
        connection.root_store_fault,
        failing(20071, trust=SPOILT_HOST),
        "root_store_fault",
        "probable",
        f"{LIES_IN_ROOT}; on the agent, event 20071",
    ),
    **{
        f"the agent logged {number}": (
            connection.authentication_failing,
            failing(number),
            "authentication_failing",
            "unknown",
            f"on the agent, event {number}",
        )
        for number in (20057, 20071, 20072, 21001, 21007, 21008)
    },
    **{
        f"the gateway logged {number}": (
            connection.authentication_failing,
            refused(logged(number, "web01")),
            "authentication_failing",
            "unknown",
            f"on the gateway, event {number}",
        )
        for number in (20072, 21002, 21003)
    },
    "the gateway logged 20002": (
        connection.authentication_failing,
        refused(logged(20002, "192.0.2.10")),
        "authentication_failing",
        "unknown",
        "(192.0.2.10)",
    ),
    **{
        f"a consequence without a failure, {number}": (
            connection.link_down_unexplained,
            failing(number),
            "link_down_unexplained",
            "unknown",
            f"event {number} at 2026-06-01T00:00:00Z",
        )
        for number in (21015, 21016)
    },
    "the agent logged 20071, and the gateway was not asked": (
        connection.authentication_failing,
        failing(20071, gateway_evidence=None),
        "authentication_failing",
        "unknown",
        "; the gateway was not asked",
    ),
    "the agent logged 20071, beside a warning": (
        connection.authentication_failing,
        failing(20071, own=checked((findings.ALTERNATIVE_NAME_DIFFERS, "it names web02"))),
        "authentication_failing",
        "unknown",
        "; the agent's own certificate has the findings alternative_name_differs",
    ),
    "both logged": (
        connection.authentication_failing,
        failing(20071, gateway_lines=(logged(20072, "web01", "0x800B0109"),)),
        "authentication_failing",
        "unknown",
        "; on the gateway, event 20072",
    ),
}

SILENT = {
    "restart: not our import": (connection.restart_pending, evidence()),
    "restart: another process now": (
        connection.restart_pending,
        evidence(imported=HealthServiceState(PROCESS + 1, 100)),
    ),
    "restart: the link is up": (connection.restart_pending, evidence(imported=IMPORTED, link=UP)),
    **{
        f"restart: {number} since the import": (
            connection.restart_pending,
            evidence(imported=IMPORTED, link=link(logged(number, record_id=101))),
        )
        for number in (20053, 20066)
    },
    "restart: a connection is held": (connection.restart_pending, evidence(imported=IMPORTED, link=HELD)),
    "restart: disabled": (connection.restart_pending, stopped(DISABLED, BEFORE_IMPORT, imported=IMPORTED)),
    "restart: started by hand only": (connection.restart_pending, stopped(MANUAL, BEFORE_IMPORT, imported=IMPORTED)),
    "restart: started and stopped since": (
        connection.restart_pending,
        stopped(STOPPED, BEFORE_IMPORT, logged(20053, record_id=101), imported=IMPORTED),
    ),
    "restart: stopped, and the log is full of newer events": (
        connection.restart_pending,
        stopped(
            STOPPED, *(logged(20070, GATEWAY_NAME, record_id=number) for number in range(101, 301)), imported=IMPORTED
        ),
    ),
    "restart: stopped, and the log was cleared": (connection.restart_pending, stopped(imported=IMPORTED)),
    "restart: stopped, and a new log counts from 1": (
        connection.restart_pending,
        stopped(STOPPED, logged(20053, record_id=1), logged(20070, GATEWAY_NAME, record_id=2), imported=IMPORTED),
    ),
    "restart: stopped, and only what came after a restart was read": (
        connection.restart_pending,
        evidence(
            service=STOPPED,
            link=link(logged(20070, GATEWAY_NAME, record_id=101), service=STOPPED, restarted=True),
            imported=IMPORTED,
        ),
    ),
    "restart: stopped, and the log cannot be read": (
        connection.restart_pending,
        evidence(service=STOPPED, link=link(service=STOPPED, events=None), imported=IMPORTED),
    ),
    "restart: stopped, and nothing was in the log at the import": (
        connection.restart_pending,
        stopped(STOPPED, CLOSED, imported=HealthServiceState(PROCESS, 0)),
    ),
    "restart: not looked at": (connection.restart_pending, evidence(imported=IMPORTED, link=None)),
    "restart: no service": (
        connection.restart_pending,
        evidence(imported=IMPORTED, service=None, link=link(service=None)),
    ),
    "network: no event": (connection.network, evidence()),
    "network: another failure": (connection.network, failing(20070)),
    "network: a success since": (connection.network, evidence(link=link(logged(21006, GATEWAY_NAME), CONFIGURED))),
    "network: not looked at": (connection.network, evidence(link=None)),
    **{
        f"network: {number}, and connected to an address that is not known": (
            connection.network,
            evidence(link=link(logged(number, GATEWAY_NAME, "5723", "10061"), connected=True, addresses=())),
        )
        for number in (21005, 21006)
    },
    "TLS logged: another code": (connection.tls_mismatch_logged, without_context(UNTRUSTED)),
    "TLS logged: no code": (connection.tls_mismatch_logged, without_context("")),
    "TLS logged: another event": (connection.tls_mismatch_logged, failing(20072, GATEWAY_NAME, "0x80090331")),
    "TLS logged: no event": (connection.tls_mismatch_logged, evidence()),
    "not used: 20057 with another code": (connection.certificate_not_used, without_context(UNTRUSTED)),
    "not used: 20057 without a code": (connection.certificate_not_used, without_context("")),
    "not used: closed": (connection.certificate_not_used, failing(20070)),
    "not used: no event": (connection.certificate_not_used, evidence()),
    "gateway's Root: in order": (connection.root_store_fault_on_gateway, evidence()),
    "gateway's Root: not asked": (connection.root_store_fault_on_gateway, evidence(gateway_evidence=None)),
    "gateway's Root: the link is up": (
        connection.root_store_fault_on_gateway,
        evidence(gateway_evidence=SPOILT_GATEWAY, link=UP),
    ),
    "gateway's Root: the link is probable": (
        connection.root_store_fault_on_gateway,
        evidence(gateway_evidence=SPOILT_GATEWAY, link=TRANSLATED),
    ),
    "gateway's Root: nothing failed": (
        connection.root_store_fault_on_gateway,
        evidence(gateway_evidence=SPOILT_GATEWAY),
    ),
    **{
        f"gateway's Root: it let somebody in, {number}": (
            connection.root_store_fault_on_gateway,
            failing(20070, gateway_evidence=replace(SPOILT_GATEWAY, events=(logged(number, "CORP", "db01"),))),
        )
        for number in (20020, 20021)
    },
    "unexplained: no event": (connection.link_down_unexplained, evidence()),
    "unexplained: the link is pending": (
        connection.link_down_unexplained,
        evidence(link=link(CLOSED, connected=True)),
    ),
    "unexplained: stopped": (
        connection.link_down_unexplained,
        evidence(link=link(CLOSED, service=STOPPED)),
    ),
    "unexplained: not looked at": (connection.link_down_unexplained, evidence(link=None)),
    "host's Root: nothing failed": (connection.root_store_fault, evidence(trust=SPOILT_HOST)),
    "host's Root: closed after authentication": (connection.root_store_fault, failing(20070, trust=SPOILT_HOST)),
    "host's Root: in order": (connection.root_store_fault, failing(20071)),
    "host's Root: not read": (connection.root_store_fault, failing(20071, trust=None)),
    "authentication: no event": (connection.authentication_failing, evidence()),
    "authentication: closed after it": (connection.authentication_failing, evidence(link=link(CLOSED))),
    "authentication: no connection": (connection.authentication_failing, unconnected("10060")),
    "authentication: not approved": (connection.authentication_failing, refused(UNKNOWN_DEVICE)),
    "authentication: the link is up": (
        connection.authentication_failing,
        refused(logged(20072, "web01"), link=UP),
    ),
    "authentication: the link is probable": (
        connection.authentication_failing,
        refused(logged(20072, "web01"), link=TRANSLATED),
    ),
}


@pytest.mark.parametrize(("rule", "host", "verdict", "confidence", "words"), JUDGED.values(), ids=JUDGED.keys())
def test_a_rule_judges_what_it_is_about(
    rule: VerdictRule, host: Evidence, verdict: str, confidence: str, words: str
) -> None:
    assert_judged(rule, host, verdict, confidence, words)


@pytest.mark.parametrize(("rule", "host"), SILENT.values(), ids=SILENT.keys())
def test_a_rule_is_silent_about_everything_else(rule: VerdictRule, host: Evidence) -> None:
    assert rule(host) is None
