# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates out of the files that people have: PEM with anything around it, DER, and PKCS#7 in both forms."""

from __future__ import annotations

import base64
import codecs
import re
import warnings
from collections.abc import Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der, known_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

try:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
    from cryptography.x509 import InvalidVersion
except ImportError:
    pass

MAXIMUM_SIZE = 10 * 1024 * 1024
"""Bytes; the bundle of every public root is below 2 MiB."""

PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
# Windows writes PKCS#7 under the label CERTIFICATE, so the label doesn't tell what is inside.
LABEL = rb"(CERTIFICATE|X509 CERTIFICATE|PKCS7|CMS)"
BEGIN = re.compile(rb"-----BEGIN " + LABEL + rb"-----")
BLOCK = re.compile(rb"-----BEGIN " + LABEL + rb"-----([^-]*)-----END \1-----")
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def load_certificates(data: bytes | str, source: str) -> tuple[Certificate, ...]:
    """The certificates in ``data``, each once, in their order.

    ``source`` names the data in errors. Raises :class:`CertificateError` if it holds no certificate, a damaged one, a
    private key, or more than :data:`MAXIMUM_SIZE` bytes.
    """
    content = _bytes(data)
    if len(content) > MAXIMUM_SIZE:
        raise CertificateError(f"{source} holds no certificate: it is larger than {MAXIMUM_SIZE} bytes")
    _refuse_private_key(content, source)
    try:
        found = tuple(dict.fromkeys(_certificates(content)))
    except (ValueError, CertificateError) as error:
        reason = error.reason if isinstance(error, CertificateError) else error
        raise CertificateError(f"{source} holds no certificate that can be read: {reason}") from error
    if not found:
        raise CertificateError(f"{source} holds no certificate: it is neither PEM, DER nor PKCS#7 with certificates")
    return found


def _bytes(data: bytes | str) -> bytes:
    """The data in an encoding that contains ASCII; Windows' editors and shells write UTF-16."""
    if isinstance(data, str):
        return data.encode("utf-8", "replace")
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode("utf-8", "replace")
    return data


def _refuse_private_key(content: bytes, source: str) -> None:
    # PKCS#1, PKCS#8, SEC 1 and PKCS#12 begin with a version number, which neither a certificate nor PKCS#7 does.
    if PRIVATE_KEY.search(content) or _first_tag(content) == der.INTEGER:
        raise CertificateError(
            f"{source} holds a private key, which is never needed to trust a root: remove it and keep the certificates only"
        )


def _certificates(content: bytes) -> Iterator[Certificate]:
    blocks = BLOCK.findall(content)
    if len(blocks) != len(BEGIN.findall(content)):
        raise ValueError("a PEM block in it is damaged or has no end")
    for _label, text in blocks:
        yield from _from_der(base64.b64decode(b"".join(text.split()), validate=True))
    if not blocks and _first_tag(content) is not None:
        yield from _from_der(content)


def _from_der(data: bytes) -> Iterator[Certificate]:
    if _first_tag(data) == der.OBJECT_IDENTIFIER:
        yield from _from_pkcs7(data)
    else:
        yield known_certificates.KNOWN.read(data)


def _from_pkcs7(data: bytes) -> Iterator[Certificate]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            members = pkcs7.load_der_pkcs7_certificates(data)
    except (UnsupportedAlgorithm, InvalidVersion) as error:
        raise ValueError(str(error)) from error
    for member in members:
        yield known_certificates.KNOWN.read(member.public_bytes(Encoding.DER))


def _first_tag(data: bytes) -> int | None:
    """The tag of the first element inside the SEQUENCE that the data is; None if it is none."""
    try:
        return next(der.elements(der.element(data, der.SEQUENCE).content)).tag
    except (ValueError, StopIteration):
        return None
