# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is imported that nobody vouches for, and what is accepted unseen is no other root than before."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import (
    AcceptingHosts,
    approve,
    refuse,
    require_approval,
)

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


SEEN = {"web01": look(None), "web02": look(None)}


def hosts(batch: Batch = ALL, said: int = 1, **looks: dict[str, Any]) -> AcceptingHosts:
    return AcceptingHosts(batch, {**SEEN, **looks}, said)


UNSEEN = AcceptingHosts(ALL, {"web01": look(None)})


@pytest.mark.parametrize("batch", [ALL, FIRST])
@pytest.mark.parametrize("former", ["", "a certificate"])
def test_a_root_that_somebody_vouches_for_may_be_imported(former: str, batch: Batch) -> None:
    known = targets(target(former_roots=former), target("gw02"), problems=("x",))
    assert refuse(known, AcceptingHosts(batch, {"web01": ANOTHER}, said=2)) is None


def test_a_root_that_nobody_vouches_for_is_refused_with_its_gateway() -> None:
    refusal = refuse(targets(target("gw02"), UNVOUCHED, ACCEPTED), hosts())
    assert refusal and "gw01" in refusal and "gw02" not in refusal


@pytest.mark.parametrize(
    "accepting",
    [
        hosts(),
        hosts(web02=UNREACHABLE),
        hosts(web01=look("another root", gateway="gw02")),
        hosts(web01={"gateways": []}),
    ],
    ids=["hosts that know no other", "a host that does not answer", "another gateway's", "a host of no gateway"],
)
def test_an_accepted_root_may_be_imported_where_nothing_shows_another(accepting: AcceptingHosts) -> None:
    assert refuse(targets(ACCEPTED, target("gw02")), accepting) is None


@pytest.mark.parametrize(
    ("known", "accepting", "words"),
    [
        (targets(ACCEPTED), hosts(FIRST), "serial"),
        (targets(ACCEPTED), hosts(said=2), "which not all hosts say"),
        (targets(ACCEPTED), UNSEEN, "web02 was not asked"),
        (targets({**ACCEPTED, "former_roots": "a certificate"}), hosts(), "the journal"),
        (targets(ACCEPTED, problems=("cannot read the journal web01.jsonl",)), hosts(), "cannot read the journal"),
        (targets(ACCEPTED), hosts(web02=ANOTHER), "on web02, the agent is linked"),
        (targets(ACCEPTED), hosts(web01=look(None, "known"), web02=ANOTHER), "1 more"),
    ],
    ids=[
        "in batches",
        "by a variable of some hosts",
        "by a host that was not looked at",
        "by the journal",
        "by a journal that cannot be read",
        "by a host",
        "by several hosts",
    ],
)
def test_an_accepted_root_is_refused_where_another_may_have_been(
    known: dict[str, Any], accepting: AcceptingHosts, words: str
) -> None:
    refusal = refuse(known, accepting)
    assert refusal and words in refusal and "gateway_trust_root_sha256" in refusal


def test_what_was_approved_may_be_imported() -> None:
    known = targets(target(), target("gw02", root_sha256="CD" * 32))
    require_approval(known["gateways"], {"approved": approve(known)})


@pytest.mark.parametrize(
    "approval",
    [
        None,
        {"failed": True, "msg": "refused"},
        {"approved": approve(targets(target("gw02")))},
        {"approved": approve(targets(target(root_sha256="CD" * 32)))},
    ],
    ids=["nothing", "a refusal", "for another gateway", "for another root"],
)
def test_what_was_not_approved_is_refused(approval: dict[str, Any] | None) -> None:
    with pytest.raises(OptionError, match="the root of gw01 is not approved"):
        require_approval([target()], approval)
