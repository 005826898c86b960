# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A limited root is refused for what its limits concern, from their moment on, and for nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    SERVER_AUTHENTICATION,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits

from tests.unit.plugins.plugin_utils.x509.authority import NOW

DAY = timedelta(days=1)
BEGIN = NOW - 30 * DAY
SERVER, CLIENT, CODE = (SERVER_AUTHENTICATION,), (CLIENT_AUTHENTICATION,), ("1.3.6.1.5.5.7.3.3",)

REFUSED = [
    RootLimits(allowed=CLIENT),
    RootLimits(allowed=()),
    RootLimits(refused_after=NOW),
    RootLimits(refused_after=NOW - DAY, refused=SERVER + CODE),
    RootLimits(refused=SERVER),
    RootLimits(issued_after=BEGIN - DAY),
    RootLimits(issued_after=BEGIN - DAY, issued=SERVER),
    RootLimits(ca_disabled_after=NOW),
    RootLimits(unreadable=True),
]
ALLOWED = [
    RootLimits(),
    RootLimits(allowed=CLIENT + SERVER),
    RootLimits(refused_after=NOW + DAY),
    RootLimits(refused_after=NOW - DAY, refused=CLIENT),
    RootLimits(refused_after=NOW - DAY, refused=()),
    RootLimits(refused=CLIENT),
    RootLimits(issued_after=BEGIN),
    RootLimits(issued_after=BEGIN - DAY, issued=CLIENT),
    RootLimits(issued=SERVER),
    RootLimits(ca_disabled_after=NOW + DAY),
    RootLimits(allowed=("2.5.29.37.0",)),
]


@pytest.mark.parametrize("limits", REFUSED)
def test_a_limit_that_concerns_the_purpose_refuses_in_one_sentence(limits: RootLimits) -> None:
    assert len(list(limits.refusals(SERVER, BEGIN, NOW))) == 1


@pytest.mark.parametrize("limits", ALLOWED)
def test_any_other_limit_refuses_nothing(limits: RootLimits) -> None:
    assert list(limits.refusals(SERVER, BEGIN, NOW)) == []


def test_each_limit_is_told() -> None:
    limits = RootLimits(allowed=CODE, refused_after=NOW, issued_after=BEGIN - DAY)
    assert len(list(limits.refusals(SERVER, BEGIN, NOW))) == 3


def test_a_certificate_whose_begin_is_not_known_may_have_begun_too_late() -> None:
    assert list(RootLimits(issued_after=NOW).refusals(SERVER, None, NOW))


@pytest.mark.parametrize(
    ("limits", "end"),
    [
        (RootLimits(refused_after=NOW), NOW),
        (RootLimits(refused_after=NOW, refused=SERVER), None),
        (RootLimits(allowed=()), None),
    ],
)
def test_only_a_date_without_purposes_ends_everything(limits: RootLimits, end: datetime | None) -> None:
    assert limits.end == end
