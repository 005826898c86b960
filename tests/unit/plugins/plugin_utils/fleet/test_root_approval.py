# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is imported for which only the gateway vouches, and what is accepted is no other root than before."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import (
    approve,
    refuse,
    require_approval,
    require_same_word,
    word_of,
)

ALL = Batch(["web01", "web02", "down01"], ["web01", "web02"], ["web01", "web02"])
FIRST = Batch(["web01", "web02"], ["web01", "web02"], ["web01"])


def target(name: str = "gw01", **more: Any) -> dict[str, Any]:
    plain = {
        "root_sha256": "AB" * 32,
        "root_vouched": True,
        "root_accepted": False,
        "former_roots": "",
    }
    return {"name": name, **plain, **more}


def targets(*gateways: dict[str, Any], problems: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"gateways": list(gateways), "journal_problems": list(problems)}


def look(
    another: str | None = None, gateway: str = "gw01", verdict: str = "root_missing", **more: Any
) -> dict[str, Any]:
    shown = [{"gateway": gateway, "sentence": another}] if another else []
    return {"asked": ["gw01", "gw02"], "gateways": [{"verdict": verdict}], "another_roots": shown, **more}


UNVOUCHED = target(root_vouched=False)
ACCEPTED = target(root_vouched=False, root_accepted=True)
ANOTHER = look("the agent is linked with gw01 although it does not trust CN=New")
UNREACHABLE = {"unreachable": True, "msg": "nothing answers", "asked": ["gw01"]}
SEEN = {"web01": look(), "web02": look()}


@pytest.mark.parametrize("batch", [ALL, FIRST])
@pytest.mark.parametrize("former", ["", "a certificate"])
def test_a_root_that_is_vouched_for_may_be_imported(former: str, batch: Batch) -> None:
    known = targets(target(former_roots=former), target("gw02"), problems=("x",))
    assert refuse(known, {"web01": ANOTHER}, batch) is None


def test_a_root_for_which_only_the_gateway_vouches_is_refused_with_its_gateway() -> None:
    refusal = refuse(targets(target("gw02"), UNVOUCHED, ACCEPTED), SEEN, ALL)
    assert refusal and "gw01" in refusal and "gw02" not in refusal


@pytest.mark.parametrize(
    "other",
    [look(), look(verdict="not_pointed_at_gateway"), look("another root", gateway="gw02")],
    ids=["a host that knows no other", "a host of another gateway", "another root of another gateway"],
)
def test_an_accepted_root_may_be_imported_where_nothing_shows_another(other: dict[str, Any]) -> None:
    assert refuse(targets(ACCEPTED, target("gw02")), {**SEEN, "web02": other}, ALL) is None


@pytest.mark.parametrize(
    ("known", "looks", "batch", "words"),
    [
        (targets(ACCEPTED), SEEN, FIRST, "serial"),
        (targets(ACCEPTED), {"web01": look()}, ALL, "web02 could not be asked"),
        (targets(ACCEPTED), {}, ALL, "web01 and 1 more could not be asked"),
        (targets(ACCEPTED), {**SEEN, "web02": UNREACHABLE}, ALL, "web02 could not be asked"),
        (targets(ACCEPTED), {**SEEN, "web02": look(verdict="undetermined")}, ALL, "web02 could not be asked"),
        (targets(ACCEPTED), {**SEEN, "web02": look(asked=["gw02"])}, ALL, "web02 could not be asked"),
        (targets({**ACCEPTED, "former_roots": "a certificate"}), SEEN, ALL, "The journal has another root of gw01"),
        (targets(ACCEPTED, problems=("cannot read the journal web01.jsonl",)), SEEN, ALL, "cannot read the journal"),
        (targets(ACCEPTED), {**SEEN, "web02": ANOTHER}, ALL, "on web02, the agent is linked"),
        (targets(ACCEPTED), {"web01": look("known"), "web02": ANOTHER}, ALL, "1 more"),
    ],
    ids=[
        "in batches",
        "by a host that was not looked at",
        "by hosts that were not looked at",
        "by a host that did not answer",
        "by a host that could not be read",
        "by a host that was looked at for another gateway",
        "by the journal",
        "by a journal that cannot be read",
        "by a host",
        "by several hosts",
    ],
)
def test_an_accepted_root_is_refused_where_another_may_have_been(
    known: dict[str, Any], looks: dict[str, Any], batch: Batch, words: str
) -> None:
    refusal = refuse(known, looks, batch)
    assert refusal and words in refusal and "gateway_trust_root_sha256" in refusal


def test_what_was_approved_may_be_imported() -> None:
    known = targets(target(), target("gw02", root_sha256="CD" * 32))
    require_approval(known["gateways"], {"approved": approve(known)})


@pytest.mark.parametrize(
    "approval",
    [
        None,
        "gateway_trust_approval",
        {"failed": True, "msg": "refused"},
        {"approved": approve(targets(target("gw02")))},
        {"approved": approve(targets(target(root_sha256="CD" * 32)))},
    ],
    ids=["nothing", "a text", "a refusal", "for another gateway", "for another root"],
)
def test_what_was_not_approved_is_refused(approval: object) -> None:
    with pytest.raises(OptionError, match="the root of gw01 is not approved"):
        require_approval([target()], approval)


WORD = {"root_file": "", "root_sha256": ["AB" * 32], "accept_presented_root": False}


@pytest.mark.parametrize("of_host", [WORD, {**WORD, "root_file": None}, {**WORD, "accept_presented_root": ""}])
def test_a_host_whose_variables_say_the_same_may_be_served(of_host: dict[str, Any]) -> None:
    require_same_word(word_of(WORD), of_host)


@pytest.mark.parametrize(
    "of_host",
    [{}, {**WORD, "root_sha256": ["CD" * 32]}, {**WORD, "accept_presented_root": True}, {**WORD, "root_file": "x"}],
)
def test_a_host_whose_variables_say_something_else_is_refused_unless_all_gateways_have_their_own(
    of_host: dict[str, Any],
) -> None:
    require_same_word({}, of_host)
    with pytest.raises(OptionError, match="says something else for this host"):
        require_same_word(word_of(WORD), of_host)


GUESSED = target("gw02", root_vouched=False, unregistered=True)


def test_of_a_gateway_without_a_registered_certificate_nothing_is_approved_and_no_run_ends_for_it() -> None:
    known = targets(target(), GUESSED)
    assert refuse(known, SEEN, ALL) is None
    assert [each["gateway"] for each in approve(known)] == ["gw01"]
    require_approval(known["gateways"], {"approved": approve(known)})
    assert approve(targets({**GUESSED, "root_accepted": True})) == []
