# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over the roots of a host together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, root_of
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.required_rules import (
    impostor,
    is_genuine,
    required_root_disallowed,
    required_root_missing,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import Subject
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.issuer_list import LONGEST, issuer_list_size
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import is_required
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.root_program import NAMESAKES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

StoreRule = Callable[[Subject], Iterator[Concern]]


def same_key(subject: Subject) -> Iterator[Concern]:
    for group in _groups(subject.trusted.root.entries, lambda certificate: certificate.public_key_info):
        for entry, others in _each(group):
            evidence = f"{entry.certificate.subject} has the key of {_names(others)}"
            yield Concern(kinds.SAME_KEY(evidence), root_of(entry), tuple(map(root_of, others)))


def same_subject(subject: Subject) -> Iterator[Concern]:
    """Of what is known to be genuine, nothing is said but as the rival of another root."""
    for group in _groups(subject.trusted.root.entries, lambda certificate: certificate.subject_der):
        for entry, others in _each(group):
            certificate = entry.certificate
            rivals = [each for each in others if each.certificate.public_key_info != certificate.public_key_info]
            if rivals and not is_known_namesake(certificate):
                evidence = f"{certificate.subject} has the name of {_names(rivals)}, and another key"
                yield Concern(kinds.SAME_SUBJECT(evidence), root_of(entry), tuple(map(root_of, rivals)))


def is_known_namesake(certificate: Certificate) -> bool:
    return certificate.sha256 in NAMESAKES or is_genuine(certificate)


def disallowed(subject: Subject) -> Iterator[Concern]:
    """By the certificate itself."""
    for entry in subject.trusted.root.possible_entries:
        certificate = entry.certificate
        if certificate.thumbprint in subject.trusted.disallowed.thumbprints and not is_required(certificate):
            yield Concern(kinds.DISALLOWED(f"{certificate.subject} is in Root and Disallowed"), root_of(entry))


def disallowed_key(subject: Subject) -> Iterator[Concern]:
    refused = [entry.certificate for entry in subject.trusted.disallowed.possible_entries]
    by_key = {each.public_key_info: each for each in refused}
    for entry in subject.trusted.root.possible_entries:
        certificate = entry.certificate
        other = by_key.get(certificate.public_key_info)
        if other and certificate.thumbprint not in subject.trusted.disallowed.thumbprints:
            evidence = f"{certificate.subject} has the key of {other.subject} ({other.sha256}), which is in Disallowed"
            yield Concern(kinds.DISALLOWED_KEY(evidence), root_of(entry))


def irregular_entry(subject: Subject) -> Iterator[Concern]:
    """About the root that it may be; one of Disallowed is about the store."""
    for store in (subject.trusted.root, subject.trusted.disallowed):
        for each in store.irregular:
            evidence = f"{store.name}: {each.registry_key} in {each.physical_store}: {each.fault}"
            is_root = each.entry if store is subject.trusted.root else None
            yield Concern(kinds.IRREGULAR_ENTRY(evidence), root_of(is_root) if is_root else None)


def denied_entry(subject: Subject) -> Iterator[Concern]:
    """Of an entry whose certificate cannot be read the fingerprints are known all the same."""
    deny = subject.measure.deny
    for each in subject.trusted.root.irregular:
        if deny and each.entry is None and deny.names_any(each.names):
            yield Concern(
                kinds.DENIED(f"the entry {each.registry_key} in {each.physical_store}, which cannot be read, is denied")
            )


def issuer_list(subject: Subject) -> Iterator[Concern]:
    certificates = subject.trusted.root.certificates
    size = issuer_list_size(certificates)
    if size > LONGEST:
        kind = kinds.ISSUER_LIST_TRUNCATED if subject.trusted.sends_issuer_list else kinds.ISSUER_LIST_LONG
        yield Concern(kind(f"the names of {len(certificates)} roots take {size} bytes, {LONGEST} fit"))


STORE_RULES: tuple[StoreRule, ...] = (
    impostor,
    required_root_missing,
    required_root_disallowed,
    disallowed,
    disallowed_key,
    same_key,
    same_subject,
    irregular_entry,
    denied_entry,
    issuer_list,
)


def _groups(entries: Iterable[StoreEntry], trait: Callable[[Certificate], Hashable]) -> Iterator[Sequence[StoreEntry]]:
    """The entries that share a trait, where there are several."""
    groups: dict[Hashable, list[StoreEntry]] = defaultdict(list)
    for entry in entries:
        groups[trait(entry.certificate)].append(entry)
    return (group for group in groups.values() if len(group) > 1)


def _each(group: Sequence[StoreEntry]) -> Iterator[tuple[StoreEntry, list[StoreEntry]]]:
    for entry in group:
        yield entry, [other for other in group if other is not entry]


def _names(entries: Sequence[StoreEntry]) -> str:
    return ", ".join(f"{entry.certificate.subject} ({entry.certificate.sha256})" for entry in entries)
