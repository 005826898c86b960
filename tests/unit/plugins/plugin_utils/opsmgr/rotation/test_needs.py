# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The old root is needed where a chain is complete with it and not without it, or where nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.needs import OldRoot, find_old_root
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import ENHANCED_KEY_USAGE, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes
from cryptography import x509

from tests.unit.plugins.plugin_utils.opsmgr.hosts import entry, parent
from tests.unit.plugins.plugin_utils.opsmgr.rotations import (
    GW1,
    GW2,
    NEW,
    NEW_GATEWAY,
    OLD,
    OLD_GATEWAY,
    OURS,
    RENEWED,
    Chains,
    host,
    old_entry,
    rotation,
)
from tests.unit.plugins.plugin_utils.windows.stores import irregular
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, Identity, edited, issue, leaf

NAME = "web01.dmz.example"
LISTENER = "*+HTTPS"
ORGANIZATION = NEW.certificate.subject.removeprefix("CN=Corp Root CA 2")


def old_root(*, gateways: Chains | None = None, **changes: Any) -> OldRoot:
    found = find_old_root(host(**changes), rotation(gateways))
    assert found is not None
    return found


def needs(**changes: Any) -> list[tuple[str, str]]:
    return [(need.kind, need.name) for need in old_root(**changes).needs]


def own(certificate: Certificate) -> dict[str, Any]:
    """The agent's own certificate in My and in the registry."""
    return {"my": (entry(certificate),), "serial": certificate.serial_bytes}


def listening(certificate: Certificate) -> dict[str, Any]:
    return {"my": (entry(certificate),), "listeners": (HttpsListener(LISTENER, certificate.thumbprint),)}


def test_a_host_without_the_old_root_has_none() -> None:
    assert find_old_root(host(old=None), rotation()) is None


def test_an_irregular_entry_that_holds_the_old_root_is_one_of_it() -> None:
    state = host(old=None)
    root = state.stores["Root"]
    held = Store("Root", root.entries, (irregular("AB" * 20, OLD.certificate),))
    found = find_old_root(replace(state, stores={**state.stores, "Root": held}), rotation())
    assert found is not None
    assert found.entry.certificate == OLD.certificate


def test_without_its_fingerprint_no_root_is_the_old_one() -> None:
    assert find_old_root(host(), replace(rotation(), old_sha256=None)) is None


def test_a_parent_that_has_not_switched_needs_it() -> None:
    assert needs(gateways={GW1: OLD_GATEWAY}, parents=(parent(GW1),)) == [("parent", GW1)]


def test_a_parent_that_has_switched_does_not_need_it() -> None:
    assert needs(gateways={GW1: NEW_GATEWAY}, parents=(parent(GW1),)) == []


def test_a_failover_parent_counts_like_a_primary_one() -> None:
    gateways = {GW1: NEW_GATEWAY, GW2: (leaf(GW2, OLD), OLD.certificate)}
    assert needs(gateways=gateways, parents=(parent(GW1), parent(GW2, index=1))) == [("parent", GW2)]


def test_a_parent_is_named_once_for_all_its_management_groups() -> None:
    parents = (parent(GW1, "CORP"), parent(GW1, "OTHER"))
    assert needs(gateways={GW1: OLD_GATEWAY}, parents=parents) == [("parent", GW1)]


def test_a_parent_whose_chain_nobody_knows_needs_it() -> None:
    assert needs(parents=(parent("gw09.corp.example"),)) == [("unknown_parent", "gw09.corp.example")]


def test_a_parent_that_has_not_loaded_its_new_certificate_needs_it() -> None:
    switched = replace(rotation({GW1: NEW_GATEWAY}), not_loaded=frozenset({GW1}))
    found = find_old_root(host(parents=(parent(GW1),)), switched)
    assert found is not None
    assert found.reasons_to_keep(remove_foreign=False) == (
        f"the parent {GW1} has not loaded the certificate that is registered, so it presents another one or none",
    )


def test_a_server_needs_it_because_nobody_knows_who_connects_to_it() -> None:
    assert needs(server_groups=("CORP",)) == [("server", "CORP")]


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"management_groups": ("CORP",), "active_directory_groups": ("CORP",)}, "CORP"),
        ({"management_groups": ("CORP",)}, "CORP"),
        ({"ad_integration": True}, ""),
    ],
)
def test_parents_that_the_registry_does_not_name_are_unknown(facts: dict[str, Any], name: str) -> None:
    assert needs(**facts) == [("unknown_parent", name)]


def test_the_agents_own_certificate_needs_the_root_that_it_ends_in() -> None:
    assert needs(**own(leaf(NAME, OLD))) == [("own_certificate", f"CN={NAME}{ORGANIZATION}")]


@pytest.mark.parametrize("issuer", [NEW, issue("DMZ Root CA")])
def test_an_own_certificate_of_another_root_does_not_need_it(issuer: Identity) -> None:
    assert needs(root=(NEW.certificate, issuer.certificate), **own(leaf(NAME, issuer))) == []


def test_an_own_certificate_that_has_expired_still_needs_it_because_it_will_be_renewed() -> None:
    expired = leaf(NAME, OLD, not_before=NOW - YEAR, not_after=NOW - YEAR / 2)
    assert needs(**own(expired)) == [("own_certificate", f"CN={NAME}{ORGANIZATION}")]


def test_the_certificate_of_a_listener_needs_the_root_that_it_ends_in() -> None:
    assert needs(**listening(leaf(NAME, OLD))) == [("winrm_listener", LISTENER)]


def test_a_chain_whose_issuer_the_host_lacks_may_end_in_it() -> None:
    certificate = leaf(NAME, issue("Corp Issuing CA", OLD))
    (need,) = old_root(**own(certificate)).needs
    missing = f"the certificate of {certificate.issuer}, which issued {certificate.subject}, was not found"
    assert (
        need.sentence
        == f"the chain of the agent's own certificate {certificate.subject} may need {OLD.certificate.subject}: {missing}"
    )
    assert needs(**listening(certificate)) == [("winrm_listener", LISTENER)]


def test_an_own_certificate_that_is_registered_and_not_found_may_need_it() -> None:
    assert needs(serial=b"\x6d\x0a") == [("own_certificate", "")]


def test_a_listener_with_a_self_signed_certificate_does_not_need_it() -> None:
    assert needs(**listening(issue(NAME, ca=False).certificate)) == []


@pytest.mark.parametrize("thumbprint", [None, "0" * 40])
def test_a_listener_whose_certificate_is_not_found_may_need_it(thumbprint: str | None) -> None:
    assert needs(listeners=(HttpsListener(LISTENER, thumbprint),)) == [("winrm_listener", LISTENER)]


def test_a_ca_below_the_old_root_is_followed() -> None:
    issuing = issue("Corp Issuing CA", OLD)
    certificate = leaf(NAME, issuing)
    assert needs(ca=(issuing.certificate,), **own(certificate)) == [("own_certificate", f"CN={NAME}{ORGANIZATION}")]


def test_a_cross_certificate_that_leads_to_the_new_root_frees_it() -> None:
    issuing = issue("Corp Issuing CA", OLD)
    crossed = issue("Corp Issuing CA", NEW, key=issuing.key)
    assert needs(ca=(issuing.certificate, crossed.certificate), **own(leaf(NAME, issuing))) == []


def test_a_chain_that_only_our_rules_refuse_may_end_in_it() -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\0")
    issuing = issue("Corp Issuing CA", OLD, critical=(unknown,))
    assert needs(ca=(issuing.certificate,), **own(leaf(NAME, issuing))) == [
        ("own_certificate", f"CN={NAME}{ORGANIZATION}")
    ]


def test_a_renewal_that_programs_differ_about_takes_nothing_over() -> None:
    silent = edited(RENEWED, extensions=b"")
    found = renewal(host(root=(silent,), parents=(parent(GW1),), **own(leaf(NAME, OLD))), silent)
    assert [need.kind for need in found.needs] == ["parent", "own_certificate"]


def renewal(found_on: HostState, renewed: Certificate = RENEWED.certificate) -> OldRoot:
    found = find_old_root(found_on, rotation({GW1: OLD_GATEWAY}, new=(renewed,)))
    assert found is not None
    return found


def test_a_renewal_with_the_same_key_is_recognised_and_takes_over_what_the_old_root_issued() -> None:
    found = renewal(host(root=(RENEWED.certificate,), parents=(parent(GW1),), **own(leaf(NAME, OLD))))
    assert (found.same_key, found.needs) == (True, ())


def test_a_renewal_that_the_host_does_not_have_takes_nothing_over() -> None:
    found = renewal(host(root=(), parents=(parent(GW1),)))
    assert (found.same_key, [need.kind for need in found.needs]) == (True, ["parent"])


@pytest.mark.parametrize(
    "purposes", [encode_purposes(["codeSigning"]), b"", b"\x30"], ids=["other purposes", "empty", "malformed"]
)
def test_a_renewal_that_is_restricted_or_may_be_takes_nothing_over(purposes: bytes) -> None:
    restricted = Blob(RENEWED.certificate.der, {ENHANCED_KEY_USAGE: purposes})
    bare = host(root=(), parents=(parent(GW1),), **own(leaf(NAME, OLD)))
    entries = (*bare.stores["Root"].entries, StoreEntry(RENEWED.certificate, {".Default": restricted}))
    found = renewal(replace(bare, stores={**bare.stores, "Root": Store("Root", entries)}))
    assert [need.kind for need in found.needs] == ["parent", "own_certificate"]


@pytest.mark.parametrize("new", [NEW, issue("Corp Root CA")], ids=["another name", "the same name"])
def test_another_key_is_no_renewal(new: Identity) -> None:
    found = find_old_root(host(), rotation(new=(new.certificate,)))
    assert found is not None and not found.same_key


@pytest.mark.parametrize(
    ("description", "run"),
    [
        ("scom.dmz 20260101T101337Z-5f3a9c HealthService process 1 record 2", "20260101T101337Z-5f3a9c"),
        ("imported by hand", None),
    ],
)
def test_the_mark_tells_which_run_imported_it(description: str, run: str | None) -> None:
    assert old_root(old=old_entry(description)).imported_by == run


def test_a_root_that_we_imported_and_nothing_needs_may_go() -> None:
    assert old_root().reasons_to_keep(remove_foreign=False) == ()


def test_what_needs_it_keeps_it_whoever_imported_it() -> None:
    found = old_root(gateways={GW1: OLD_GATEWAY}, parents=(parent(GW1),))
    assert found.reasons_to_keep(remove_foreign=True) == (
        f"the chain of the parent {GW1} needs {OLD.certificate.subject}",
    )


def test_by_force_what_needs_it_does_not_keep_it() -> None:
    forced = replace(rotation({GW1: OLD_GATEWAY}), force=True)
    found = find_old_root(host(parents=(parent(GW1),)), forced)
    assert found is not None
    assert (found.reasons_to_keep(remove_foreign=False), [need.name for need in found.needs]) == ((), [GW1])


@pytest.mark.parametrize(("remove_foreign", "reasons"), [(False, ("somebody else has imported it",)), (True, ())])
def test_a_root_of_somebody_else_goes_only_when_asked(remove_foreign: bool, reasons: tuple[str, ...]) -> None:
    assert old_root(old=old_entry(None)).reasons_to_keep(remove_foreign) == reasons


@pytest.mark.parametrize(("remove_foreign", "reasons"), [(False, ("it belongs to the set corporate",)), (True, ())])
def test_a_root_of_a_set_goes_only_when_asked(remove_foreign: bool, reasons: tuple[str, ...]) -> None:
    of_a_set = old_entry("scom.dmz/corporate 20260101T101337Z-5f3a9c")
    assert old_root(old=of_a_set).reasons_to_keep(remove_foreign) == reasons


def test_a_root_of_group_policy_is_not_ours_to_remove() -> None:
    by_policy = StoreEntry(OLD.certificate, {".GroupPolicy": Blob(OLD.certificate.der, {})})
    reasons = old_root(old=by_policy).reasons_to_keep(remove_foreign=True)
    assert reasons == ("only .GroupPolicy holds it, which is not ours to change",)


def test_our_copy_beside_that_of_group_policy_may_go() -> None:
    both = StoreEntry(OLD.certificate, {**OURS.blobs, ".GroupPolicy": Blob(OLD.certificate.der, {})})
    assert old_root(old=both).reasons_to_keep(remove_foreign=False) == ()


FORMER, RENEWED_CA = issue("Corp Issuing CA", NEW), issue("Corp Issuing CA", NEW)
"""A CA of another key, as it is usually renewed, below the same root."""

SAME_KEY = issue("Corp Issuing CA", NEW, key=FORMER.key)
CHAIN_OF_FORMER = (leaf(GW1, FORMER), FORMER.certificate, NEW.certificate)
CHAIN_OF_RENEWED = (leaf(GW1, RENEWED_CA), RENEWED_CA.certificate, NEW.certificate)


def old_ca(
    new: Certificate = RENEWED_CA.certificate, gateway: Any = CHAIN_OF_RENEWED, **changes: Any
) -> OldRoot | None:
    """The former CA on a host, below a root that stays."""
    given = {"old": None, "ca": (FORMER.certificate, new), "parents": (parent(GW1),), **changes}
    return find_old_root(host(**given), rotation({GW1: gateway}, (NEW.certificate, new), old=FORMER.certificate))


def test_an_old_ca_is_looked_for_in_the_store_ca() -> None:
    found = old_ca()
    assert found is not None
    assert (found.store, found.entry.certificate, found.needs) == ("CA", FORMER.certificate, ())
    assert old_ca(ca=()) is None


def test_a_root_counts_in_root_alone() -> None:
    assert old_root().store == "Root"
    assert find_old_root(host(old=None, ca=(OLD.certificate,)), rotation()) is None


def test_a_gateway_below_the_old_ca_needs_it_even_if_it_sends_it_along() -> None:
    found = old_ca(gateway=CHAIN_OF_FORMER)
    assert found is not None
    assert [need.sentence for need in found.needs] == [
        f"the chain of the parent {GW1} needs {FORMER.certificate.subject}"
    ]


def test_an_own_certificate_below_the_old_ca_needs_it() -> None:
    found = old_ca(**own(leaf(NAME, FORMER)))
    assert found is not None
    assert [need.kind for need in found.needs] == ["own_certificate"]
    assert found.needs[0].sentence.endswith(f" needs {FORMER.certificate.subject}")


def test_an_own_certificate_below_the_new_ca_does_not_need_the_old_one() -> None:
    found = old_ca(**own(leaf(NAME, RENEWED_CA)))
    assert found is not None and found.needs == ()


def test_a_ca_that_is_renewed_with_the_same_key_takes_over_what_the_old_one_issued() -> None:
    gateway = (leaf(GW1, FORMER), SAME_KEY.certificate, NEW.certificate)
    found = old_ca(SAME_KEY.certificate, gateway, **own(leaf(NAME, FORMER)))
    assert found is not None
    assert (found.same_key, found.needs) == (True, ())
