# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Client certificates and the local accounts that they stand for: WinRM's certmapping."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier

SCHEME = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"
"""What a client that logs in by its certificate writes in Authorization (DSP0226, security profiles)."""

USER_PRINCIPAL_NAME = ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")


@dataclass(frozen=True)
class CertificateMapping:
    """Certificates that `issuer_file` (PEM) issued for a user principal name log in as a local account."""

    issuer_file: str
    subject: str
    user: str

    def prepare(self, context: ssl.SSLContext) -> None:
        """Ask clients for a certificate. Who shows none can log in otherwise."""
        context.verify_mode = ssl.CERT_OPTIONAL
        # With TLS 1.3 Windows asks after the handshake, which no client here answers; this stands for a host without it.
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.load_verify_locations(self.issuer_file)

    def account_of(self, certificate: bytes | None) -> str | None:
        """The account of a certificate in DER, whose chain the TLS handshake has verified."""
        if certificate is None or self.subject.casefold() not in _principal_names(certificate):
            return None
        return self.user


def _principal_names(certificate: bytes) -> list[str]:
    extensions = x509.load_der_x509_certificate(certificate).extensions
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    # The value is a UTF8String of less than 128 octets: tag and length are an octet each.
    return [
        name.value[2:].decode().casefold()
        for name in names
        if isinstance(name, x509.OtherName) and name.type_id == USER_PRINCIPAL_NAME
    ]
