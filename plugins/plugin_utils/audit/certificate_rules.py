# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over one root after the other. What the gate of an import says of keys and hashes, an audit says too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.advice import AuditFinding, AuditKind
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import imported_by, root_of
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import Subject
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import read_limits
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import is_required
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.root_program import SIGNED_BY_ANOTHER_KEY
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import BASIC_CONSTRAINTS
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.malformations import malformations
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import INTERMEDIATE_STORE, judge, route

RootRule = Callable[[StoreEntry, Subject], AuditFinding | None]


def not_self_signed(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate = entry.certificate
    if route(certificate) != INTERMEDIATE_STORE:
        return None
    return kinds.NOT_SELF_SIGNED(f"{certificate.subject} was issued by {certificate.issuer}")


def leaf(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate = entry.certificate
    if route(certificate) is not None or BASIC_CONSTRAINTS in certificate.unreadable_extensions:
        return None
    issuer = "itself" if certificate.self_issued else certificate.issuer
    return kinds.LEAF(f"{certificate.subject} was issued by {issuer} and does not say that it is a CA")


def self_signature(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate = entry.certificate
    if certificate.sha256 in SIGNED_BY_ANOTHER_KEY:
        return None
    if not _claims_to_sign_itself(entry, subject) or certificate.own_key_signed is not False:
        return None
    return kinds.SELF_SIGNATURE(f"{certificate.subject} is signed with {certificate.signature_algorithm}")


def signature_unverified(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate = entry.certificate
    if not _claims_to_sign_itself(entry, subject) or certificate.own_key_signed is not None:
        return None
    return kinds.SIGNATURE_UNVERIFIED(f"the signature of {certificate.subject} {certificate.signature_refusal}")


def _claims_to_sign_itself(entry: StoreEntry, subject: Subject) -> bool:
    return entry.certificate.self_issued and not not_self_signed(entry, subject)


def malformed(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    found = malformations(entry.certificate)
    return kinds.MALFORMED(f"{entry.certificate.subject} {', '.join(found)}") if found else None


def expired(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate, ends = entry.certificate, entry.certificate.not_after
    if ends is None or subject.measure.now <= ends:
        return None
    return kinds.EXPIRED(f"{certificate.subject} expired at {iso(ends)}")


def expires_soon(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate, ends = entry.certificate, entry.certificate.not_after
    left = ends - subject.measure.now if ends else None
    if ends is None or left is None or not timedelta() <= left < timedelta(days=subject.measure.lead_days):
        return None
    return kinds.EXPIRES_SOON(f"{certificate.subject} expires at {iso(ends)}, in {left.days} days")


def not_yet_valid(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate, begins = entry.certificate, entry.certificate.not_before
    if begins is None or begins <= subject.measure.now:
        return None
    return kinds.NOT_YET_VALID(f"{certificate.subject} is not valid before {iso(begins)}")


def weak_key(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    """Of a key that cannot be used here, as those of post-quantum pilots, nobody can say here that it is weak."""
    if entry.certificate.public_key_bits is None:
        return None
    return _refused(kinds.WEAK_KEY, "key_strength", entry.certificate, subject)


def weak_hash(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    return _refused(kinds.WEAK_HASH, "signature_hash", entry.certificate, subject)


def disabled_by_microsoft(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    """By the list, or by what Windows itself has noted with the entry."""
    certificate, measure = entry.certificate, subject.measure
    noted = [each.end or each.ca_disabled_after for each in read_limits(tuple(entry.blobs.values()))]
    listed = measure.allow.disabled_after(certificate) if measure.allow else None
    since = listed or min(filter(None, noted), default=None)
    if since is None or measure.now < since:
        return None
    origin = "Microsoft's list" if listed else "its entry in the store"
    return kinds.DISABLED_BY_MICROSOFT(f"{certificate.subject} is disabled since {iso(since)}, as {origin} says")


def denied(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate, deny = entry.certificate, subject.measure.deny
    if not deny or not deny.holds(certificate):
        return None
    kind = kinds.REQUIRED_ROOT_DENIED if is_required(certificate) else kinds.DENIED
    return kind(f"{certificate.subject} is denied")


def not_in_baseline(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    certificate, allow = entry.certificate, subject.measure.allow
    if allow is None or allow.holds(certificate):
        return None
    return kinds.NOT_IN_BASELINE(f"{certificate.subject} is not allowed{imported_by(root_of(entry))}")


def policy_only(entry: StoreEntry, subject: Subject) -> AuditFinding | None:
    if entry.physical_stores != (PhysicalName.GROUP_POLICY,):
        return None
    return kinds.POLICY_ONLY(f"only .GroupPolicy holds {entry.certificate.subject}")


def _refused(kind: AuditKind, rule: str, certificate: Certificate, subject: Subject) -> AuditFinding | None:
    refusals = judge(certificate, subject.measure.now)
    return next((kind(refusal.reason) for refusal in refusals if refusal.rule == rule), None)


CERTIFICATE_RULES: tuple[RootRule, ...] = (
    not_self_signed,
    leaf,
    self_signature,
    signature_unverified,
    malformed,
    denied,
    not_in_baseline,
    disabled_by_microsoft,
    expired,
    expires_soon,
    not_yet_valid,
    weak_key,
    weak_hash,
    policy_only,
)
