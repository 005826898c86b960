# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which roots are meant to be trusted, or not: fingerprints, certificates, or Microsoft's list, out of files and settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import (
    BLOCK,
    BYTE_ORDER_MARKS,
    MAXIMUM_SIZE,
    load_certificates,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust_list import is_trust_list, read_trust_list

COMMENT = b"#"
_DER_SEQUENCES = (b"\x30\x81", b"\x30\x82", b"\x30\x83")
"""Of up to 255 bytes, 64 kB and 16 MB (X.690, 8.1.3.5)."""
LONGEST_LINE = 256
"""Bytes of a line that are looked at. A fingerprint with colons has 95, and an error repeats the line."""
_PEM = b"-----BEGIN "


@dataclass(frozen=True)
class Baseline:
    """Fingerprints in upper-case hex, SHA-256 or, where a list has no other, SHA-1; and what Microsoft disabled when."""

    fingerprints: frozenset[str] = frozenset()
    disabled: Mapping[str, datetime] = field(default_factory=dict)

    def holds(self, certificate: Certificate) -> bool:
        return not self.fingerprints.isdisjoint((certificate.sha256, certificate.thumbprint))

    def disabled_after(self, certificate: Certificate) -> datetime | None:
        return self.disabled.get(certificate.sha256) or self.disabled.get(certificate.thumbprint)


def merge(baselines: Sequence[Baseline]) -> Baseline | None:
    """What any of them holds; None when there are none."""
    if not baselines:
        return None
    fingerprints, disabled = set[str](), dict[str, datetime]()
    for baseline in baselines:
        fingerprints |= baseline.fingerprints
        disabled |= baseline.disabled
    return Baseline(frozenset(fingerprints), disabled)


def read_baseline(data: bytes, source: str) -> Baseline:
    """Read a file of any kind that a baseline may be. SOURCE names it in errors. Raises CertificateError."""
    if len(data) > MAXIMUM_SIZE:
        raise CertificateError(f"cannot read the list of roots {source}: it is larger than {MAXIMUM_SIZE} bytes")
    if is_trust_list(data):
        return _from_trust_list(data, source)
    text = _text(data)
    if data.startswith(_DER_SEQUENCES):
        return _from_certificates(data, source)
    if _PEM in text:
        return Baseline(_from_certificates(data, source).fingerprints.union(_between_blocks(text)))
    return from_fingerprints(_lines(text, source), source)


def from_fingerprints(texts: Iterable[str], source: str) -> Baseline:
    """SHA-256 fingerprints, written with or without colons and blanks. Raises CertificateError."""
    try:
        found = frozenset(normalize_fingerprint(text, SHA256_DIGITS) for text in texts)
    except CertificateError as error:
        raise CertificateError(f"cannot read the list of roots {source}: {error.reason}") from error
    if not found:
        raise CertificateError(f"cannot read the list of roots {source}: it names no root")
    return Baseline(found)


def _from_trust_list(data: bytes, source: str) -> Baseline:
    roots = {root.sha256 or root.thumbprint: root for root in read_trust_list(data, source)}
    disabled = {name: root.disabled_after for name, root in roots.items() if root.disabled_after}
    return Baseline(frozenset(roots), disabled)


def _from_certificates(data: bytes, source: str) -> Baseline:
    return Baseline(frozenset(certificate.sha256 for certificate in load_certificates(data, source)))


def _between_blocks(text: bytes) -> Iterator[str]:
    """The fingerprints that fill a line. Anything else between PEM blocks, as the words of openssl are, is passed over."""
    for line in BLOCK.sub(b"\n", text).splitlines():
        with suppress(CertificateError):
            yield normalize_fingerprint(line.partition(COMMENT)[0].decode(errors="replace"), SHA256_DIGITS)


def _text(data: bytes) -> bytes:
    """In an encoding that contains ASCII; Windows' editors and shells write UTF-16."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode()
    return data


def _lines(text: bytes, source: str) -> Iterable[str]:
    """The lines without their comments, which may be in any encoding."""
    try:
        lines = [line[:LONGEST_LINE].partition(COMMENT)[0].decode().strip() for line in text.splitlines()]
    except UnicodeDecodeError as error:
        raise CertificateError(
            f"cannot read the list of roots {source}: it is neither a list of SHA-256 fingerprints, "
            "nor certificates, nor Microsoft's authroot.stl"
        ) from error
    return filter(None, lines)
