# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is imported that nobody vouches for, and what is accepted unseen is no other root than before."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import refuse

ALL = Batch(["web01", "web02", "down01"], ["web01", "web02"], ["web01", "web02"])
FIRST = Batch(["web01", "web02"], ["web01", "web02"], ["web01"])


def target(name: str = "gw01", **more: Any) -> dict[str, Any]:
    return {"name": name, "root_sha256": "AB" * 32, "root_accepted": False, "former_roots": "", **more}


def targets(*gateways: dict[str, Any], problems: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"gateways": list(gateways), "journal_problems": list(problems)}


def look(*shown: str | None, gateway: str = "gw01") -> dict[str, Any]:
    return {"gateways": [{"gateway": gateway, "another_root": each} for each in shown]}


UNVOUCHED = target(root_sha256=None)
ACCEPTED = target(root_accepted=True)
ANOTHER = look("the agent is linked with gw01 although it does not trust CN=New")
UNREACHABLE = {"unreachable": True, "msg": "nothing answers"}


@pytest.mark.parametrize("batch", [ALL, FIRST])
@pytest.mark.parametrize("former", ["", "a certificate"])
def test_a_root_that_somebody_vouches_for_may_be_imported(former: str, batch: Batch) -> None:
    assert (
        refuse(targets(target(former_roots=former), target("gw02"), problems=("x",)), {"web01": ANOTHER}, batch) is None
    )


def test_a_root_that_nobody_vouches_for_is_refused_with_its_gateway() -> None:
    refusal = refuse(targets(target("gw02"), UNVOUCHED, ACCEPTED), {}, ALL)
    assert refusal and "gw01" in refusal and "gw02" not in refusal


@pytest.mark.parametrize(
    "looks",
    [
        {},
        {"web01": look(None), "down01": UNREACHABLE},
        {"web01": look("another root", gateway="gw02")},
        {"web01": {"gateways": []}},
    ],
    ids=["no host", "hosts that know no other", "another gateway's", "a host of no gateway"],
)
def test_an_accepted_root_may_be_imported_where_nothing_shows_another(looks: dict[str, Any]) -> None:
    assert refuse(targets(ACCEPTED, target("gw02")), looks, ALL) is None


@pytest.mark.parametrize(
    ("known", "looks", "batch", "words"),
    [
        (targets(ACCEPTED), {}, FIRST, "serial"),
        (targets({**ACCEPTED, "former_roots": "a certificate"}), {}, ALL, "the journal"),
        (targets(ACCEPTED, problems=("cannot read the journal web01.jsonl",)), {}, ALL, "cannot read the journal"),
        (targets(ACCEPTED), {"web01": look(None), "web02": ANOTHER}, ALL, "on web02, the agent is linked"),
        (targets(ACCEPTED), {"web01": look(None, "known"), "web02": ANOTHER}, ALL, "1 more"),
    ],
    ids=["in batches", "by the journal", "a journal that cannot be read", "by a host", "by several hosts"],
)
def test_an_accepted_root_is_refused_where_another_may_have_been(
    known: dict[str, Any], looks: dict[str, Any], batch: Batch, words: str
) -> None:
    refusal = refuse(known, looks, batch)
    assert refusal and words in refusal and "gateway_trust_root_sha256" in refusal
