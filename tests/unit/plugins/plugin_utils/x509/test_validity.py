# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each moment of a validity is read in UTC, or known to be unreadable, whatever the other one is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.validity import Validity, read_validity

from tests.pki.der import sequence, tlv

UTC_TIME, GENERALIZED_TIME, UTF8_STRING = 0x17, 0x18, 0x0C
FIRST = datetime(2020, 1, 31, 12, 30, 15, tzinfo=UTC)

READ = [
    (UTC_TIME, b"200131123015Z", FIRST),
    (UTC_TIME, b"2001311230Z", FIRST.replace(second=0)),
    (UTC_TIME, b"200131143015+0200", FIRST),
    (UTC_TIME, b"200131070015-0530", FIRST),
    (UTC_TIME, b"500101000000Z", datetime(1950, 1, 1, tzinfo=UTC)),
    (UTC_TIME, b"491231235959Z", datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
    (GENERALIZED_TIME, b"20200131123015Z", FIRST),
    (GENERALIZED_TIME, b"202001311230Z", FIRST.replace(second=0)),
    (GENERALIZED_TIME, b"20200131143015+0200", FIRST),
    (GENERALIZED_TIME, b"20200201013015+1300", FIRST),
    (GENERALIZED_TIME, b"99991231235959Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    (GENERALIZED_TIME, b"00010101000000Z", datetime(1, 1, 1, tzinfo=UTC)),
]

UNREADABLE = [
    (UTC_TIME, b"200131123015"),
    (UTC_TIME, b"200230120000Z"),
    (UTC_TIME, b"200131240000Z"),
    (UTC_TIME, b"200131123060Z"),
    (UTC_TIME, b"20200131123015Z"),
    (UTC_TIME, b"200131123015+02"),
    (UTC_TIME, b"200131123015Z "),
    (UTC_TIME, b""),
    (GENERALIZED_TIME, b"20200131123015"),
    (GENERALIZED_TIME, b"20200131123015.5Z"),
    (GENERALIZED_TIME, b"200131123015Z"),
    (GENERALIZED_TIME, b"00000101000000Z"),
    (GENERALIZED_TIME, b"00010101000000+0100"),
    (GENERALIZED_TIME, b"99991231235959-0100"),
    (GENERALIZED_TIME, "２０２００１３１１２３０１５Z".encode()),
    (UTF8_STRING, b"20200131123015Z"),
]


@pytest.mark.parametrize(("tag", "text", "moment"), READ)
def test_a_moment_is_read_in_utc(tag: int, text: bytes, moment: datetime) -> None:
    assert read_validity(sequence(tlv(tag, text), tlv(UTC_TIME, b"")))[:2] == (moment, None)
    assert read_validity(sequence(tlv(UTC_TIME, b""), tlv(tag, text)))[:2] == (None, moment)


@pytest.mark.parametrize(("tag", "text"), UNREADABLE)
def test_what_names_no_moment_is_unreadable_and_hides_not_the_other(tag: int, text: bytes) -> None:
    first = tlv(UTC_TIME, b"200131123015Z")
    assert read_validity(sequence(first, tlv(tag, text)))[:2] == (FIRST, None)
    assert read_validity(sequence(tlv(tag, text), first))[:2] == (None, FIRST)


@pytest.mark.parametrize("encoded", [b"", b"\x30\x00", b"\x05\x00", sequence(*[tlv(UTC_TIME, b"200131123015Z")] * 3)])
def test_what_is_no_pair_of_moments_has_none(encoded: bytes) -> None:
    assert read_validity(encoded) == Validity(None, None, usual=False)


USUAL = [tlv(UTC_TIME, b"200131123015Z"), tlv(GENERALIZED_TIME, b"20200131123015Z")]
UNUSUAL = [tlv(UTC_TIME, b"2001311230Z"), tlv(GENERALIZED_TIME, b"20200131123015+0000"), tlv(UTC_TIME, b"200131123015")]


def test_dates_are_usual_when_both_are_as_rfc_5280_has_them() -> None:
    assert read_validity(sequence(*USUAL)).usual
    for time in UNUSUAL:
        assert not read_validity(sequence(USUAL[0], time)).usual
        assert not read_validity(sequence(time, USUAL[0])).usual
