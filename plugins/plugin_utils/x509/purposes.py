# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The purposes that a certificate may be trusted for, as an extended key usage (RFC 5280 4.2.1.12)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import PURPOSE_NAMES

try:
    from cryptography.x509 import ExtendedKeyUsage, ObjectIdentifier
except ImportError:
    pass

_IDENTIFIERS = {name: dotted for dotted, name in PURPOSE_NAMES.items()}
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")


def encode_purposes(purposes: Sequence[str]) -> bytes:
    """The DER of an extended key usage with these purposes, names of :data:`PURPOSE_NAMES` or dotted OIDs.

    Raises :class:`CertificateError` for an unknown name, and for an empty list, which would trust for nothing.
    """
    if not purposes:
        raise CertificateError("the list of purposes is empty: name at least one, or leave it out to trust for all")
    return ExtendedKeyUsage([_identifier(purpose) for purpose in purposes]).public_bytes()


def read_purposes(data: bytes) -> tuple[str, ...]:
    """The purposes of an extended key usage in DER, dotted. Raises ValueError if it isn't one."""
    purposes = der.children(data)
    if any(purpose.tag != der.OBJECT_IDENTIFIER for purpose in purposes):
        raise ValueError("a purpose that is no object identifier")
    return tuple(der.object_identifier(purpose.content) for purpose in purposes)


def name_purposes(data: bytes) -> list[str]:
    """These purposes by name where :data:`PURPOSE_NAMES` has one; the DER in hex if it can't be read."""
    try:
        return [PURPOSE_NAMES.get(purpose, purpose) for purpose in read_purposes(data)]
    except ValueError:
        return [f"0x{data.hex()}"]


def _identifier(purpose: str) -> ObjectIdentifier:
    dotted = _IDENTIFIERS.get(purpose, purpose)
    try:
        if _OID.fullmatch(dotted):
            return ObjectIdentifier(dotted)
    except ValueError:
        pass
    raise CertificateError(
        f"the purpose {purpose} is not known: use a name such as serverAuth or clientAuth, or a dotted OID"
    )
