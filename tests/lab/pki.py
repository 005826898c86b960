# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificates of a site: its authorities and hosts, with the faults that real ones have."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.pki.certificates import (
    Authority,
    PrivateKey,
    SignatureHash,
    dns_names,
    issue,
    key_identifiers,
    key_usage,
    name_of,
    rsa_key,
)
from tests.pki.der import UTF8_STRING, tlv

Validity: TypeAlias = "tuple[timedelta, timedelta]"

AUTHORITY_YEARS: Validity = (timedelta(days=-730), timedelta(days=2920))
IN_DATE: Validity = (timedelta(days=-100), timedelta(days=265))
EXPIRED: Validity = (timedelta(days=-400), timedelta(days=-35))
NOT_YET_VALID: Validity = (timedelta(days=1), timedelta(days=366))
"""Start and end, as seen from now."""

BOTH_USAGES = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
"""The two extended key usages that SCOM asks for."""

_USER_PRINCIPAL_NAME = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")


class Pki:
    """Makes certificates whose validity is counted from `now`. Each authority gets a key of its own."""

    def __init__(self, now: datetime) -> None:
        self._now = now.replace(microsecond=0)
        self._keys = itertools.count(1)
        self._serials = itertools.count(1)

    def root(self, name: str, *, validity: Validity = AUTHORITY_YEARS, renews: Authority | None = None) -> Authority:
        """A self-signed CA. The same name again gives another key, unless it `renews` the older one."""
        return self._authority(name, renews.key if renews else rsa_key(number=next(self._keys)), None, validity)

    def issuing(self, name: str, issuer: Authority, *, validity: Validity = AUTHORITY_YEARS) -> Authority:
        return self._authority(name, rsa_key(number=next(self._keys)), issuer, validity)

    def host(
        self,
        name: str,
        issuer: Authority,
        *,
        names: Sequence[str] = (),
        validity: Validity = IN_DATE,
        usages: Sequence[x509.ObjectIdentifier] = BOTH_USAGES,
        serial_octets: int = 16,
        serial: int | None = None,
        algorithm: SignatureHash | None = None,
        pss: bool = False,
        further: Sequence[x509.ExtensionType] = (),
    ) -> x509.Certificate:
        """A channel certificate for a machine: CN and first SAN are its name, unless it has other `names`."""
        return self._issue(
            name,
            self.host_key,
            issuer,
            validity,
            serial=serial or self._serial(serial_octets),
            extensions=[dns_names(*(names or [name])), *([x509.ExtendedKeyUsage(usages)] if usages else []), *further],
            critical=[key_usage("digital_signature", "key_encipherment")],
            algorithm=algorithm,
            pss=pss,
        )

    def user(self, principal_name: str, issuer: Authority) -> x509.Certificate:
        """A client certificate with a user principal name, for the same key as the hosts'."""
        encoded = tlv(UTF8_STRING, principal_name.encode())
        names = x509.SubjectAlternativeName([x509.OtherName(_USER_PRINCIPAL_NAME, encoded)])
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        return self._issue(principal_name, self.host_key, issuer, IN_DATE, extensions=[names, purposes])

    @property
    def host_key(self) -> rsa.RSAPrivateKey:
        """The one key of all host certificates: they are told apart by serial, and keys cost time."""
        return rsa_key()

    def _authority(self, name: str, key: PrivateKey, issuer: Authority | None, validity: Validity) -> Authority:
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        usage = key_usage("digital_signature", "key_cert_sign", "crl_sign")
        return Authority(self._issue(name, key, issuer, validity, critical=[constraints, usage]), key)

    def _issue(
        self,
        name: str,
        key: PrivateKey,
        issuer: Authority | None,
        validity: Validity,
        *,
        serial: int | None = None,
        extensions: Sequence[x509.ExtensionType] = (),
        critical: Sequence[x509.ExtensionType] = (),
        algorithm: SignatureHash | None = None,
        pss: bool = False,
    ) -> x509.Certificate:
        hashed = algorithm or hashes.SHA256()
        scheme: dict[str, Any] = {"rsa_padding": padding.PSS(padding.MGF1(hashed), hashed.digest_size)} if pss else {}
        return issue(
            name_of(name),
            key,
            issuer,
            validity=(self._now + validity[0], self._now + validity[1]),
            serial_number=serial or self._serial(),
            extensions=[*key_identifiers(key, issuer.key if issuer else None), *extensions],
            critical=critical,
            algorithm=hashed,
            **scheme,
        )

    def _serial(self, octets: int = 16) -> int:
        """A positive serial of exactly this many octets; RFC 5280 allows 20."""
        digest = hashlib.sha256(str(next(self._serials)).encode()).digest()
        return int.from_bytes(b"\x61" + digest[: octets - 1], "big")
