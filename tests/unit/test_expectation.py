# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a case expects is held against a result, and each difference is a sentence."""

from __future__ import annotations

import pytest

from tests.integration.expectation import differences, gateway_differences, read_expectation, read_question
from tests.lab.states import Document, StateError

RESULT = {
    "verdict": "root_missing",
    "confidence": "confirmed",
    "link": "down",
    "findings": [
        {"id": "root_missing", "evidence": "the chain ends in AB12", "fix": "Import AB12"},
        {"id": "link_failure_logged", "evidence": "event 20070", "fix": ""},
    ],
}
GATEWAY = {"verdict": "cut_off", "findings": [{"id": "cut_off", "evidence": "event 21006", "fix": "Approve it"}]}
WORDS = {"<thumbprint of root>": "AB12"}


def read(expect: object) -> Document:
    return Document("case.yml", "", {"expect": expect})


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"verdict": "root_missing", "confidence": "confirmed", "link": "down"}, []),
        ({"verdict": "trusted"}, ["the verdict is root_missing, and not trusted"]),
        ({"confidence": "probable"}, ["the confidence is confirmed, and not probable"]),
        ({"link": "up"}, ["the link is down, and not up"]),
        ({"absent": ["link_failure_logged", "other"]}, ["the finding link_failure_logged is there"]),
        ({"findings": ["link_failure_logged"]}, []),
        ({"findings": ["other"]}, ["the finding other is missing among root_missing, link_failure_logged"]),
        ({"verdict": "root_missing", "evidence": ["<thumbprint of root>"], "fix": ["Import"]}, []),
        ({"verdict": "root_missing", "fix": ["Restart"]}, ["the fix of root_missing lacks 'Restart': Import AB12"]),
        (
            {"findings": [{"id": "link_failure_logged", "evidence": ["20071"]}]},
            ["the evidence of link_failure_logged lacks '20071': event 20070"],
        ),
    ],
)
def test_a_difference_is_a_sentence(expect: object, said: list[str]) -> None:
    assert differences(read_expectation(read(expect)), RESULT, WORDS) == said


@pytest.mark.parametrize(
    ("gateway", "said"),
    [
        ("cut_off", []),
        ({"id": "cut_off", "fix": ["Approve"]}, []),
        ("in_order", ["the verdict of the gateway is cut_off, and not in_order"]),
        ({"id": "cut_off", "evidence": ["21016"]}, ["the evidence of cut_off lacks '21016': event 21006"]),
    ],
)
def test_the_gateways_own_verdict_is_held_against_a_result_too(gateway: object, said: list[str]) -> None:
    expected = read_expectation(read({"gateway": gateway})).gateway
    assert gateway_differences(expected, GATEWAY, WORDS) == said


@pytest.mark.parametrize("expect", [{"verdicts": []}, {"action": "reboot"}, {"confidence": "sure"}, {"link": "blue"}])
def test_an_expectation_that_nothing_can_meet_is_an_error(expect: object) -> None:
    with pytest.raises(StateError, match=r"^case\.yml, expect"):
        read_expectation(read(expect))


def test_what_the_user_knows_of_the_gateway_goes_into_the_check() -> None:
    document = Document("case.yml", "", {"check": {"aliases": ["gw"], "addresses": ["192.0.2.1"]}})
    assert read_question(document).options == {"aliases": ["gw"], "addresses": ["192.0.2.1"]}
