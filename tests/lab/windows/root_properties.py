# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the properties of a root's entry limit the trust in it to.

Microsoft's root program and administrators limit roots so (wincrypt.h; the deployment notices of the program). An empty
moment is none. Property 128, for CAs, is left out: what it does is not known.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from asn1crypto import x509 as asn1

from tests.lab.windows.certificate_store import ENHKEY_USAGE

DISALLOWED_FILETIME: Final = 104
DISALLOWED_ENHKEY_USAGE: Final = 122
NOT_BEFORE_FILETIME: Final = 126
NOT_BEFORE_ENHKEY_USAGE: Final = 127
"""Property ids."""

FIRST_MOMENT: Final = datetime(1601, 1, 1, tzinfo=UTC)

Properties = Mapping[int, bytes]


def filetime(moment: datetime) -> bytes:
    """Steps of 100 ns since 1601 (minwinbase.h)."""
    return struct.pack("<Q", (moment - FIRST_MOMENT) // timedelta(microseconds=1) * 10)


def allows(entry: Properties, usage: str) -> bool:
    """Whether the purposes of an entry, if it has any, hold this one (dotted)."""
    return ENHKEY_USAGE not in entry or usage in _usages(entry[ENHKEY_USAGE])


def distrusts(entry: Properties, usage: str, begin: datetime, now: datetime) -> bool:
    """Whether an entry withdraws trust for this purpose (dotted) from what begins then."""
    return _withdrawn(entry, usage, now) or (
        _passed(entry, NOT_BEFORE_FILETIME, begin) and _concerns(entry, NOT_BEFORE_ENHKEY_USAGE, usage)
    )


def _withdrawn(entry: Properties, usage: str, now: datetime) -> bool:
    """Purposes without a moment are withdrawn for good (signify, docs/authroot: EKU removal)."""
    dated = bool(entry.get(DISALLOWED_FILETIME))
    begun = _passed(entry, DISALLOWED_FILETIME, now) if dated else DISALLOWED_ENHKEY_USAGE in entry
    return begun and _concerns(entry, DISALLOWED_ENHKEY_USAGE, usage)


def _passed(entry: Properties, property_id: int, moment: datetime) -> bool:
    data = entry.get(property_id, b"")
    return bool(data) and _moment(data) < moment


def _moment(data: bytes) -> datetime:
    [steps] = struct.unpack("<Q", data)
    return FIRST_MOMENT + timedelta(microseconds=steps // 10)


def _concerns(entry: Properties, property_id: int, usage: str) -> bool:
    """All purposes where none are named."""
    return property_id not in entry or usage in _usages(entry[property_id])


def _usages(encoded: bytes) -> frozenset[str]:
    with suppress(ValueError):
        return frozenset(each.dotted for each in asn1.ExtKeyUsageSyntax.load(encoded))
    return frozenset()
