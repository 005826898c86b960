# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates get into the store they belong in, all or none, never against Disallowed; only what is ours is managed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import ManagedStores, Wanted, read_stores
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Outcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, RegistryError, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    SHA1_HASH,
    Blob,
    decode,
    encode,
    encode_text,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import RULES
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.pki.certificates import key_usage, rsa_key
from tests.pki.der import INTEGER, NULL, oid, sequence, tlv
from tests.pki.odd import with_outer_algorithm
from tests.unit.plugins.plugin_utils.recorded import recorded
from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost
from tests.unit.plugins.plugin_utils.windows.stores import (
    AUTH_ROOT,
    CA,
    DISALLOWED,
    ENTERPRISE,
    ONE,
    OTHER,
    POLICY,
    POLICY_ROOT,
    ROOT,
    SYSTEM,
    WRITES,
    entry,
    held,
    put,
    put_blob,
    wrote,
)
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, edited, issue, leaf, version_1, with_old_hash

USUAL = Wanted()
MANY = Wanted(max_removals=9)
UPPER = issue("Upper")
ISSUING = issue("Issuing", UPPER).certificate
LEAF = leaf("gw01", UPPER)
EXPIRED = issue("Old", not_after=NOW - YEAR / 2).certificate

PURPOSES = bytes.fromhex("300a06082b06010505070301")
OTHER_PURPOSES = bytes.fromhex("300a06082b06010505070302")
NAMED = replace(USUAL, properties={FRIENDLY_NAME: encode_text("Corporate root")})
RESTRICTED = replace(USUAL, properties={ENHANCED_KEY_USAGE: PURPOSES})

NO_SIGNING = key_usage("crl_sign")
SELF_SIGNED_LEAF = issue("Itself", ca=False).certificate
UNREADABLE_PURPOSES = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.37"), b"\x05\x00")
UNKNOWN_EXTENSION = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")

Stores = Callable[[], ManagedStores]


@pytest.fixture
def stores(windows: Host, writer: CertificateWriter) -> Stores:
    """Reads the host's stores anew."""
    return lambda: ManagedStores(windows.name, read_stores(windows), writer, ImportMark("run-1"))


@pytest.fixture
def corporate(windows: Host, writer: CertificateWriter) -> Stores:
    """The same for a set with a name."""
    mark = ImportMark("run-1", owner="corporate")
    return lambda: ManagedStores(windows.name, read_stores(windows), writer, mark)


def _import(stores: Stores, *certificates: Certificate, wanted: Wanted = USUAL) -> list[Outcome]:
    opened = stores()
    return list(opened.carry_out(opened.plan_present(certificates, wanted, NOW), wanted.ask_certutil))


def _remove(stores: Stores, *thumbprints: str, store: str | None = None) -> list[Outcome]:
    opened = stores()
    return list(opened.carry_out(opened.plan_absent(thumbprints, store), False))


def _make_exact(stores: Stores, *certificates: Certificate, wanted: Wanted = MANY) -> list[Outcome]:
    opened = stores()
    return list(opened.carry_out(opened.plan_exact(certificates, wanted, NOW), False))


def _actions(outcomes: list[Outcome]) -> list[tuple[str, str | None]]:
    return [(outcome.action, outcome.store) for outcome in outcomes]


def _reason(outcomes: list[Outcome]) -> str:
    (reason,) = [outcome.reason for outcome in outcomes if outcome.reason]
    return reason


def _ours(certificate: Certificate, run: str = "run-0") -> Blob:
    return Blob(certificate.der, {DESCRIPTION: encode_text(f"scom.dmz {run}")})


def test_a_missing_root_is_imported_and_marked_as_ours(host: FakeHost, stores: Stores) -> None:
    (outcome,) = _import(stores, ONE)
    assert (outcome.action, outcome.store, outcome.changed, outcome.physical_stores) == ("imported", "Root", True, ())
    blob = held(host, ROOT)[ONE.thumbprint]
    assert blob.certificate == ONE.der
    assert dict(blob.properties) == {
        SHA1_HASH: bytes.fromhex(ONE.thumbprint),
        DESCRIPTION: encode_text("scom.dmz run-1"),
    }


def test_the_entry_of_a_genuine_certificate_has_the_bytes_of_the_genuine_entry(host: FakeHost, stores: Stores) -> None:
    genuine = decode(recorded("certblob/belgacom_etrust_2001_root.blob"))
    certificate = Certificate.from_der(genuine.certificate)
    waived = [rule.name for rule in RULES]
    _import(stores, certificate, wanted=replace(USUAL, store="Root", waived=waived))
    written = held(host, ROOT)[certificate.thumbprint]
    assert written.certificate == genuine.certificate
    shared = set(written.properties) & set(genuine.properties)
    assert shared == {SHA1_HASH}
    assert written.properties[SHA1_HASH] == genuine.properties[SHA1_HASH]


def test_roots_go_into_root_other_cas_into_ca_and_leaves_nowhere(host: FakeHost, stores: Stores) -> None:
    outcomes = _import(stores, ONE, ISSUING, LEAF, wanted=replace(USUAL, partial=True))
    assert _actions(outcomes) == [("imported", "Root"), ("imported", "CA"), ("refused", None)]
    assert (set(held(host, ROOT)), set(held(host, CA))) == ({ONE.thumbprint}, {ISSUING.thumbprint})
    assert "is not a CA: its basic constraints do not say so (rule ca)" in _reason(outcomes)


def test_where_the_rule_about_cas_is_waived_a_root_needs_no_name_of_a_store(stores: Stores) -> None:
    assert _actions(_import(stores, SELF_SIGNED_LEAF, wanted=replace(USUAL, waived=["ca"]))) == [("imported", "Root")]


def test_what_says_that_it_is_a_leaf_has_no_store_even_when_every_rule_is_waived(
    host: FakeHost, stores: Stores
) -> None:
    outcomes = _import(stores, LEAF, wanted=replace(USUAL, waived=[rule.name for rule in RULES]))
    assert _actions(outcomes) == [("refused", None)]
    assert "store must be named" in _reason(outcomes)
    assert not wrote(host)


def test_a_forced_store_is_taken_with_the_gate_still_on(host: FakeHost, stores: Stores) -> None:
    assert _actions(_import(stores, ONE, wanted=replace(USUAL, store="CA"))) == [("imported", "CA")]
    in_root = replace(USUAL, store="Root")
    refused = _import(stores, ISSUING, wanted=in_root)
    assert _actions(refused) == [("refused", "Root")]
    assert _reason(refused).endswith("(rule self_signed)")
    assert _actions(_import(stores, ISSUING, wanted=replace(in_root, waived=["self_signed"]))) == [("imported", "Root")]
    assert (set(held(host, ROOT)), set(held(host, CA))) == ({ISSUING.thumbprint}, {ONE.thumbprint})


@pytest.mark.parametrize("key", [ROOT, POLICY_ROOT, AUTH_ROOT, rf"{ENTERPRISE}\Root\Certificates"])
def test_a_root_that_any_physical_store_holds_is_present(host: FakeHost, stores: Stores, key: str) -> None:
    put(host, key, ONE)
    (outcome,) = _import(stores, ONE)
    assert (outcome.action, outcome.changed, len(outcome.physical_stores)) == ("present", False, 1)
    assert not wrote(host)


@pytest.mark.parametrize(("key", "origin"), [(POLICY_ROOT, ".GroupPolicy"), (AUTH_ROOT, ".AuthRoot")])
def test_an_own_copy_beside_that_of_somebody_else_is_imported_on_request(
    host: FakeHost, stores: Stores, key: str, origin: str
) -> None:
    put(host, key, ONE)
    own_copy = replace(USUAL, require_local=True)
    outcomes = [*_import(stores, ONE, wanted=own_copy), *_import(stores, ONE, wanted=own_copy)]
    assert [(outcome.action, outcome.physical_stores) for outcome in outcomes] == [
        ("imported", (origin,)),
        ("present", (".Default", origin)),
    ]
    assert ONE.thumbprint in held(host, ROOT)


def test_a_second_import_changes_nothing(host: FakeHost, stores: Stores) -> None:
    _import(stores, ONE, OTHER, wanted=NAMED)
    host.calls.clear()
    assert _actions(_import(stores, ONE, OTHER, wanted=NAMED)) == [("present", "Root")] * 2
    assert not wrote(host)


def test_a_half_written_key_is_repaired(host: FakeHost, stores: Stores) -> None:
    host.add(rf"{ROOT}\{ONE.thumbprint}")
    assert _actions(_import(stores, ONE)) == [("imported", "Root")]
    assert held(host, ROOT)[ONE.thumbprint].certificate == ONE.der


def test_planning_writes_nothing(host: FakeHost, stores: Stores) -> None:
    put_blob(host, ROOT, _ours(OTHER))
    opened = stores()
    assert _actions(opened.plan_present([ONE, OTHER], NAMED, NOW)) == [("imported", "Root"), ("updated", "Root")]
    assert _actions(opened.plan_absent([OTHER.thumbprint], None)) == [("removed", "Root")]
    assert _actions(opened.plan_exact([ONE], USUAL, NOW)) == [("imported", "Root"), ("removed", "Root")]
    assert not wrote(host)


def test_one_refused_certificate_holds_all_changes_back_and_every_reason_is_told(
    host: FakeHost, stores: Stores
) -> None:
    put(host, ROOT, OTHER)
    outcomes = _import(stores, ONE, EXPIRED, OTHER, LEAF)
    assert [outcome.action for outcome in outcomes] == ["held_back", "refused", "present", "refused"]
    assert [outcome.changed for outcome in outcomes] == [False] * 4
    told = "; ".join(outcome.reason or "" for outcome in outcomes)
    assert all(f"(rule {rule})" in told for rule in ("in_date", "ca", "self_signed"))
    assert not wrote(host)


def test_partial_imports_the_others(host: FakeHost, stores: Stores) -> None:
    outcomes = _import(stores, ONE, EXPIRED, OTHER, wanted=replace(USUAL, partial=True))
    assert [outcome.action for outcome in outcomes] == ["imported", "refused", "imported"]
    assert set(held(host, ROOT)) == {ONE.thumbprint, OTHER.thumbprint}


def _weak() -> Certificate:
    return issue("Weak", key=rsa_key(1024)).certificate


def _with_md5() -> Certificate:
    identity = issue("MD5", key=rsa_key())
    return with_old_hash(identity.certificate, identity.key, hashes.MD5())


def _with_two_algorithms() -> Certificate:
    algorithm = sequence(oid("1.2.840.10045.4.3.2"), NULL)
    return Certificate.from_der(with_outer_algorithm(issue("Two algorithms").certificate.der, algorithm))


BREAKING: dict[str, tuple[Callable[[], Certificate], Wanted]] = {
    "well_formed": (lambda: edited(issue("Odd"), serial_number=tlv(INTEGER, b"")), USUAL),
    "ca": (lambda: version_1(issue("Version 1")), USUAL),
    "key_cert_sign": (lambda: issue("No signing", critical=(NO_SIGNING,)).certificate, USUAL),
    "extended_key_usage": (lambda: issue("No purpose", extensions=(UNREADABLE_PURPOSES,)).certificate, USUAL),
    "self_signed": (lambda: ISSUING, replace(USUAL, store="Root")),
    "signature_algorithm": (_with_two_algorithms, USUAL),
    "in_date": (lambda: issue("Early", not_before=NOW + timedelta(days=1)).certificate, USUAL),
    "key_strength": (_weak, USUAL),
    "signature_hash": (_with_md5, USUAL),
    "critical_extensions": (lambda: issue("Odd", critical=(UNKNOWN_EXTENSION,)).certificate, USUAL),
    "pin": (lambda: ONE, replace(USUAL, pins=[OTHER.sha256])),
}


def test_a_case_for_every_rule_of_the_gate() -> None:
    assert list(BREAKING) == [rule.name for rule in RULES]


@pytest.mark.parametrize("rule", BREAKING)
def test_a_rule_refuses_by_its_name_and_can_be_waived_by_it(host: FakeHost, stores: Stores, rule: str) -> None:
    make, wanted = BREAKING[rule]
    certificate = make()
    refused = _import(stores, certificate, wanted=wanted)
    assert _reason(refused).startswith(f"{certificate.subject} ")
    assert _reason(refused).count("(rule ") == 1
    assert _reason(refused).endswith(f"(rule {rule})")
    assert not wrote(host)
    assert _actions(_import(stores, certificate, wanted=replace(wanted, waived=[rule]))) == [("imported", "Root")]


@pytest.mark.parametrize("waived", [["disallowed"], ["in_date", "everything"]])
def test_an_unknown_waiver_is_named_with_the_rules(host: FakeHost, stores: Stores, waived: Collection[str]) -> None:
    with pytest.raises(CertificateError, match=f"^cannot waive {waived[-1]}: the rules are well_formed, ca, "):  # type: ignore[index]
        _import(stores, ONE, wanted=replace(USUAL, waived=waived))
    assert not wrote(host)


def test_each_certificate_may_have_a_pin_of_its_own(stores: Stores) -> None:
    pinned = replace(USUAL, pins=[OTHER.sha256.lower(), ONE.sha256])
    assert _actions(_import(stores, ONE, OTHER, wanted=pinned)) == [("imported", "Root")] * 2


@pytest.mark.parametrize("waived", [(), [rule.name for rule in RULES]], ids=["nothing waived", "all waived"])
@pytest.mark.parametrize("key", [DISALLOWED, rf"{POLICY}\Disallowed\Certificates"])
def test_a_root_in_disallowed_is_refused_whatever_is_waived(
    host: FakeHost, stores: Stores, key: str, waived: Collection[str]
) -> None:
    put(host, key, ONE)
    outcomes = _import(stores, OTHER, ONE, wanted=replace(USUAL, waived=waived))
    assert [outcome.action for outcome in outcomes] == ["held_back", "refused"]
    assert _reason(outcomes) == (
        f"{ONE.subject} is in the store Disallowed of web01.dmz.example, which wins over Root and CA (rule disallowed)"
    )
    assert not wrote(host)


def test_without_reading_disallowed_nothing_is_imported(host: FakeHost, stores: Stores) -> None:
    host.add(DISALLOWED)
    host.denied.add(DISALLOWED)
    with pytest.raises(RegistryError, match="Disallowed"):
        _import(stores, ONE)
    assert not wrote(host)


def test_what_disallowed_lists_and_does_not_deliver_forbids_the_import(host: FakeHost, stores: Stores) -> None:
    host.undelivered.add(key := put(host, DISALLOWED, OTHER))
    host.texts[reg_query(key)] = None
    with pytest.raises(Unreadable, match="Disallowed"):
        _import(stores, ONE)
    assert not wrote(host)


def test_a_new_friendly_name_and_new_purposes_keep_all_other_properties(host: FakeHost, stores: Stores) -> None:
    theirs = {3: b"\1" * 20, 9: OTHER_PURPOSES, 11: encode_text("before"), 20: b"key", 104: b"\2" * 8}
    put_blob(host, ROOT, Blob(ONE.der, theirs))
    both = replace(USUAL, properties={**(NAMED.properties or {}), **(RESTRICTED.properties or {})})
    (outcome,) = _import(stores, ONE, wanted=both)
    assert outcome.action == "updated"
    assert held(host, ROOT)[ONE.thumbprint] == Blob(ONE.der, {**theirs, 9: PURPOSES, 11: encode_text("Corporate root")})
    assert (outcome.before, outcome.after) == (Blob(ONE.der, theirs), held(host, ROOT)[ONE.thumbprint])


@pytest.mark.parametrize("wanted", [USUAL, replace(USUAL, partial=True)], ids=["all or none", "partial"])
def test_what_is_too_large_for_a_request_is_refused_by_name_when_it_is_planned(
    host: FakeHost, stores: Stores, wanted: Wanted
) -> None:
    large = issue("Large", extensions=[x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), bytes(2000))])
    host.takes = 2000
    planned = stores().plan_present([ONE, large.certificate], wanted, NOW)
    assert [each.action for each in planned] == ["imported" if wanted.partial else "held_back", "refused"]
    assert _reason(planned).startswith(f"{large.certificate.subject} ")
    assert _reason(planned).endswith("(rule request_size)")


@pytest.mark.parametrize("kept", [entry(ONE) + bytes(2000), bytes(2001)], ids=["with bytes behind it", "damaged"])
def test_what_could_not_be_put_back_is_not_written_over(host: FakeHost, stores: Stores, kept: bytes) -> None:
    host.add(rf"{ROOT}\{ONE.thumbprint}", Blob=kept)
    host.takes = 2000
    assert _actions(_import(stores, ONE, wanted=NAMED)) == [("refused", "Root")]
    assert not wrote(host)


def test_what_is_present_is_so_whatever_its_size(host: FakeHost, stores: Stores) -> None:
    put(host, ROOT, ONE)
    host.takes = 0
    assert _actions(_import(stores, ONE)) == [("present", "Root")]


def test_a_present_certificate_keeps_its_name_and_purposes_when_none_are_wanted(host: FakeHost, stores: Stores) -> None:
    put_blob(host, ROOT, Blob(ONE.der, {9: PURPOSES, 11: encode_text("before")}))
    assert _actions(_import(stores, ONE)) == [("present", "Root")]
    assert not wrote(host)


def test_a_changed_certificate_of_somebody_else_does_not_become_ours(host: FakeHost, stores: Stores) -> None:
    put(host, ROOT, ONE, "theirs")
    assert _actions(_import(stores, ONE, wanted=NAMED)) == [("updated", "Root")]
    assert _actions(_make_exact(stores, OTHER)) == [("imported", "Root")]
    assert ONE.thumbprint in held(host, ROOT)


@pytest.mark.parametrize("wanted", [RESTRICTED, replace(RESTRICTED, require_local=True)], ids=["present", "own copy"])
def test_purposes_that_another_physical_store_does_not_share_are_told(
    host: FakeHost, stores: Stores, wanted: Wanted
) -> None:
    put(host, POLICY_ROOT, ONE)
    put_blob(host, AUTH_ROOT, Blob(ONE.der, {ENHANCED_KEY_USAGE: OTHER_PURPOSES}))
    (outcome,) = _import(stores, ONE, wanted=wanted)
    assert outcome.physical_stores == (".AuthRoot", ".GroupPolicy")
    assert outcome.unrestricted_in == (".GroupPolicy",)


def test_what_only_the_local_copy_holds_is_restricted_everywhere(host: FakeHost, stores: Stores) -> None:
    put(host, ROOT, ONE)
    put(host, POLICY_ROOT, OTHER)
    assert _import(stores, ONE, wanted=RESTRICTED)[0].unrestricted_in == ()
    assert _import(stores, OTHER)[0].unrestricted_in == ()


def test_a_local_root_is_removed(host: FakeHost, stores: Stores) -> None:
    for certificate in (ONE, OTHER):
        put(host, ROOT, certificate)
    (outcome,) = _remove(stores, ONE.thumbprint)
    assert (outcome.action, outcome.store, outcome.physical_stores) == ("removed", "Root", (".Default",))
    assert (outcome.certificate, outcome.after) == (ONE, None)
    assert set(held(host, ROOT)) == {OTHER.thumbprint}


def test_a_certificate_in_both_stores_is_removed_from_both_or_from_the_named_one(
    host: FakeHost, stores: Stores
) -> None:
    for certificate in (ONE, OTHER):
        put(host, ROOT, certificate)
        put(host, CA, certificate)
    assert _actions(_remove(stores, ONE.thumbprint)) == [("removed", "Root"), ("removed", "CA")]
    assert _actions(_remove(stores, OTHER.thumbprint, store="CA")) == [("removed", "CA")]
    assert (set(held(host, ROOT)), set(held(host, CA))) == ({OTHER.thumbprint}, set())


def test_a_certificate_that_is_not_there_is_absent(host: FakeHost, stores: Stores) -> None:
    put(host, rf"{SYSTEM}\MY\Certificates", ONE)
    (outcome,) = _remove(stores, ONE.thumbprint)
    assert (outcome.action, outcome.changed, outcome.store, outcome.certificate) == ("absent", False, None, None)
    assert not wrote(host)


def test_the_copy_of_a_policy_is_left_alone_and_named(host: FakeHost, stores: Stores) -> None:
    put(host, POLICY_ROOT, ONE)
    (outcome,) = _remove(stores, ONE.thumbprint)
    assert (outcome.action, outcome.changed, outcome.physical_stores) == ("absent", False, (".GroupPolicy",))
    assert outcome.reason == "only .GroupPolicy holds it, which is not ours to change"
    assert not wrote(host)


def test_of_two_copies_only_the_local_one_goes(host: FakeHost, stores: Stores) -> None:
    put(host, ROOT, ONE)
    put(host, POLICY_ROOT, ONE)
    (outcome,) = _remove(stores, ONE.thumbprint)
    assert (outcome.action, outcome.physical_stores) == ("removed", (".Default", ".GroupPolicy"))
    assert (set(held(host, ROOT)), set(held(host, POLICY_ROOT))) == (set(), {ONE.thumbprint})


def test_exact_removes_only_what_is_marked_as_ours(host: FakeHost, stores: Stores) -> None:
    marks = ["scom.dmz run-0", "scom.dmz.other run-0", "scom.dmzrun", "", "by hand, not by scom.dmz "]
    certificates = [issue(f"Root {number}").certificate for number in range(len(marks))]
    for certificate, mark in zip(certificates, marks, strict=True):
        put_blob(host, ROOT, Blob(certificate.der, {DESCRIPTION: encode_text(mark)}))
    put(host, ROOT, OTHER)
    outcomes = _make_exact(stores, ONE)
    assert [(outcome.action, outcome.certificate) for outcome in outcomes] == [
        ("imported", ONE),
        ("removed", certificates[0]),
    ]
    kept = {certificate.thumbprint for certificate in certificates[1:]}
    assert set(held(host, ROOT)) == kept | {ONE.thumbprint, OTHER.thumbprint}


def test_exact_leaves_alone_what_it_never_wrote_even_with_a_mark(host: FakeHost, stores: Stores) -> None:
    host.add(rf"{ROOT}\{'AB' * 20}", Blob=encode(_ours(OTHER)))
    assert _actions(_make_exact(stores, ONE)) == [("imported", "Root")]
    assert "AB" * 20 in held(host, ROOT)


def test_exact_leaves_a_copy_of_somebody_else_in_the_other_store(host: FakeHost, stores: Stores) -> None:
    put_blob(host, ROOT, _ours(OTHER))
    put(host, CA, OTHER, "theirs")
    assert _actions(_make_exact(stores, ONE)) == [("imported", "Root"), ("removed", "Root")]
    assert set(held(host, CA)) == {OTHER.thumbprint}


def test_exact_removes_both_copies_that_are_ours_once(host: FakeHost, stores: Stores) -> None:
    for store in (ROOT, CA):
        put_blob(host, store, _ours(OTHER))
    for store, certificate in ((ROOT, ONE), (CA, ISSUING)):
        put_blob(host, store, _ours(certificate))
    outcomes = _make_exact(stores, ONE, ISSUING)
    assert _actions(outcomes) == [("present", "Root"), ("present", "CA"), ("removed", "Root"), ("removed", "CA")]


def test_exact_in_one_store_leaves_the_other_one_alone(host: FakeHost, stores: Stores) -> None:
    for store in (ROOT, CA):
        put_blob(host, store, _ours(OTHER))
    outcomes = _make_exact(stores, ONE, wanted=replace(USUAL, store="Root"))
    assert _actions(outcomes) == [("imported", "Root"), ("removed", "Root")]
    assert set(held(host, CA)) == {OTHER.thumbprint}


def test_exact_does_not_touch_what_a_policy_copied_from_us(host: FakeHost, stores: Stores) -> None:
    put_blob(host, POLICY_ROOT, _ours(OTHER))
    assert _actions(_make_exact(stores, ONE)) == [("imported", "Root")]


@pytest.mark.parametrize("present", [ONE, OTHER], ids=["nothing to import", "something to import"])
def test_exact_removes_nothing_when_a_certificate_is_refused(
    host: FakeHost, stores: Stores, present: Certificate
) -> None:
    surplus = issue("Surplus").certificate
    for certificate in (present, surplus):
        put_blob(host, ROOT, _ours(certificate))
    outcomes = _make_exact(stores, ONE, EXPIRED)
    assert [outcome.changed for outcome in outcomes] == [False, False]
    assert not wrote(host)


def test_partial_exact_keeps_what_is_refused_and_present(host: FakeHost, stores: Stores) -> None:
    for certificate in (EXPIRED, OTHER):
        put_blob(host, ROOT, _ours(certificate))
    outcomes = _make_exact(stores, ONE, EXPIRED, wanted=replace(USUAL, partial=True))
    assert [outcome.action for outcome in outcomes] == ["imported", "refused", "removed"]
    assert set(held(host, ROOT)) == {ONE.thumbprint, EXPIRED.thumbprint}


def test_exact_leaves_exactly_the_wanted_ones_and_then_changes_nothing(host: FakeHost, stores: Stores) -> None:
    other = issue("Other Issuing", UPPER).certificate
    _make_exact(stores, ONE, ISSUING)
    _make_exact(stores, OTHER, other)
    assert (set(held(host, ROOT)), set(held(host, CA))) == ({OTHER.thumbprint}, {other.thumbprint})
    host.calls.clear()
    assert _actions(_make_exact(stores, OTHER, other)) == [("present", "Root"), ("present", "CA")]
    assert WRITES.isdisjoint(host.methods_called)


def test_exact_leaves_issuing_cas_alone_that_a_file_of_roots_does_not_list(host: FakeHost, stores: Stores) -> None:
    _make_exact(stores, ONE, ISSUING)
    assert _actions(_make_exact(stores, ONE)) == [("present", "Root")]
    other = issue("Other Issuing", UPPER).certificate
    assert ("removed", "CA") in _actions(_make_exact(stores, other, wanted=replace(MANY, store="CA")))


@pytest.mark.parametrize("owner", ["", "another", "Corporate"])
def test_exact_removes_nothing_that_is_of_no_set_or_of_another_one(
    host: FakeHost, corporate: Stores, owner: str
) -> None:
    mark = ImportMark("run-0", owner=owner)
    put_blob(host, ROOT, Blob(OTHER.der, {DESCRIPTION: encode_text(str(mark))}))
    assert _actions(_make_exact(corporate, ONE)) == [("imported", "Root")]
    assert set(held(host, ROOT)) == {ONE.thumbprint, OTHER.thumbprint}


def test_what_an_exact_set_imports_bears_its_name_and_goes_with_it(corporate: Stores) -> None:
    _make_exact(corporate, OTHER)
    assert _actions(_make_exact(corporate, ONE)) == [("imported", "Root"), ("removed", "Root")]


@pytest.mark.parametrize("property_id", [4, 20, 25], ids=["MD5", "key identifier", "hash of the key"])
def test_exact_leaves_alone_what_somebody_has_imported_again_by_hand(
    host: FakeHost, stores: Stores, property_id: int
) -> None:
    ours = _ours(OTHER)
    put_blob(host, ROOT, replace(ours, properties={**ours.properties, property_id: bytes(16)}))
    (_imported, left) = _make_exact(stores, ONE)
    assert (left.action, left.changed) == ("absent", False)
    assert "no longer of this set" in (left.reason or "")
    assert OTHER.thumbprint in held(host, ROOT)


@pytest.mark.parametrize(("bound", "allowed"), [(0, False), (1, False), (2, True)])
@pytest.mark.parametrize("partial", [True, False])
def test_exact_removes_no_more_than_is_allowed(
    host: FakeHost, stores: Stores, bound: int, allowed: bool, partial: bool
) -> None:
    surplus = issue("Surplus").certificate
    for certificate in (OTHER, surplus):
        put_blob(host, ROOT, _ours(certificate))
    outcomes = _make_exact(stores, ONE, wanted=Wanted(max_removals=bound, partial=partial))
    assert {each.action for each in outcomes[1:]} == ({"removed"} if allowed else {"refused"})
    assert outcomes[0].changed == (allowed or partial)
    for each in outcomes[1:]:
        assert allowed or ("max_removals" in (each.reason or "") and surplus.subject in (each.reason or ""))


def test_two_roots_with_one_name_key_or_serial_are_two_roots(host: FakeHost, stores: Stores) -> None:
    first = issue("Root", serial_number=7)
    others = issue("Root", serial_number=7), issue("Root", key=first.key), issue("Other", serial_number=7)
    certificates = [each.certificate for each in (first, *others)]
    assert _actions(_import(stores, *certificates)) == [("imported", "Root")] * 4
    assert set(held(host, ROOT)) == {certificate.thumbprint for certificate in certificates}
