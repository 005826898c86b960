# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway's chain, built against the host's own stores, tells whether the host trusts it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules import gateway_trust
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry

from tests.pki.certificates import dns_names
from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, ISSUING, ROOT, gateway, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    DISTRUSTS,
    LACKS_INTERMEDIATE,
    LACKS_ROOT,
    ROOT_ALONE,
    TOMORROW,
    YESTERDAY,
    assert_judged,
    evidence,
    expired_root,
    root_entry,
)
from tests.unit.plugins.plugin_utils.x509.authority import issue, leaf
from tests.unit.plugins.plugin_utils.x509.trust_lists import DATE

FAR_AWAY = bytes.fromhex("00000000 0000ff02")
"""In the year 2286, as a FILETIME; DATE is in 2021."""

SERVER_AUTHENTICATION = bytes.fromhex("06082b06010505070301")
CLIENT_AUTHENTICATION = bytes.fromhex("06082b06010505070302")


def purposes(*encoded: bytes) -> bytes:
    content = b"".join(encoded)
    return bytes([0x30, len(content)]) + content


IN_ORDER = evidence()
EXPIRED_ROOT = expired_root()
EXPIRED_LEAF = gateway(leaf(GATEWAY_NAME, ISSUING, not_after=YESTERDAY))
EARLY_LEAF = gateway(leaf(GATEWAY_NAME, ISSUING, not_before=TOMORROW))
NO_CA = issue("No CA", ROOT, ca=False)
OF_NO_CA = Gateway(
    GATEWAY_NAME, frozenset({GATEWAY_NAME}), leaf(GATEWAY_NAME, NO_CA), (NO_CA.certificate,), ROOT.certificate
)
SHALLOW_ROOT = issue("Shallow Root", path_length=0)
DEEP_CA = issue("Deep CA", SHALLOW_ROOT)
DEEP = gateway(leaf(GATEWAY_NAME, DEEP_CA), DEEP_CA.certificate, SHALLOW_ROOT.certificate)
RENEWED_ROOT = issue("Corp Root CA", key=ROOT.key)
UNKNOWN_ISSUER = replace(gateway(), issuers=(ROOT.certificate,))
ALIAS = Parent("CORP", 0, GATEWAY_NAME, "alias.corp.example", 5723)
NAMED = gateway(
    leaf(
        GATEWAY_NAME,
        ISSUING,
        extensions=(dns_names("gw.corp.example", "alias.corp.example"),),
    )
)
TWO_COPIES = StoreEntry(
    ROOT.certificate,
    {
        ".Default": Blob(ROOT.certificate.der, {9: purposes(CLIENT_AUTHENTICATION)}),
        ".GroupPolicy": Blob(ROOT.certificate.der, {}),
    },
)

JUDGED = {
    "the root expired": (
        gateway_trust.gateway_root_expired,
        evidence(EXPIRED_ROOT, roots=(EXPIRED_ROOT.root,)),
        "gateway_root_expired",
        "confirmed",
        "CN=Old Root,O=DMZ\\, Example expired at 2026-05-31T12:00:00Z",
    ),
    "the leaf expired": (
        gateway_trust.gateway_certificate_unusable,
        evidence(EXPIRED_LEAF),
        "gateway_certificate_unusable",
        "confirmed",
        "CN=gw01.corp.example,O=DMZ\\, Example expired at 2026-05-31T12:00:00Z",
    ),
    "the leaf is early": (
        gateway_trust.gateway_certificate_unusable,
        evidence(EARLY_LEAF),
        "gateway_certificate_unusable",
        "confirmed",
        "is not valid before 2026-06-02T12:00:00Z",
    ),
    "the issuer is no CA": (
        gateway_trust.gateway_certificate_unusable,
        evidence(OF_NO_CA),
        "gateway_certificate_unusable",
        "confirmed",
        "CN=No CA,O=DMZ\\, Example is not a CA",
    ),
    "the chain is too deep": (
        gateway_trust.gateway_certificate_unusable,
        evidence(DEEP, roots=(SHALLOW_ROOT.certificate,)),
        "gateway_certificate_unusable",
        "confirmed",
        "allows 0 CAs below it and the chain has 1",
    ),
    "the leaf is disallowed": (
        gateway_trust.root_distrusted,
        DISTRUSTS,
        "root_distrusted",
        "confirmed",
        "CN=gw01.corp.example,O=DMZ\\, Example is among the disallowed certificates",
    ),
    "the root is disallowed": (
        gateway_trust.root_distrusted,
        evidence(disallowed=(ROOT.certificate,)),
        "root_distrusted",
        "confirmed",
        "CN=Corp Root CA,O=DMZ\\, Example is among the disallowed certificates",
    ),
    "the root is missing": (
        gateway_trust.root_missing,
        LACKS_ROOT,
        "root_missing",
        "confirmed",
        "the root CN=Corp Root CA,O=DMZ\\, Example is not among the trusted roots",
    ),
    "the intermediate is missing everywhere": (
        gateway_trust.intermediate_missing,
        evidence(UNKNOWN_ISSUER, ca=()),
        "intermediate_missing",
        "confirmed",
        "CN=Corp Issuing CA,O=DMZ\\, Example",
    ),
    "the intermediate may be sent along": (
        gateway_trust.intermediate_missing,
        LACKS_INTERMEDIATE,
        "intermediate_missing",
        "probable",
        "CN=Corp Issuing CA,O=DMZ\\, Example",
    ),
    "the root is for clients only": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p9=purposes(CLIENT_AUTHENTICATION))),
        "root_restricted",
        "probable",
        "allows only clientAuth, and not serverAuth",
    ),
    "the root is for nothing": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p9=purposes())),
        "root_restricted",
        "probable",
        "allows only no purpose",
    ),
    "the root is not for servers": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p122=purposes(SERVER_AUTHENTICATION))),
        "root_restricted",
        "probable",
        "is disallowed, for serverAuth",
    ),
    "nobody can tell what the root is for": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p9=b"\xff")),
        "root_restricted",
        "probable",
        "allows only no purpose",
    ),
    "the root is disabled": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p104=DATE)),
        "root_restricted",
        "probable",
        "is disallowed since",
    ),
    "the gateway's certificate began too late for the root": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p126=DATE)),
        "root_restricted",
        "probable",
        "that begin after",
    ),
    "another name is authenticated": (
        gateway_trust.name_mismatch,
        evidence(parent=ALIAS),
        "name_mismatch",
        "confirmed",
        "authenticates alias.corp.example, the gateway's certificate names gw01.corp.example",
    ),
    "a later alternative name is authenticated": (
        gateway_trust.name_mismatch,
        evidence(NAMED, parent=ALIAS),
        "name_mismatch",
        "probable",
        "names gw01.corp.example, gw.corp.example",
    ),
}

SILENT = {
    "expired root: in order": (gateway_trust.gateway_root_expired, IN_ORDER),
    "expired root: the leaf": (gateway_trust.gateway_root_expired, evidence(EXPIRED_LEAF)),
    "expired root: stores not read": (gateway_trust.gateway_root_expired, evidence(chain=None)),
    "unusable: in order": (gateway_trust.gateway_certificate_unusable, IN_ORDER),
    "unusable: the root alone expired": (
        gateway_trust.gateway_certificate_unusable,
        evidence(EXPIRED_ROOT, roots=(EXPIRED_ROOT.root,)),
    ),
    "unusable: missing root": (gateway_trust.gateway_certificate_unusable, LACKS_ROOT),
    "distrusted: in order": (gateway_trust.root_distrusted, IN_ORDER),
    "distrusted: missing": (gateway_trust.root_distrusted, LACKS_ROOT),
    "distrusted: another certificate": (
        gateway_trust.root_distrusted,
        evidence(disallowed=(issue("Stranger").certificate,)),
    ),
    "missing: in order": (gateway_trust.root_missing, IN_ORDER),
    "missing: the root was renewed with its key": (
        gateway_trust.root_missing,
        evidence(roots=(RENEWED_ROOT.certificate,)),
    ),
    "missing: the intermediate": (gateway_trust.root_missing, evidence(UNKNOWN_ISSUER, ca=())),
    "missing: stores not read": (gateway_trust.root_missing, evidence(chain=None)),
    "intermediate: in order": (gateway_trust.intermediate_missing, IN_ORDER),
    "intermediate: the root is missing": (gateway_trust.intermediate_missing, evidence(roots=(), ca=())),
    "intermediate: the root alone is known": (gateway_trust.intermediate_missing, evidence(ROOT_ALONE, ca=())),
    "intermediate: stores not read": (gateway_trust.intermediate_missing, evidence(chain=None, unaided_chain=None)),
    "restricted: not restricted": (gateway_trust.root_restricted, evidence(root_entry=root_entry())),
    "restricted: for servers too": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p9=purposes(CLIENT_AUTHENTICATION, SERVER_AUTHENTICATION))),
    ),
    "restricted: one copy is not": (gateway_trust.root_restricted, evidence(root_entry=TWO_COPIES)),
    "restricted: refused for clients": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p122=purposes(CLIENT_AUTHENTICATION))),
    ),
    "restricted: disabled for clients": (
        gateway_trust.root_restricted,
        evidence(root_entry=root_entry(p104=DATE, p122=purposes(CLIENT_AUTHENTICATION))),
    ),
    "restricted: later": (gateway_trust.root_restricted, evidence(root_entry=root_entry(p104=FAR_AWAY, p126=FAR_AWAY))),
    "restricted: not set": (gateway_trust.root_restricted, evidence(root_entry=root_entry(p104=b"", p126=b""))),
    "restricted: not there": (gateway_trust.root_restricted, IN_ORDER),
    "restricted: missing": (
        gateway_trust.root_restricted,
        evidence(roots=(), root_entry=root_entry(p9=purposes(CLIENT_AUTHENTICATION))),
    ),
    "name: the same": (gateway_trust.name_mismatch, IN_ORDER),
    "name: in another case": (gateway_trust.name_mismatch, evidence(parent=parent(GATEWAY_NAME.upper()))),
    "name: the first alternative one": (
        gateway_trust.name_mismatch,
        evidence(NAMED, parent=parent("gw.corp.example")),
    ),
    "name: the root alone is known": (gateway_trust.name_mismatch, evidence(ROOT_ALONE, parent=ALIAS)),
    "name: no parent": (gateway_trust.name_mismatch, evidence(parent=None)),
}


@pytest.mark.parametrize(("rule", "host", "verdict", "confidence", "words"), JUDGED.values(), ids=JUDGED.keys())
def test_a_rule_judges_what_it_is_about(
    rule: VerdictRule, host: Evidence, verdict: str, confidence: str, words: str
) -> None:
    assert_judged(rule, host, verdict, confidence, words)


@pytest.mark.parametrize(("rule", "host"), SILENT.values(), ids=SILENT.keys())
def test_a_rule_is_silent_about_everything_else(rule: VerdictRule, host: Evidence) -> None:
    assert rule(host) is None
