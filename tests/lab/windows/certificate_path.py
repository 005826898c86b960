# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a certificate chain has to fulfil beside its signatures and dates (RFC 5280, 6.1), as CryptoAPI checks it.

Microsoft's CERT_TRUST_STATUS names the rules; OpenSSL and Wine's crypt32 refuse what is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Final

from asn1crypto import x509 as asn1

from tests.lab.windows.certificate_names import within
from tests.lab.windows.certificate_signature import self_signed
from tests.lab.windows.held_certificate import (
    AUTHORITY_KEY_IDENTIFIER,
    BASIC_CONSTRAINTS,
    EXTENDED_KEY_USAGE,
    KEY_USAGE,
    NAME_CONSTRAINTS,
    SUBJECT_ALTERNATIVE_NAME,
    SUBJECT_KEY_IDENTIFIER,
    HeldCertificate,
)

ANY_USAGE: Final = "2.5.29.37.0"

UNDERSTOOD: Final = frozenset(
    {
        AUTHORITY_KEY_IDENTIFIER,
        BASIC_CONSTRAINTS,
        EXTENDED_KEY_USAGE,
        KEY_USAGE,
        NAME_CONSTRAINTS,
        SUBJECT_ALTERNATIVE_NAME,
        SUBJECT_KEY_IDENTIFIER,
        "2.5.29.31",  # distribution points of revocation lists
        "2.5.29.32",  # certificate policies, their mappings, constraints, and "inhibit any"
        "2.5.29.33",
        "2.5.29.36",
        "2.5.29.54",
        "1.3.6.1.4.1.311.21.10",  # application policies, their mappings and constraints
        "1.3.6.1.4.1.311.21.11",
        "1.3.6.1.4.1.311.21.12",
    }
)
"""Extensions that may be critical (RFC 5280, 4.2.1, and wincrypt.h)."""

Chain = Sequence[HeldCertificate]
"""The certificate in question first, the root last."""


def in_order(chain: Chain, usage: str) -> bool:
    """Whether the certificates allow each other, and this extended key usage (dotted)."""
    return all(_on_its_own(each, usage) for each in chain) and all(
        _may_issue(chain[position], chain[:position]) for position in range(1, len(chain))
    )


@cache
def _on_its_own(certificate: HeldCertificate, usage: str) -> bool:
    critical = {each.identifier for each in certificate.extensions if each.critical}
    limited = certificate.has(EXTENDED_KEY_USAGE)
    return critical <= UNDERSTOOD and (not limited or not certificate.usages.isdisjoint({usage, ANY_USAGE}))


def _may_issue(issuer: HeldCertificate, below: Chain) -> bool:
    issuing = sum(each.subject != each.issuer for each in below[1:])
    return issuing <= _most_below(issuer) and _signs_certificates(issuer) and _permits_names(issuer, below)


@cache
def _most_below(issuer: HeldCertificate) -> float:
    """How many CAs may be below it. None for what is no CA, which a root without extensions can't say of itself."""
    if not issuer.extensions and self_signed(issuer):
        return float("inf")
    with suppress(ValueError):
        constraints = asn1.BasicConstraints.load(issuer.extension(BASIC_CONSTRAINTS))
        most = constraints["path_len_constraint"].native
        return (float("inf") if most is None else most) if constraints["ca"].native else -1
    return -1


@cache
def _signs_certificates(issuer: HeldCertificate) -> bool:
    with suppress(ValueError):
        return not issuer.has(KEY_USAGE) or "key_cert_sign" in asn1.KeyUsage.load(issuer.extension(KEY_USAGE)).native
    return False


def _permits_names(issuer: HeldCertificate, below: Chain) -> bool:
    """RFC 5280, 6.1.3 (b) and (c): what is self-issued and not the last is passed over."""
    if not issuer.has(NAME_CONSTRAINTS):
        return True
    concerned = [each for position, each in enumerate(below) if position == 0 or each.subject != each.issuer]
    return all(_permits(issuer, each) for each in concerned)


@cache
def _permits(issuer: HeldCertificate, certificate: HeldCertificate) -> bool:
    with suppress(ValueError):
        constraints = asn1.NameConstraints.load(issuer.extension(NAME_CONSTRAINTS))
        permitted, excluded = (_bases(constraints[each]) for each in ("permitted_subtrees", "excluded_subtrees"))
        return all(_permitted(kind, name, permitted, excluded) for kind, name in _names(certificate))
    return False


def _bases(subtrees: asn1.GeneralSubtrees) -> list[tuple[str, bytes]]:
    return [_kind_and_value(each["base"]) for each in subtrees or ()]


def _names(certificate: HeldCertificate) -> Iterator[tuple[str, bytes]]:
    """The alternative names, the subject, and its e-mail addresses and common name where no alternative name is of their kind."""
    stated = certificate.has(SUBJECT_ALTERNATIVE_NAME)
    names = asn1.GeneralNames.load(certificate.extension(SUBJECT_ALTERNATIVE_NAME)) if stated else ()
    found = [_kind_and_value(each) for each in names]
    yield from found
    subject = asn1.Name.load(certificate.subject)
    if len(subject.chosen):
        yield "directory_name", certificate.subject
    kinds = {kind for kind, _value in found}
    if "dns_name" not in kinds and "." in certificate.common_name:
        yield "dns_name", certificate.common_name.encode()
    for attribute in (each for together in subject.chosen for each in together):
        if "rfc822_name" not in kinds and attribute["type"].native == "email_address":
            yield "rfc822_name", attribute["value"].contents


def _kind_and_value(name: asn1.GeneralName) -> tuple[str, bytes]:
    return name.name, name.chosen.chosen.dump() if name.name == "directory_name" else name.chosen.contents


def _permitted(
    kind: str, name: bytes, permitted: Sequence[tuple[str, bytes]], excluded: Sequence[tuple[str, bytes]]
) -> bool:
    wanted, refused = ([base for each, base in bases if each == kind] for bases in (permitted, excluded))
    if not wanted and not refused:
        return True
    if kind not in _WITHIN:
        return False
    is_within = _WITHIN[kind]
    return (not wanted or any(is_within(name, base) for base in wanted)) and not any(
        is_within(name, base) for base in refused
    )


def _host_within(name: bytes, base: bytes) -> bool:
    host, domain = name.lower(), base.lower()
    return not domain or host == domain or host.endswith(domain if domain.startswith(b".") else b"." + domain)


def _mailbox_within(name: bytes, base: bytes) -> bool:
    """A mailbox, all of a host, or all of the hosts of a domain."""
    mailbox, _at, host = name.rpartition(b"@")
    wanted, _at, domain = base.lower().rpartition(b"@")
    if wanted:
        return mailbox == base.rpartition(b"@")[0] and host.lower() == domain
    return host.lower().endswith(domain) if domain.startswith(b".") else host.lower() == domain


_WITHIN: dict[str, Callable[[bytes, bytes], bool]] = {
    "dns_name": _host_within,
    "rfc822_name": _mailbox_within,
    "directory_name": within,
}
"""By the kind of name. SCOM's certificates have no others: where one is constrained it is taken to be refused."""
