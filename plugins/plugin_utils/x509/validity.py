# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From when and until when a certificate is valid (RFC 5280, 4.1.2.5), each moment read on its own."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

UTC_TIME = 0x17
GENERALIZED_TIME = 0x18

FIRST_YEAR_OF_UTC_TIME = 1950
"""RFC 5280, 4.1.2.5.1: two digits from 50 on are of the last century."""

# X.680, 46 and 47. DER wants seconds and Z; BER may leave the seconds out and name an offset. A local time names no
# moment, and what fractions of a second mean RFC 5280 forbids to ask.
_REST = rb"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:Z|([+-])(\d\d)(\d\d))"
_FORMS = {UTC_TIME: re.compile(rb"(\d\d)" + _REST), GENERALIZED_TIME: re.compile(rb"(\d{4})" + _REST)}


_USUAL_LENGTHS = {UTC_TIME: len("YYMMDDHHMMSSZ"), GENERALIZED_TIME: len("YYYYMMDDHHMMSSZ")}


class Validity(NamedTuple):
    """The first and the last moment, in UTC; None for one that cannot be read.

    ``usual`` is whether both are written as RFC 5280 wants them: with seconds, and in UTC.
    """

    not_before: datetime | None
    not_after: datetime | None
    usual: bool


def read_validity(encoded: bytes) -> Validity:
    """The moments of a Validity. What cannot be read is None; nothing is raised."""
    with suppress(ValueError):
        not_before, not_after = der.members(encoded, 2)
        return Validity(_moment(not_before), _moment(not_after), _is_usual(not_before) and _is_usual(not_after))
    return Validity(None, None, usual=False)


def _moment(time: der.Element) -> datetime | None:
    form = _FORMS.get(time.tag)
    found = form.fullmatch(time.content) if form else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(digits or 0) for digits in found.groups()[:6])
    # Neither a day that its month does not have nor a moment before the year 1 can be told.
    with suppress(ValueError, OverflowError):
        local = datetime(_full_year(year, time.tag), month, day, hour, minute, second, tzinfo=UTC)
        return local - _offset(*found.groups()[6:])
    return None


def _is_usual(time: der.Element) -> bool:
    return len(time.content) == _USUAL_LENGTHS.get(time.tag) and time.content.endswith(b"Z")


def _full_year(year: int, tag: int) -> int:
    if tag == GENERALIZED_TIME:
        return year
    return FIRST_YEAR_OF_UTC_TIME + (year - FIRST_YEAR_OF_UTC_TIME) % 100


def _offset(sign: bytes | None, hours: bytes | None, minutes: bytes | None) -> timedelta:
    ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return -ahead if sign == b"-" else ahead
