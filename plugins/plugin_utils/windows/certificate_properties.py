# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a store says of a certificate beside the certificate itself: the properties of its Blobs, decoded.

Ids and forms: wincrypt.h ``CERT_*_PROP_ID``, [MS-GPEF] 2.2.1.1.1. Microsoft's root program limits its roots by the dates
and purposes of 104, 122, 126 and 127.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import from_filetime
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    KEY_PROV_INFO,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import read_purposes
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits

DISALLOWED_FILETIME = 104
DISALLOWED_ENHKEY_USAGE = 122
NOT_BEFORE_FILETIME = 126
NOT_BEFORE_ENHKEY_USAGE = 127
DISABLED_CA_FILETIME = 128
"""The relative of 104 for certificates of CAs; what Windows makes of it in a root is not verified."""

Purposes = tuple[str, ...]


@dataclass(frozen=True)
class Properties:
    """What the copies of a certificate say; of texts and dates, the first copy that has one. Purposes are dotted.

    ``restricted_purposes`` is None as soon as one copy is not restricted, and else what any copy allows that can be read.
    ``disallowed_after`` and its purposes concern every use of the root, ``issuance_disallowed_after`` and its purposes
    the certificates that are issued later; ``ca_disabled_after`` every use of a CA. ``unreadable`` are the ids of properties
    that are malformed, such as empty lists of purposes: what Windows makes of these is not known.
    """

    friendly_name: str | None
    description: str | None
    has_private_key: bool
    restricted_purposes: Purposes | None
    disallowed_after: datetime | None
    disallowed_purposes: Purposes | None
    issuance_disallowed_after: datetime | None
    issuance_disallowed_purposes: Purposes | None
    ca_disabled_after: datetime | None
    unreadable: tuple[int, ...]


def read_limits(blobs: Sequence[Blob]) -> tuple[RootLimits, ...]:
    """What the copies of a root limit the trust in it to, one for each that does. Any of them may be what Windows goes by.

    Only purposes that it is restricted to count no more as soon as one copy has no such restriction.
    """
    restricted = read_properties(blobs).restricted_purposes
    found = (_limits(blob, restricted) for blob in blobs)
    return tuple(limits for limits in dict.fromkeys(found) if limits != RootLimits())


def _limits(blob: Blob, restricted: Purposes | None) -> RootLimits:
    unreadable: set[int] = set()
    values = _decode(blob, unreadable)
    return RootLimits(
        allowed=restricted,
        refused_after=values.get(DISALLOWED_FILETIME),
        refused=values.get(DISALLOWED_ENHKEY_USAGE),
        issued_after=values.get(NOT_BEFORE_FILETIME),
        issued=values.get(NOT_BEFORE_ENHKEY_USAGE),
        ca_disabled_after=values.get(DISABLED_CA_FILETIME),
        unreadable=bool(unreadable & _LIMITING),
    )


def read_properties(blobs: Sequence[Blob]) -> Properties:
    """Decode the properties of one certificate's copies, the Blob of the foremost physical store first."""
    unreadable: set[int] = set()
    copies = [_decode(blob, unreadable) for blob in blobs]
    return Properties(
        friendly_name=_first(copies, FRIENDLY_NAME),
        description=_first(copies, DESCRIPTION),
        has_private_key=any(KEY_PROV_INFO in blob.properties for blob in blobs),
        restricted_purposes=_restriction([copy.get(ENHANCED_KEY_USAGE) for copy in copies]),
        disallowed_after=_first(copies, DISALLOWED_FILETIME),
        disallowed_purposes=_first(copies, DISALLOWED_ENHKEY_USAGE),
        issuance_disallowed_after=_first(copies, NOT_BEFORE_FILETIME),
        issuance_disallowed_purposes=_first(copies, NOT_BEFORE_ENHKEY_USAGE),
        ca_disabled_after=_first(copies, DISABLED_CA_FILETIME),
        unreadable=tuple(sorted(unreadable)),
    )


def _decode(blob: Blob, unreadable: set[int]) -> dict[int, Any]:
    values: dict[int, Any] = {number: blob.text(number) for number in (FRIENDLY_NAME, DESCRIPTION)}
    for number, decode in _DECODERS.items():
        if number in blob.properties:
            try:
                values[number] = decode(blob.properties[number])
            except ValueError:
                unreadable.add(number)
                values[number] = _UNREADABLE.get(number)
    return values


def _first(copies: Sequence[Mapping[int, Any]], number: int) -> Any:
    return next((copy[number] for copy in copies if copy.get(number) is not None), None)


def _restriction(copies: Sequence[Purposes | None]) -> Purposes | None:
    if None in copies:
        return None
    return tuple(dict.fromkeys(purpose for purposes in copies for purpose in purposes or ()))


_LIMITING = frozenset(
    {
        DISALLOWED_FILETIME,
        DISALLOWED_ENHKEY_USAGE,
        NOT_BEFORE_FILETIME,
        NOT_BEFORE_ENHKEY_USAGE,
        DISABLED_CA_FILETIME,
    }
)

_UNREADABLE: Mapping[int, Purposes] = {ENHANCED_KEY_USAGE: ()}
"""A restriction that cannot be read is one all the same, to what is not known."""

_DECODERS: Mapping[int, Callable[[bytes], Any]] = {
    ENHANCED_KEY_USAGE: read_purposes,
    DISALLOWED_FILETIME: from_filetime,
    DISALLOWED_ENHKEY_USAGE: read_purposes,
    NOT_BEFORE_FILETIME: from_filetime,
    NOT_BEFORE_ENHKEY_USAGE: read_purposes,
    DISABLED_CA_FILETIME: from_filetime,
}
