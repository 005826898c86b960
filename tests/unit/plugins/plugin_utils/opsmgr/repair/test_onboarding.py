# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An agent is waited for as long as a look may find its links better, and what is known of it survives the way between two tasks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding, unpack

RESTARTED = Onboarding(
    "root_missing",
    verdicts_before=({"gateway": "gw01", "verdict": "root_missing"}, {"gateway": "gw02", "verdict": "trusted"}),
    links=("down", "up"),
    changes=("root imported", "agent restarted"),
    run="20260101T000000Z-abcdef",
    error="it is disabled",
    event_record_id=4711,
    repaired=True,
    expects_links=True,
    waiting=True,
    interrupted=("PARTNER",),
)


def after(*looks: Sequence[str], before: Sequence[str] = ("down",), expects_links: bool = True) -> Onboarding:
    """After these looks at the links of an agent that was repaired."""
    onboarding = Onboarding("root_missing", links=tuple(before), repaired=True, expects_links=expects_links)
    for links in looks:
        onboarding = onboarding.after_look(links)
    return onboarding


@pytest.mark.parametrize("link", ["up", "standby"])
def test_a_link_that_has_settled_is_not_waited_for(link: str) -> None:
    assert not after([link]).waiting


@pytest.mark.parametrize("link", ["down", "unknown", "pending", "probable"])
def test_any_other_link_is_worth_another_look(link: str) -> None:
    assert after([link]).waiting


@pytest.mark.parametrize("link", ["down", "unknown", "pending"])
def test_a_link_that_stays_as_it_is_goes_on_being_waited_for(link: str) -> None:
    assert after([link], [link], [link]).waiting


@pytest.mark.parametrize(
    ("looks", "waiting"),
    [
        ([["probable"], ["probable"]], False),
        ([["probable"], ["pending"], ["probable"]], True),
        ([["probable"], [], ["probable"]], True),
        ([["probable", "up"], ["up", "probable"]], True),
        ([["probable", "pending"], ["probable", "up"]], False),
        ([["up", "probable"], ["standby", "probable"]], False),
        ([["probable"], ["probable", "probable"]], True),
        ([["probable", "up"], ["probable"]], True),
    ],
)
def test_a_link_that_two_looks_in_succession_find_probable_is_taken_as_it_is(
    looks: Sequence[Sequence[str]], waiting: bool
) -> None:
    assert after(*looks).waiting is waiting


@pytest.mark.parametrize("pending", ["down", "unknown", "pending"])
@pytest.mark.parametrize("settled", ["up", "standby", "probable"])
def test_one_link_that_is_still_to_come_is_enough_to_wait_for(pending: str, settled: str) -> None:
    assert after([settled, pending], [settled, pending]).waiting
    assert after([pending, settled], [pending, settled]).waiting


def test_a_host_that_could_not_be_looked_at_goes_on_being_waited_for() -> None:
    missed = after(["up"], [])
    assert (missed.links, missed.waiting) == ((), True)


@pytest.mark.parametrize("links", [[], ["down"], ["pending"], ["probable"]])
def test_links_that_nobody_expects_are_looked_at_once(links: Sequence[str]) -> None:
    assert not after(links, expects_links=False).waiting


def test_a_look_changes_nothing_but_the_links_and_the_waiting() -> None:
    looked = RESTARTED.after_look(["up", "pending"])
    differing = {
        field.name for field in fields(Onboarding) if getattr(looked, field.name) != getattr(RESTARTED, field.name)
    }
    assert (differing, looked.links) == ({"links"}, ("up", "pending"))


@pytest.mark.parametrize("onboarding", [Onboarding("trusted"), RESTARTED], ids=["nothing done", "restarted"])
def test_what_is_packed_is_unpacked_as_it_was(onboarding: Onboarding) -> None:
    assert unpack(onboarding.pack()) == onboarding
    assert unpack(json.loads(json.dumps(onboarding.pack()))) == onboarding


def test_a_pack_is_plain_values() -> None:
    packed = RESTARTED.pack()
    assert json.loads(json.dumps(packed)) == packed


def test_the_texts_of_a_file_of_variables_are_texts() -> None:
    loaded: Any = DataLoader().load(yaml.safe_dump(RESTARTED.pack()))  # Ansible marks them by types of its own
    assert type(loaded["run"]) is not str
    assert unpack(loaded) == RESTARTED


@pytest.mark.parametrize("name", [field.name for field in fields(Onboarding)])
def test_a_key_that_is_missing_is_named(name: str) -> None:
    packed = RESTARTED.pack()
    del packed[name]
    with pytest.raises(
        OptionError, match=rf"^onboarding is not what gateway_trust returns as onboarding: see its {name}$"
    ):
        unpack(packed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("verdict_before", None),
        ("verdicts_before", {"gw01": "root_missing"}),
        ("links", "up"),
        ("changes", "root imported"),
        ("run", 7),
        ("error", None),
        ("event_record_id", "4711"),
        ("event_record_id", True),
        ("event_record_id", None),
        ("repaired", 1),
        ("expects_links", "true"),
        ("waiting", []),
    ],
)
def test_a_value_of_another_type_is_named(name: str, value: object) -> None:
    with pytest.raises(OptionError, match=rf"see its {name}$"):
        unpack({**RESTARTED.pack(), name: value})


def test_more_than_is_known_does_not_matter() -> None:
    assert unpack({**RESTARTED.pack(), "more": 1}) == RESTARTED
