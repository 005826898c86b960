# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway that loaded no certificate is told what to do by what it logged and by what is registered now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as findings
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import (
    LoadFailure,
    judge_load,
    newest_load,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.channel_certificates import GOOD, certificate
from tests.unit.plugins.plugin_utils.opsmgr.situations import checked, logged
from tests.unit.plugins.plugin_utils.x509.authority import YEAR

FAILURES = (20049, 20050, 20051, 20052, 20066, 20067, 20068, 20069, 20077, 21022, 21036)
NONE = checked((findings.NOT_REGISTERED, "nothing is registered"), certificate=None)
WITHOUT_PURPOSE = checked((findings.PURPOSES_MISSING, "it lacks a purpose"), certificate=GOOD)
ARCHIVED = checked((findings.ARCHIVED, "it is archived"), certificate=GOOD)
LOGGED_AT = logged(20066).time
YOUNGER = certificate(not_before=LOGGED_AT + timedelta(hours=1))


def failure(number: int, held: Certificate = GOOD, **facts: Any) -> LoadFailure:
    found = judge_load(replace(logged(number), **facts), checked(certificate=held))
    assert found is not None
    return found


@pytest.mark.parametrize("load", [None, logged(20053)], ids=["no event", "loaded"])
def test_without_a_failure_there_is_nothing_to_say(load: LinkEvent | None) -> None:
    assert judge_load(load, checked(certificate=GOOD)) is None


def test_a_success_after_a_failure_is_what_counts_and_a_failure_after_a_success_too() -> None:
    failed, loaded = logged(20068), logged(20053, record_id=2)
    assert newest_load([failed, loaded, logged(21021, record_id=3)]) == loaded
    assert newest_load([replace(loaded, record_id=1), replace(failed, record_id=2)]) == replace(failed, record_id=2)
    assert newest_load(None) is newest_load([]) is None


@pytest.mark.parametrize("number", FAILURES)
def test_where_none_is_registered_the_right_one_is_to_be(number: int) -> None:
    found = judge_load(logged(number), NONE)
    assert found is not None and found.fix.startswith("Request a certificate")
    assert found.evidence.startswith(f"event {number} at ")
    assert found.evidence.endswith("; nothing is registered; the store My holds no certificate")


@pytest.mark.parametrize("number", FAILURES)
def test_a_fault_that_can_be_seen_is_the_one_to_mend(number: int) -> None:
    found = judge_load(logged(number), WITHOUT_PURPOSE)
    assert found is not None and found.fix.endswith(findings.PURPOSES_MISSING.fix[1:])
    assert "it lacks a purpose" in found.evidence


@pytest.mark.parametrize("number", sorted({*FAILURES} - {20068, 20077, 21036}))
def test_a_right_certificate_was_registered_since_and_waits_for_a_restart(number: int) -> None:
    found = failure(number)
    assert found.fix.startswith("Restart HealthService on the gateway")
    assert GOOD.thumbprint in found.evidence


def test_an_archived_certificate_that_was_not_found_gives_way_to_the_renewed_one() -> None:
    found = judge_load(logged(20066), ARCHIVED)
    assert found is not None and "it is archived" in found.evidence
    assert found.fix == f"On the gateway, register{findings.ARCHIVED.fix.removeprefix('Register')}"
    other = judge_load(logged(20069), ARCHIVED)
    assert other is not None and other.fix.startswith("Restart HealthService on the gateway")


@pytest.mark.parametrize("number", [20068, 20077, 21036])
def test_a_key_that_was_refused_is_to_be_repaired_unless_the_certificate_came_later(number: int) -> None:
    assert "certutil -repairstore my" in failure(number).fix
    assert failure(number, YOUNGER).fix.startswith("Restart HealthService on the gateway")


@pytest.mark.parametrize("moment", [GOOD.not_before - YEAR, GOOD.not_after + YEAR], ids=["behind", "ahead"])
def test_a_certificate_that_is_in_date_points_to_the_clock_where_it_was_not_by_the_gateways_own(moment: Any) -> None:
    found = failure(20051, time=moment)
    assert found.fix.startswith("Compare the clock of the gateway")
    assert "it is valid from" in found.evidence


@pytest.mark.parametrize(
    ("ahead", "fix", "words"),
    [
        (timedelta(days=-700), "Correct the clock of the gateway", "is 700 days behind the controller's"),
        (timedelta(hours=2), "Correct the clock of the gateway", "is 2 hours ahead of the controller's"),
        (timedelta(minutes=-4), "Restart HealthService on the gateway", "is right now"),
    ],
)
def test_a_clock_that_was_read_tells_whether_it_is_the_cause(ahead: timedelta, fix: str, words: str) -> None:
    load = replace(logged(20051), time=GOOD.not_before - YEAR)
    found = judge_load(load, checked(certificate=GOOD), ClockOffset(ahead))
    assert found is not None and found.fix.startswith(fix)
    assert words in found.evidence


def test_the_clock_is_no_matter_of_other_events() -> None:
    assert failure(20052, time=GOOD.not_after + YEAR).fix.startswith("Restart HealthService on the gateway")
