# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What needs a certificate is found by the stores as they would be, whatever takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import describe_gateway, guess_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import KnownGateways, needs_of
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import ENHANCED_KEY_USAGE, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.stores_after import EntryChange, stores_after
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes
from cryptography.x509 import ExtendedKeyUsage
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.unit.plugins.plugin_utils.opsmgr.hosts import agent, entry, parent, stores
from tests.unit.plugins.plugin_utils.windows.stores import irregular
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf

GATEWAY = "gw01.corp.example"
NAME = "web01.dmz.example"
ROOT, RENEWED, OTHER = issue("Corp Root CA"), issue("Corp Root CA", not_after=NOW + 9 * YEAR), issue("Other Root CA")
ISSUING = issue("Corp Issuing CA", ROOT)
PRESENTED = (leaf(GATEWAY, ISSUING), ISSUING.certificate, ROOT.certificate)


def host(
    root: Sequence[Certificate] = (ROOT.certificate, OTHER.certificate),
    ca: Sequence[Certificate] = (ISSUING.certificate,),
    my: Sequence[Certificate] = (),
    listeners: Sequence[HttpsListener] = (),
    parents: Sequence[Any] = (),
    **facts: Any,
) -> HostState:
    facts = {"serial": None, **facts}
    return HostState(agent(*parents, **facts), stores(root, ca, tuple(map(entry, my))), tuple(listeners))


AGENT = host(parents=(parent(GATEWAY),))
KNOWN = KnownGateways((describe_gateway(GATEWAY, PRESENTED, None, NOW),))


def gone(store: str, *certificates: Certificate) -> list[EntryChange]:
    return [EntryChange(store, each.thumbprint, None) for each in certificates]


def needs(state: HostState, changes: Sequence[EntryChange], known: KnownGateways = KNOWN) -> list[tuple[str, str]]:
    found = needs_of(state, stores_after(state.stores, changes), known, NOW)
    return [(need.kind, need.name) for need in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (gone("Root", ROOT.certificate), [("parent", GATEWAY)]),
        (gone("CA", ISSUING.certificate), [("parent", GATEWAY)]),
        (gone("Root", OTHER.certificate), []),
        ([], []),
    ],
    ids=["its root", "its issuing CA, although it may send that along", "another root", "nothing"],
)
def test_the_chain_of_a_parent_is_asked(changes: list[EntryChange], expected: list[tuple[str, str]]) -> None:
    assert needs(AGENT, changes) == expected


def test_of_a_parent_that_was_not_read_nobody_knows_the_chain() -> None:
    assert needs(AGENT, gone("Root", OTHER.certificate), KnownGateways()) == [("unknown_parent", GATEWAY)]


def test_where_nothing_goes_nobody_is_asked_about_a_parent_that_was_not_read() -> None:
    assert needs(AGENT, [], KnownGateways()) == []


def test_two_that_stand_in_for_each_other_do_not_go_together() -> None:
    renewed = issue("Corp Root CA", key=ROOT.key, not_after=NOW + 9 * YEAR).certificate
    both = host(root=(ROOT.certificate, renewed), parents=(parent(GATEWAY),))
    assert needs(both, gone("Root", ROOT.certificate)) == []
    assert needs(both, gone("Root", renewed)) == []
    assert needs(both, gone("Root", ROOT.certificate, renewed)) == [("parent", GATEWAY)]


def test_what_comes_in_the_same_change_counts() -> None:
    renewed = issue("Corp Root CA", key=ROOT.key, not_after=NOW + 9 * YEAR).certificate
    imported = EntryChange("Root", renewed.thumbprint, Blob(renewed.der, {}))
    assert needs(AGENT, [imported, *gone("Root", ROOT.certificate)]) == []


@pytest.mark.parametrize(
    ("purposes", "expected"), [(["clientAuth"], [("parent", GATEWAY)]), (["serverAuth", "clientAuth"], [])]
)
def test_a_root_that_would_serve_for_less_is_as_good_as_gone(
    purposes: list[str], expected: list[tuple[str, str]]
) -> None:
    restricted = Blob(ROOT.certificate.der, {ENHANCED_KEY_USAGE: encode_purposes(purposes)})
    assert needs(AGENT, [EntryChange("Root", ROOT.certificate.thumbprint, restricted)]) == expected


@pytest.mark.parametrize(("purposes", "is_told"), [(["clientAuth"], True), (["serverAuth", "clientAuth"], False)])
@pytest.mark.parametrize("uses", [[], [ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])]], ids=["any", "a server"])
def test_a_root_that_would_serve_for_less_is_gone_for_other_certificates_too(
    uses: list[ExtendedKeyUsage], purposes: list[str], is_told: bool
) -> None:
    intranet = leaf("intranet", ISSUING, extensions=uses)
    restricted = Blob(ROOT.certificate.der, {ENHANCED_KEY_USAGE: encode_purposes(purposes)})
    found = needs(host(my=(intranet,)), [EntryChange("Root", ROOT.certificate.thumbprint, restricted)])
    assert found == ([("other_certificate", intranet.subject)] if is_told else [])


def test_an_irregular_copy_that_stays_is_not_enough() -> None:
    held = dict(AGENT.stores)
    held["Root"] = replace(held["Root"], irregular=(irregular("AB" * 20, ROOT.certificate),))
    assert needs(HostState(AGENT.agent, held), gone("Root", ROOT.certificate)) == [("parent", GATEWAY)]


def test_a_root_that_lies_in_ca_alone_is_no_anchor_that_anything_could_lose() -> None:
    own = leaf(NAME, ISSUING)
    state = host(root=(), ca=(ISSUING.certificate, ROOT.certificate), my=(own,), serial=own.serial_bytes)
    assert needs(state, gone("CA", ROOT.certificate)) == []


def test_a_ca_of_which_windows_may_think_otherwise_may_be_in_use() -> None:
    limited = issue("Limited CA", ROOT, extensions=[ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])])
    own = leaf(NAME, limited)
    state = host(ca=(limited.certificate,), my=(own,), serial=own.serial_bytes)
    for changes in (gone("CA", limited.certificate), gone("Root", ROOT.certificate)):
        assert needs(state, changes) == [("own_certificate", own.subject)]
    assert needs(state, gone("Root", OTHER.certificate)) == []


def test_a_copy_of_group_policy_is_enough() -> None:
    blob = Blob(ROOT.certificate.der, {})
    held = stores((), (ISSUING.certificate,))
    both = StoreEntry(ROOT.certificate, {".Default": blob, ".GroupPolicy": blob})
    held["Root"] = type(held["Root"])("Root", (both,))
    assert needs(HostState(AGENT.agent, held), gone("Root", ROOT.certificate)) == []


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        (leaf("intranet", ISSUING), [("other_certificate", leaf("intranet", ISSUING).subject)]),
        (leaf("intranet", ISSUING, not_before=NOW - YEAR, not_after=NOW - YEAR / 2), []),
        (leaf("intranet", OTHER), []),
        (leaf("intranet", issue("Nowhere")), []),
    ],
    ids=["ends in it", "has expired", "ends in another", "ends nowhere"],
)
def test_any_other_certificate_of_my_is_asked(certificate: Certificate, expected: list[tuple[str, str]]) -> None:
    assert needs(host(my=(certificate,)), gone("Root", ROOT.certificate)) == expected


def test_a_certificate_of_my_under_another_name_is_asked_too() -> None:
    intranet, held = leaf("intranet", ISSUING), dict(host().stores)
    held["My"] = replace(held["My"], irregular=(irregular("AB" * 20, intranet), irregular("CD" * 20)))
    state = HostState(host().agent, held)
    assert needs(state, gone("Root", ROOT.certificate)) == [("other_certificate", intranet.subject)]


def test_the_agents_own_certificate_and_that_of_a_listener_are_told_as_such() -> None:
    own, listening = leaf(NAME, ISSUING), leaf("winrm", ISSUING)
    state = host(
        my=(own, listening),
        listeners=(HttpsListener("*+HTTPS", listening.thumbprint),),
        serial=own.serial_bytes,
    )
    assert needs(state, gone("Root", ROOT.certificate)) == [
        ("own_certificate", own.subject),
        ("winrm_listener", "*+HTTPS"),
    ]


def test_the_sentence_names_what_is_needed() -> None:
    [need] = needs_of(AGENT, stores_after(AGENT.stores, gone("CA", ISSUING.certificate)), KNOWN, NOW)
    assert need.sentence == f"the chain of the parent {GATEWAY} needs {ISSUING.certificate.subject}"


@pytest.mark.parametrize("chain", [PRESENTED, ()], ids=["a guess", "none"])
def test_of_a_parent_without_a_registered_certificate_nobody_knows_the_chain(chain: tuple[Certificate, ...]) -> None:
    known = KnownGateways((guess_gateway(GATEWAY, chain, NOW),))
    assert needs(AGENT, gone("Root", OTHER.certificate), known) == [("unknown_parent", GATEWAY)]
