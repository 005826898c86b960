# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which roots are meant to be trusted, or not: fingerprints, certificates, or Microsoft's list, out of files and settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import MAXIMUM_SIZE, read_bundle
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.members import UNKNOWN, is_encoded
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.pem import find_blocks, has_boundary, outside_blocks
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.text import read_text
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import (
    SHA1_DIGITS,
    SHA256_DIGITS,
    normalize_fingerprint,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust_list import is_trust_list, read_trust_list

COMMENT = "#"
LONGEST_LINE = 256
"""Characters of a line that are looked at."""
_FINGERPRINT = re.compile(r"[0-9A-Fa-f: \t]{1,100}")
"""Whatever may be meant as a fingerprint, however many digits it has. One of SHA-256 with colons has 95."""


@dataclass(frozen=True)
class Baseline:
    """Fingerprints in upper-case hex, SHA-256 or, where a list has no other, SHA-1; and what Microsoft disabled when."""

    fingerprints: frozenset[str] = frozenset()
    disabled: Mapping[str, datetime] = field(default_factory=dict)

    def holds(self, certificate: Certificate) -> bool:
        return self.names_any((certificate.sha256, certificate.thumbprint))

    def names_any(self, fingerprints: Iterable[str]) -> bool:
        return not self.fingerprints.isdisjoint(fingerprints)

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
    text = read_text(data)
    if has_boundary(text):
        return Baseline(_certificates(data, source).union(_between_blocks(text)))
    lines = list(_lines(text))
    if not lines or (not is_encoded(data) and any(_FINGERPRINT.fullmatch(line) for _number, line in lines)):
        return _from_lines(lines, source)
    return Baseline(_certificates(data, source))


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


def _from_lines(lines: Sequence[tuple[int, str]], source: str) -> Baseline:
    """The lines of a list of fingerprints. An error names the number of a line and repeats none, which may be a row of a key."""
    if not lines:
        return from_fingerprints((), source)
    found = []
    for number, line in lines:
        try:
            found.append(normalize_fingerprint(line, SHA256_DIGITS))
        except CertificateError:
            raise CertificateError(
                f"cannot read the list of roots {source}: line {number} is {_not_one(line)}"
            ) from None
    return Baseline(frozenset(found))


def _not_one(line: str) -> str:
    if len(re.sub("[^0-9A-Fa-f]", "", line)) == SHA1_DIGITS:
        return "no SHA-256 fingerprint, but as long as a SHA-1, and two certificates can be made that share one"
    return "no SHA-256 fingerprint, which has 64 hexadecimal digits"


def _certificates(data: bytes, source: str) -> frozenset[str]:
    bundle = read_bundle(data, source)
    if [each.kind for each in bundle.unread] == [UNKNOWN]:
        raise CertificateError(
            f"cannot read the list of roots {source}: it is neither a list of SHA-256 fingerprints, "
            "nor certificates, nor Microsoft's authroot.stl"
        )
    bundle.require_all()
    return frozenset(certificate.sha256 for certificate in bundle.certificates)


def _between_blocks(text: str) -> Iterator[str]:
    """The fingerprints that fill a line. Anything else between PEM blocks, as the words of openssl are, is passed over."""
    for _number, line in _lines("\n".join(outside_blocks(text, find_blocks(text)))):
        with suppress(CertificateError):
            yield normalize_fingerprint(line, SHA256_DIGITS)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines without their comments, which may be in any encoding, and the number of each."""
    for number, line in enumerate(text.split("\n"), 1):
        if content := line[:LONGEST_LINE].partition(COMMENT)[0].strip():
            yield number, content
