# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate: the rules that a certificate passes before it may be trusted, each with a name to waive it by."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import (
    BASIC_CONSTRAINTS,
    EXTENDED_KEY_USAGE,
    KEY_USAGE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.malformations import breaks

SHA1_DIGITS = 40
SHA256_DIGITS = 64

CA_RULE = "ca"
ROOT_STORE = "Root"
INTERMEDIATE_STORE = "CA"

MINIMUM_BITS = {"RSA": 2048, "DSA": 2048, "EC": 256}
"""NIST SP 800-57 part 1, table 2: 112 bits of security, and no curve of less than 128."""

BROKEN_HASHES = frozenset({"md2", "md4", "md5", "sha"})
"""RFC 6149, 6150 and 6151, and FIPS 180-1, which replaced the first SHA: collisions forge a second certificate."""

COLLIDING_HASHES = BROKEN_HASHES | {"sha1"}
"""RFC 6194 adds SHA-1."""


@dataclass(frozen=True)
class Refusal:
    """A rule that a certificate breaks, and the sentence that says how."""

    rule: str
    reason: str


@dataclass(frozen=True)
class Candidate:
    """What a rule looks at; ``pins`` are normalized SHA-256s."""

    certificate: Certificate
    now: datetime
    pins: frozenset[str]


@dataclass(frozen=True)
class GateRule:
    """A named check that gives the reason for a refusal, or None."""

    name: str
    check: Callable[[Candidate], str | None]


def judge(
    certificate: Certificate, now: datetime, pins: Collection[str] | None = None, waived: Collection[str] = ()
) -> tuple[Refusal, ...]:
    """What speaks against trusting the certificate as a root; nothing does if the result is empty.

    ``pins`` are SHA-256 fingerprints in hexadecimal digits; if there are any, the certificate must be one of them.
    ``waived`` are names of rules. Raises :class:`CertificateError` for a malformed pin or an unknown waiver.
    """
    return _judge(RULES, certificate, now, pins or (), waived)


def judge_intermediate(
    certificate: Certificate, now: datetime, pins: Collection[str] | None = None, waived: Collection[str] = ()
) -> tuple[Refusal, ...]:
    """What speaks against the certificate as a CA that isn't a root: as :func:`judge`, without the rule self_signed."""
    return _judge(INTERMEDIATE_RULES, certificate, now, pins or (), waived)


def route(certificate: Certificate, waived: Collection[str] = ()) -> str | None:
    """The system store that the certificate belongs in: a root in Root, another CA in CA, a leaf in neither.

    What claims to be signed with its own key is taken for a root, so that the gate tells when the signature doesn't verify.
    Without extensions it can't say that it is a CA, and is taken for one. Where the rule ca is ``waived``, so is what is
    signed with its own key whatever it says, and what another CA issued if it has no extensions.
    """
    claims_root = certificate.self_signed or (certificate.self_issued and _names_its_own_key(certificate))
    is_waived, is_silent = CA_RULE in waived, not certificate.has_extensions
    if claims_root and (certificate.is_ca or is_silent or is_waived):
        return ROOT_STORE
    return INTERMEDIATE_STORE if certificate.is_ca or (is_silent and is_waived) else None


def _names_its_own_key(certificate: Certificate) -> bool:
    """Certificates of a key rollover are self-issued too, and name another key as their issuer's (RFC 4210 4.4)."""
    return certificate.authority_key_identifier in (None, certificate.subject_key_identifier)


def unmet_pins(certificates: Iterable[Certificate], pins: Iterable[str]) -> tuple[str, ...]:
    """Those of the pins, normalized and in their order, that no certificate has as its SHA-256."""
    met = {certificate.sha256 for certificate in certificates}
    return tuple(dict.fromkeys(pin for pin in map(_normalize_pin, pins) if pin not in met))


def normalize_fingerprint(text: str, length: int) -> str:
    """The text as ``length`` upper-case hexadecimal digits, without colons, blanks and invisible characters.

    Copying from Windows' certificate dialog brings U+200E along. Raises :class:`CertificateError` if something else is left.
    """
    digits = "".join(character for character in text if not _is_separator(character))
    if not set(digits) <= set(string.hexdigits) or len(digits) not in (length, SHA1_DIGITS):
        raise CertificateError(f"the fingerprint {text!r} is not made of {length} hexadecimal digits")
    if len(digits) != length:
        raise CertificateError(
            f"the fingerprint {text!r} is a SHA-1, and two certificates can be made that share one: give the SHA-256, which "
            "certutil -hashfile FILE SHA256 prints of the certificate's file in DER form"
        )
    return digits.upper()


def _is_separator(character: str) -> bool:
    return character == ":" or unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def _judge(
    rules: Iterable[GateRule], certificate: Certificate, now: datetime, pins: Collection[str], waived: Collection[str]
) -> tuple[Refusal, ...]:
    require_known_rules(waived)
    candidate = Candidate(certificate, now, frozenset(map(_normalize_pin, pins)))
    reasons = ((rule.name, rule.check(candidate)) for rule in rules if rule.name not in waived)
    return tuple(Refusal(name, f"{certificate.subject} {reason}") for name, reason in reasons if reason)


def _normalize_pin(pin: str) -> str:
    return normalize_fingerprint(pin, SHA256_DIGITS)


def require_known_rules(waived: Collection[str], others: Collection[str] = ()) -> None:
    """Raise :class:`CertificateError` when one of the names is no rule of the gate, nor one of the ``others``."""
    known = [*(rule.name for rule in RULES), *others]
    unknown = sorted(set(waived) - set(known))
    if unknown:
        raise CertificateError(f"cannot waive {', '.join(unknown)}: the rules are {', '.join(known)}")


def _well_formed(candidate: Candidate) -> str | None:
    return " and ".join(breaks(candidate.certificate)) or None


def _ca(candidate: Candidate) -> str | None:
    certificate = candidate.certificate
    if BASIC_CONSTRAINTS in certificate.unreadable_extensions:
        return "is not known to be a CA: its basic constraints cannot be read or occur twice"
    if certificate.is_ca:
        return None
    if certificate.has_extensions:
        return "is not a CA: its basic constraints do not say so"
    # OpenSSL takes such a root of version 1 and none of version 3, Windows is reported to take both (dotnet/corefx 18772).
    if certificate.self_issued and certificate.sha256 in candidate.pins:
        return None
    return "has no extensions and cannot say that it is a CA: pin its SHA-256 if it is known to be the root of one"


def _key_cert_sign(candidate: Candidate) -> str | None:
    # RFC 5280, 6.1.4 (n): who builds a chain looks at the key usage only if there is one. Roots often have none.
    certificate = candidate.certificate
    if KEY_USAGE in certificate.unreadable_extensions:
        return "has a key usage that cannot be read"
    if certificate.key_usage is None or "keyCertSign" in certificate.key_usage:
        return None
    return "may not sign certificates: its key usage lacks keyCertSign"


def _extended_key_usage(candidate: Candidate) -> str | None:
    # Windows and OpenSSL hold the extended key usage of a CA against what it issued.
    if EXTENDED_KEY_USAGE in candidate.certificate.unreadable_extensions:
        return "has an extended key usage that cannot be read"
    return None


def _self_signed(candidate: Candidate) -> str | None:
    certificate = candidate.certificate
    if not certificate.self_issued:
        return f"is not self-signed: {certificate.issuer} issued it"
    if certificate.own_key_signed is None:
        return f"is not known to be self-signed: its signature {certificate.signature_refusal}"
    return None if certificate.self_signed else "is not self-signed: its own key does not verify its signature"


def _signature_algorithm(candidate: Candidate) -> str | None:
    # RFC 5280, 4.1.1.2. OpenSSL takes such a signature for a wrong one.
    if candidate.certificate.signature_algorithms_agree:
        return None
    return "is signed by another algorithm than it names in what is signed"


def _in_date(candidate: Candidate) -> str | None:
    not_before, not_after = candidate.certificate.not_before, candidate.certificate.not_after
    if not_before is None or not_after is None:
        return "has a validity that cannot be read"
    if candidate.now < not_before:
        return f"is not valid before {iso(not_before)}"
    if candidate.now > not_after:
        return f"expired at {iso(not_after)}"
    return None


def _key_strength(candidate: Candidate) -> str | None:
    kind, bits = candidate.certificate.public_key_type, candidate.certificate.public_key_bits
    if bits is None:
        return f"has a public key that cannot be used here: {kind}"
    needed = MINIMUM_BITS.get(kind, 0)
    return None if bits >= needed else f"has a weak key: {kind} with {bits} bits, {needed} are needed"


def _signature_hash(candidate: Candidate) -> str | None:
    # RFC 5280, 6.1: a root is trusted for being in the store, and its own signature is no part of the path that is
    # validated. So a collision gains nothing there, and the many roots of the SHA-1 years are as good as others.
    certificate = candidate.certificate
    refused = BROKEN_HASHES if certificate.self_signed else COLLIDING_HASHES
    if certificate.signature_hash not in refused:
        return None
    return f"is signed with a broken hash: {certificate.signature_algorithm}"


def _critical_extensions(candidate: Candidate) -> str | None:
    # RFC 5280, 4.2: a certificate with a critical extension that isn't recognized must be rejected.
    unknown = candidate.certificate.unknown_critical_extensions
    return (
        f"has critical extensions that are not known or cannot be read here: {', '.join(unknown)}" if unknown else None
    )


def _pin(candidate: Candidate) -> str | None:
    sha256 = candidate.certificate.sha256
    if not candidate.pins or sha256 in candidate.pins:
        return None
    return f"has the SHA-256 {sha256}, which is not pinned: {', '.join(sorted(candidate.pins))}"


_SELF_SIGNED = GateRule("self_signed", _self_signed)
RULES = (
    GateRule("well_formed", _well_formed),
    GateRule(CA_RULE, _ca),
    GateRule("key_cert_sign", _key_cert_sign),
    GateRule("extended_key_usage", _extended_key_usage),
    _SELF_SIGNED,
    GateRule("signature_algorithm", _signature_algorithm),
    GateRule("in_date", _in_date),
    GateRule("key_strength", _key_strength),
    GateRule("signature_hash", _signature_hash),
    GateRule("critical_extensions", _critical_extensions),
    GateRule("pin", _pin),
)
INTERMEDIATE_RULES = tuple(rule for rule in RULES if rule is not _SELF_SIGNED)
