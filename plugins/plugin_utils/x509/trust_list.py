# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's list of the roots in its program, ``authroot.stl``: a signed certificate trust list.

The form of such a list: [MS-CAESO] 4.4.5.2, and wincrypt.h ``CTL_INFO``. An entry is named by the SHA-1 of a root, and its
attributes are properties of a store entry, each under its number below 1.3.6.1.4.1.311.10.11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import from_filetime
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import ROOT_LIST_SIGNER
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import HASHES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signed_data import read_signed_data, verified_signer

MAXIMUM_SIZE = 10 * 1024 * 1024
"""Bytes; the list of 2026 has 200 kB."""

TRUST_LIST = "1.3.6.1.4.1.311.10.1"
TRUST_LIST_DER = bytes.fromhex("06092b0601040182370a01")
FOREMOST = 128
"""The type of what is signed stands within so many bytes."""
PROPERTY = "1.3.6.1.4.1.311.10.11."
DISALLOWED_FILETIME = f"{PROPERTY}104"
DISALLOWED_ENHKEY_USAGE = f"{PROPERTY}122"
SHA256_HASH = f"{PROPERTY}98"

SHA1_BYTES, SHA256_BYTES = 20, 32
CABINET = b"MSCF"


@dataclass(frozen=True)
class ListedRoot:
    """A root of the list. Fingerprints are upper-case hex; ``disabled_after`` is when Microsoft ended all trust in it."""

    thumbprint: str
    sha256: str | None
    disabled_after: datetime | None


def is_trust_list(data: bytes) -> bool:
    """Whether the data is meant to be such a list, or a cabinet with one; it may still be damaged."""
    return data.startswith(CABINET) or TRUST_LIST_DER in data[:FOREMOST]


def read_trust_list(data: bytes, source: str) -> tuple[ListedRoot, ...]:
    """The roots of a list whose signature holds. ``source`` names it in errors. Raises :class:`CertificateError`.

    That the signature holds says that the list is as its signer made it, and not that the signer is Microsoft.
    """
    with attempting(f"read the list of roots {source}"):
        if data.startswith(CABINET):
            raise CertificateError(
                "it is a cabinet file: take authroot.stl out of it, with expand on Windows or with cabextract"
            )
        if len(data) > MAXIMUM_SIZE:
            raise CertificateError(f"it is larger than {MAXIMUM_SIZE} bytes")
        try:
            signed = read_signed_data(data)
            if signed.content_type != TRUST_LIST:
                raise ValueError("it is no certificate trust list")
            signer = verified_signer(signed)
            if ROOT_LIST_SIGNER not in (signer.extended_key_usage or ()):
                raise ValueError(f"{signer.subject}, who signed it, may not sign lists of roots")
            return read_roots(signed.content)
        except ValueError as error:
            raise CertificateError(str(error)) from error


def read_roots(content: bytes) -> tuple[ListedRoot, ...]:
    """The roots of a list without its signature. Raises ValueError."""
    fields = [field for field in der.children(content) if field.tag not in (der.INTEGER, der.OCTET_STRING)]
    if not fields:
        raise ValueError("it has no entries")
    usage, *rest = fields
    sequences = [field for field in rest if field.tag == der.SEQUENCE]
    if [der.object_identifier(each.content) for each in der.elements(usage.content)] != [ROOT_LIST_SIGNER]:
        raise ValueError("it is no list of trusted roots")
    if len(sequences) != 2 or HASHES.get(_algorithm(sequences[0])) != "sha1":
        raise ValueError("its entries are not named by SHA-1")
    roots = tuple(_root(entry) for entry in der.elements(sequences[1].content))
    if not roots:
        raise ValueError("it is empty")
    return roots


def _root(entry: der.Element) -> ListedRoot:
    identifier, *rest = der.children(entry.encoded) or [entry]
    if len(identifier.content) != SHA1_BYTES:
        raise ValueError("an entry is not named by a SHA-1")
    properties = dict(_properties(rest))
    sha256 = properties.get(SHA256_HASH)
    if sha256 is not None and len(sha256) != SHA256_BYTES:
        raise ValueError("the SHA-256 of an entry is none")
    return ListedRoot(
        thumbprint=identifier.content.hex().upper(),
        sha256=None if sha256 is None else sha256.hex().upper(),
        disabled_after=_disabled_after(properties),
    )


def _disabled_after(properties: Mapping[str, bytes]) -> datetime | None:
    """The date of a root that is disabled for all purposes; an empty list of purposes limits that to none."""
    return None if properties.get(DISALLOWED_ENHKEY_USAGE) else from_filetime(properties.get(DISALLOWED_FILETIME, b""))


def _properties(attributes: Sequence[der.Element]) -> Iterator[tuple[str, bytes]]:
    for attribute in (each for group in attributes for each in der.elements(group.content)):
        identifier, values = der.members(attribute.encoded, 2)
        yield (
            der.object_identifier(identifier.content),
            der.element(der.element(values.encoded, der.SET).content, der.OCTET_STRING).content,
        )


def _algorithm(identifier: der.Element) -> str:
    return der.object_identifier(next(der.elements(identifier.content), identifier).content)
