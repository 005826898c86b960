# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate: the rules that a certificate passes before it may be trusted as a root, each with a name to waive it by."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

SHA1_DIGITS = 40
SHA256_DIGITS = 64

MINIMUM_BITS = {"RSA": 2048, "DSA": 2048, "EC": 256}
"""NIST SP 800-57 part 1, table 2: 112 bits of security, and no curve of less than 128."""


@dataclass(frozen=True)
class Refusal:
    """A rule that a certificate breaks, and the sentence that says how."""

    rule: str
    reason: str


@dataclass(frozen=True)
class Question:
    """What a rule looks at; `pin` is a normalized SHA-256."""

    certificate: Certificate
    now: datetime
    pin: str | None


@dataclass(frozen=True)
class Rule:
    """A named check that gives the reason for a refusal, or None."""

    name: str
    check: Callable[[Question], str | None]


def judge(
    certificate: Certificate, now: datetime, pin: str | None = None, waived: Collection[str] = ()
) -> tuple[Refusal, ...]:
    """Return what speaks against trusting CERTIFICATE as a root; nothing does if the result is empty.

    PIN is the expected SHA-256 in hexadecimal digits. Raises CertificateError for a malformed pin or an unknown waiver.
    """
    _require_known(waived)
    question = Question(certificate, now, None if pin is None else normalize_fingerprint(pin, SHA256_DIGITS))
    reasons = ((rule.name, rule.check(question)) for rule in RULES if rule.name not in waived)
    return tuple(Refusal(name, f"{certificate.subject} {reason}") for name, reason in reasons if reason)


def normalize_fingerprint(text: str, length: int) -> str:
    """Return TEXT as LENGTH upper-case hexadecimal digits, without colons, blanks and invisible characters.

    Copying from Windows' certificate dialog brings U+200E along. Raises CertificateError if something else is left.
    """
    digits = "".join(character for character in text if not _is_separator(character))
    if len(digits) != length or not set(digits) <= set(string.hexdigits):
        raise CertificateError(f"the fingerprint {text!r} is not made of {length} hexadecimal digits")
    return digits.upper()


def _is_separator(character: str) -> bool:
    return character == ":" or unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def _require_known(waived: Collection[str]) -> None:
    known = [rule.name for rule in RULES]
    unknown = sorted(set(waived) - set(known))
    if unknown:
        raise CertificateError(f"cannot waive {', '.join(unknown)}: the rules are {', '.join(known)}")


def _ca(question: Question) -> str | None:
    certificate = question.certificate
    if certificate.unreadable_extensions:
        return f"has extensions that cannot be read: {', '.join(certificate.unreadable_extensions)}"
    if certificate.version < 3:
        return f"is an X.509 version {certificate.version} certificate, which cannot say that it is a CA"
    return None if certificate.is_ca else "is not a CA: its basic constraints do not say so"


def _self_signed(question: Question) -> str | None:
    certificate = question.certificate
    if not certificate.self_issued:
        return f"is not self-signed: {certificate.issuer} issued it"
    return None if certificate.self_signed else "is not self-signed: its own key does not verify its signature"


def _in_date(question: Question) -> str | None:
    if question.now < question.certificate.not_before:
        return f"is not valid before {question.certificate.not_before:%Y-%m-%dT%H:%M:%SZ}"
    if question.now > question.certificate.not_after:
        return f"expired at {question.certificate.not_after:%Y-%m-%dT%H:%M:%SZ}"
    return None


def _key_strength(question: Question) -> str | None:
    kind, bits = question.certificate.public_key_type, question.certificate.public_key_bits
    if bits is None:
        return f"has a public key of an unknown kind: {kind}"
    needed = MINIMUM_BITS.get(kind, 0)
    return None if bits >= needed else f"has a weak key: {kind} with {bits} bits, {needed} are needed"


def _pin(question: Question) -> str | None:
    if question.pin is None or question.pin == question.certificate.sha256:
        return None
    return f"has the SHA-256 {question.certificate.sha256}, not the pinned {question.pin}"


RULES = (
    Rule("ca", _ca),
    Rule("self_signed", _self_signed),
    Rule("in_date", _in_date),
    Rule("key_strength", _key_strength),
    Rule("pin", _pin),
)
