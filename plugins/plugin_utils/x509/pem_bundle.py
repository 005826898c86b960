# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates as the text of a PEM bundle, each below comments that say which one it is; and out of it again, byte for byte."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import known_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.text import DASHES

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_COMMENT = "#"
_LONG_WORD = re.compile(r"[^\s.,]{48}")
"""Names have shorter ones, and base64 has longer ones."""


def pem_bundle(certificates: Iterable[Certificate]) -> str:
    """The bundle: each certificate once, sorted by subject and SHA-256, so that the same ones give the same text."""
    each = sorted(set(certificates), key=lambda certificate: (certificate.subject, certificate.sha256))
    return "\n".join(_section(certificate) for certificate in each)


def read_pem(text: str, source: str) -> tuple[Certificate, ...]:
    """The certificates of PEM as it is written here, each once: with all their bytes, also those behind a certificate.

    Any other text is read as a file that ``source`` names in errors. Raises :class:`CertificateError`.
    """
    try:
        return tuple(dict.fromkeys(map(known_certificates.KNOWN.read, _blocks(text))))
    except (ValueError, CertificateError):
        return load_certificates(text, source)


def _blocks(text: str) -> Iterator[bytes]:
    """Raises ValueError for anything but blocks of certificates and comments, and for a text without a block."""
    lines, count = iter(text.split("\n")), 0
    for line in lines:
        if line == _BEGIN:
            count += 1
            yield base64.b64decode("".join(_until_end(lines)), validate=True)
        elif line and not line.startswith(_COMMENT):
            raise ValueError("something else than certificates")
    if not count:
        raise ValueError("no certificate")


def _until_end(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line == _END:
            return
        yield line
    raise ValueError("a block without an end")


def _section(certificate: Certificate) -> str:
    return (
        f"# {_harmless(certificate.subject)}\n"
        f"# SHA-1 {certificate.thumbprint}\n"
        f"# SHA-256 {certificate.sha256}\n"
        f"{certificate.pem()}"
    )


def _harmless(name: str) -> str:
    """A name on one line, without PEM boundaries and long words: a reader of the bundle must find no certificate in a comment."""
    line = "".join(character if character.isprintable() else " " for character in name)
    return _LONG_WORD.sub(r"\g<0> ", re.sub(f"[{DASHES}]+", "-", line))
