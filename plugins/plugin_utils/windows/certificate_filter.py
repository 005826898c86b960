# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selecting store entries: what a user asks for, checked, and whether an entry answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import IrregularEntry, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import (
    SHA1_DIGITS,
    SHA256_DIGITS,
    normalize_fingerprint,
)

_SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class CertificateFilter:
    """All conditions hold together; None and an empty set are no condition.

    ``subject`` and ``issuer`` are parts of the names in RFC 4514 form, in any letter case. ``fingerprints`` are SHA-1 or
    SHA-256, these and ``subject_key_identifier`` in upper-case hexadecimal digits. ``expires_within`` are days from now;
    what has expired is included. ``physical_stores`` selects what any of them holds.
    """

    fingerprints: frozenset[str] = frozenset()
    subject: str | None = None
    issuer: str | None = None
    subject_key_identifier: str | None = None
    expires_within: int | None = None
    is_ca: bool | None = None
    self_signed: bool | None = None
    physical_stores: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.expires_within is not None and self.expires_within < 0:
            raise CertificateError(f"expires_within is a number of days from now on, not {self.expires_within}")

    def selects(self, entry: StoreEntry, now: datetime, registry_key: str | None = None) -> bool:
        """Whether an entry answers every condition at ``now`` (UTC); ``registry_key`` is the name of that of an irregular one."""
        certificate = entry.certificate
        return (
            _meet(self.fingerprints, (certificate.thumbprint, certificate.sha256, registry_key))
            and _meet(self.physical_stores, entry.physical_stores)
            and _holds(certificate.subject, self.subject)
            and _holds(certificate.issuer, self.issuer)
            and self.subject_key_identifier in (None, certificate.subject_key_identifier)
            and self._expires_in_time(certificate.not_after, now)
            and self.is_ca in (None, certificate.is_ca)
            and self.self_signed in (None, certificate.self_signed)
        )

    def selects_unreadable(self, entry: IrregularEntry) -> bool:
        """Whether an entry answers what can be asked of one without a readable certificate: its names and where it is."""
        return _meet(self.fingerprints, entry.names) and _meet(self.physical_stores, (entry.physical_store,))

    def _expires_in_time(self, not_after: datetime | None, now: datetime) -> bool:
        """What may have expired, because its end cannot be read, is included too."""
        if self.expires_within is None or not_after is None:
            return True
        return (not_after - now).total_seconds() <= self.expires_within * _SECONDS_A_DAY


def read_fingerprint(text: str) -> str:
    """A SHA-1 or SHA-256 as people copy it, normalized. Raises :class:`CertificateError` for any other length."""
    for length in (SHA1_DIGITS, SHA256_DIGITS):
        try:
            return normalize_fingerprint(text, length)
        except CertificateError:
            continue
    raise CertificateError(
        f"the fingerprint {text!r} is neither a SHA-1 of {SHA1_DIGITS} nor a SHA-256 of {SHA256_DIGITS} hexadecimal digits"
    )


def read_key_identifier(text: str) -> str:
    """A key identifier as people copy it, normalized: it has any number of bytes, 20 as a rule."""
    digits = sum(character in "0123456789abcdefABCDEF" for character in text)
    if digits == 0 or digits % 2:
        raise CertificateError(f"the key identifier {text!r} is not made of pairs of hexadecimal digits")
    return normalize_fingerprint(text, digits)


def _meet(wanted: frozenset[str], held: Iterable[str | None]) -> bool:
    return not wanted or not wanted.isdisjoint(held)


def _holds(name: str, part: str | None) -> bool:
    return part is None or part.casefold() in name.casefold()
