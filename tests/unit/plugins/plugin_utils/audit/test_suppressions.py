# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A suppression covers a rule, or a rule for one root, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.suppressions import read_suppressions, sift
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError

from tests.unit.plugins.plugin_utils.x509.authority import NOW

FULL = {"rule": "expired", "reason": "old signatures", "approver": "J. Doe", "until": "2026-12-31"}
SHA256, OTHER = "AB" * 32, "CD" * 32
EXPIRED = Concern(kinds.EXPIRED("it expired"), Root(SHA256, "AB" * 20, "CN=Root", (".Default",)))
LEAF = Concern(kinds.LEAF("it is a leaf"), Root(SHA256, "AB" * 20, "CN=Root", (".Default",)))
STORE = Concern(kinds.IRREGULAR_ENTRY("it is damaged"))


@pytest.mark.parametrize(
    ("texts", "ignored"),
    [
        ([], ()),
        (["expired"], (EXPIRED,)),
        ([f"expired:{SHA256}"], (EXPIRED,)),
        ([f"expired: {SHA256.lower()}"], (EXPIRED,)),
        ([f"expired:{':'.join(['ab'] * 32)}"], (EXPIRED,)),
        ([f"expired:{OTHER}"], ()),
        ([f"irregular_entry:{SHA256}"], ()),
        (["irregular_entry", "leaf"], (LEAF, STORE)),
    ],
)
def test_what_is_covered_is_ignored_and_the_rest_is_reported(texts: list[str], ignored: tuple[Concern, ...]) -> None:
    everything = (EXPIRED, LEAF, STORE)
    sifted = sift(everything, read_suppressions(texts), NOW)
    assert sifted.ignored == ignored
    assert sifted.reported == tuple(each for each in everything if each not in ignored)


@pytest.mark.parametrize("text", [f"expired:{SHA256}", f" expired: {SHA256.lower()}", f"expired:\u200e{SHA256}"])
def test_a_suppression_has_one_text_however_it_was_written(text: str) -> None:
    assert [each.text for each in read_suppressions([text, f"expired:{SHA256}"])] == [f"expired:{SHA256}"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("expird", f"the rules are {', '.join(kinds.CATALOGUE)}"),
        ("", f"the rules are {', '.join(kinds.CATALOGUE)}"),
        ("expired:AB", "the fingerprint 'AB' is not made of 64 hexadecimal digits"),
        ("expired:", "the fingerprint '' is not made of 64 hexadecimal digits"),
    ],
)
def test_what_can_cover_nothing_is_refused(text: str, reason: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_suppressions([text])
    assert str(caught.value) == f"cannot ignore {text}: {reason}"


@pytest.mark.parametrize(
    ("until", "end"),
    [
        ("2026-12-31", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (20261231, datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-12-31T12:00:00", datetime(2026, 12, 31, 12, tzinfo=UTC)),
        ("2026-12-31T12:00:00+02:00", datetime(2026, 12, 31, 10, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12), datetime(2026, 12, 31, 12, tzinfo=UTC)),
    ],
)
def test_an_exemption_holds_to_its_end_and_no_longer(until: Any, end: datetime) -> None:
    exemptions = read_suppressions([{**FULL, "until": until}])
    assert [each.until for each in exemptions] == [end]
    assert sift([EXPIRED], exemptions, end).ignored == (EXPIRED,)
    assert sift([EXPIRED], exemptions, end + timedelta(seconds=1)).reported == (EXPIRED,)


def test_an_exemption_of_one_root_has_its_reason_and_approver() -> None:
    [exemption] = read_suppressions([{**FULL, "sha256": SHA256.lower()}])
    assert (exemption.text, exemption.reason, exemption.approver) == (f"expired:{SHA256}", "old signatures", "J. Doe")
    assert (exemption.covers(EXPIRED), exemption.covers(LEAF)) == (True, False)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"rule": "expired", "reason": " "}, "expired: it has no reason, no approver, no until"),
        ({key: value for key, value in FULL.items() if key != "approver"}, "expired: it has no approver"),
        ({**FULL, "rule": None}, "an entry without a rule: it has no rule"),
        ({**FULL, "rule": "expird"}, f"expird: the rules are {', '.join(kinds.CATALOGUE)}"),
        ({**FULL, "rule": f"expired:{SHA256}"}, f"expired:{SHA256}: the rules are {', '.join(kinds.CATALOGUE)}"),
        ({**FULL, "root": SHA256}, "expired: root is none of rule, reason, approver, until, sha256"),
        ({**FULL, "sha256": "AB"}, "expired: the fingerprint 'AB' is not made of 64 hexadecimal digits"),
        ({**FULL, "until": "soon"}, "expired: until is soon: write a day as 2026-12-31"),
        (
            {**FULL, "until": "9999-12-31T23:59:59-05:00"},
            "expired: until is 9999-12-31T23:59:59-05:00: write a day as 2026-12-31",
        ),
        (7, "7: it is neither a text nor a dictionary of rule, reason, approver, until, sha256"),
    ],
)
def test_an_exemption_that_is_not_complete_is_refused(entry: Any, reason: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_suppressions([entry])
    assert str(caught.value) == f"cannot ignore {reason}"
