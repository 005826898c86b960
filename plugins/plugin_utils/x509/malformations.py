# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not as RFC 5280 says in a certificate that can be read all the same. A host may load it, or may not."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.canonical import is_der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

VERSIONS = (1, 2, 3)


def malformations(certificate: Certificate) -> tuple[str, ...]:
    """Each as the end of a sentence about the certificate; empty for a well-formed one."""
    return (*breaks(certificate), *_oddities(certificate))


def breaks(certificate: Certificate) -> tuple[str, ...]:
    """What OpenSSL, cryptography and Wine all refuse a certificate for, so that none should be trusted that has it."""
    return tuple(_breaks(certificate))


def _breaks(certificate: Certificate) -> Iterator[str]:
    if not certificate.serial_bytes:
        yield "has an empty serial number"
    if certificate.unexpected_fields:
        yield f"has {certificate.unexpected_fields} fields that are none of a certificate"
    if certificate.surplus:
        yield f"has {certificate.surplus} bytes inside it behind its signature"


def _oddities(certificate: Certificate) -> Iterator[str]:
    if certificate.version not in VERSIONS:
        yield f"is of version {certificate.version}"
    if certificate.serial_bytes and certificate.serial_number is None:
        yield "has a serial number that cannot be read"
    for name, text in (("issuer", certificate.issuer), ("subject", certificate.subject)):
        if text.startswith("#"):
            yield f"has a name of its {name} that cannot be read"
    for name, moment in (("notBefore", certificate.not_before), ("notAfter", certificate.not_after)):
        if moment is None:
            yield f"has a validity that cannot be read: {name}"
    if certificate.not_before and certificate.not_after and not certificate.usual_validity:
        yield "has a validity that is not written as usual"
    for identifier in certificate.unreadable_extensions:
        yield f"has an extension that cannot be read or occurs twice: {identifier}"
    if not certificate.signature_algorithms_agree:
        yield "is signed by another algorithm than it names in what is signed"
    if certificate.behind:
        yield f"has {certificate.behind} bytes after it"
    if certificate.writes_default_version or not is_der(der.first(certificate.der).encoded):
        yield "is not encoded in DER"
