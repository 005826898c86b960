# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""After the switch, a host passes by its links and its trust in the new root, and where nobody can check a link, by its trust."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import (
    OTHER_PARENTS,
    HostResult,
    State,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.verification import (
    OLDER_CONNECTION,
    UNCHECKED,
    Link,
    LinkCheck,
    read_link_check,
    verification_result,
)

from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, GW2

APP = "app01.dmz.example"
LACKS, LOST = "the root is not among the trusted roots", "the host went away"
WHY = "Lacks it. Import it."


def link(state: str, verdict: str = "trusted", gateway: str = GW1) -> Link:
    return Link(gateway, state, verdict, WHY)


def seen(state: str, *, unknown: bool = False, detail: str = "") -> HostResult:
    return HostResult(APP, State(state), detail, (GW1,), parents_unknown=unknown)


REFUSING = (
    "former_root_distrusted",
    "gateway_certificate_unusable",
    "gateway_root_expired",
    "intermediate_missing",
    "name_mismatch",
    "root_distrusted",
    "root_missing",
    "root_restricted",
)
"""The verdicts with which an agent refuses the certificate of a gateway."""


@pytest.mark.parametrize("verdict", ["trusted", *(kind.id for kind in VERDICTS)])
def test_a_link_that_is_not_proven_holds_unless_the_agent_refuses_the_gateway(verdict: str) -> None:
    holding = [state for state in LinkState if link(state, verdict).holds]
    assert holding == (["up"] if verdict in REFUSING else ["probable", "up", "standby"])


FAULT = f"the link with {GW1} is %s, %s: {WHY}"


@pytest.mark.parametrize(
    ("links", "state", "detail"),
    [
        ([link("up")], "linked", ""),
        ([link("up", "root_missing")], "linked", ""),
        ([link("probable")], "linked", ""),
        ([link("standby")], "linked", ""),
        ([link("up"), link("standby", gateway=GW2)], "linked", ""),
        ([link("probable", "root_missing")], "not_linked", FAULT % ("probable", "root_missing")),
        ([link("standby", "root_missing")], "not_linked", FAULT % ("standby", "root_missing")),
        ([link("pending")], "not_linked", FAULT % ("pending", "trusted")),
        ([link("unknown")], "not_linked", FAULT % ("unknown", "trusted")),
        ([link("down", "root_missing")], "not_linked", FAULT % ("down", "root_missing")),
        ([link("up", gateway=GW2), link("pending")], "not_linked", FAULT % ("pending", "trusted")),
        ([link("standby", "root_missing", GW2), link("down")], "not_linked", FAULT % ("down", "trusted")),
        ([link("pending"), link("down", gateway=GW2)], "not_linked", FAULT % ("pending", "trusted")),
        (
            [link("probable", "root_missing"), link("standby", "name_mismatch", GW2)],
            "not_linked",
            FAULT % ("probable", "root_missing"),
        ),
    ],
)
@pytest.mark.parametrize("look", [seen("covered"), seen("covered", unknown=True)])
def test_the_links_of_an_agent_that_trusts_the_new_root_decide(
    links: list[Link], state: str, detail: str, look: HostResult
) -> None:
    result = verification_result(look, LinkCheck(tuple(links)))
    assert (result.state, result.detail, result.host, result.gateways) == (state, detail, APP, (GW1,))


UP, DOWN, NONE = (link("up"),), (link("down"),), ()


@pytest.mark.parametrize(
    ("look", "links", "state", "detail"),
    [
        # Not all parents are known: it has to trust all that the new root issues, however good its known links are.
        (seen("not_covered", unknown=True, detail=LACKS), UP, "parents_unknown", OTHER_PARENTS),
        (seen("parents_unknown", unknown=True, detail=OTHER_PARENTS), UP, "parents_unknown", OTHER_PARENTS),
        (seen("parents_unknown", unknown=True, detail=OTHER_PARENTS), NONE, "parents_unknown", OTHER_PARENTS),
        (
            seen("not_covered", unknown=True, detail=LACKS),
            DOWN,
            "not_linked",
            f"{FAULT % ('down', 'trusted')} Besides, {LACKS}",
        ),
        (seen("covered", unknown=True), UP, "linked", ""),
        (seen("covered", unknown=True), NONE, "covered", UNCHECKED),
        # The connection may be older than the switch, or than the loss of the root.
        (seen("not_covered", detail=LACKS), UP, "not_covered", OLDER_CONNECTION % LACKS),
        (seen("not_covered", detail=LACKS), (link("standby"),), "not_covered", OLDER_CONNECTION % LACKS),
        (seen("not_covered", detail=LACKS), DOWN, "not_linked", f"{FAULT % ('down', 'trusted')} Besides, {LACKS}"),
        (seen("not_covered", detail=WHY), DOWN, "not_linked", FAULT % ("down", "trusted")),
        (seen("not_concerned"), UP, "not_concerned", ""),
        # A gateway behind a gateway has no link that is checked.
        (seen("covered"), NONE, "covered", UNCHECKED),
        (seen("not_covered", detail=LACKS), NONE, "not_covered", LACKS),
        (seen("not_concerned"), NONE, "not_concerned", ""),
        # It could be checked, and not looked at.
        (seen("unreachable", detail=LOST), UP, "unreachable", LOST),
        (seen("undetermined", detail=LOST), NONE, "undetermined", LOST),
        (seen("unreachable", detail=LOST), DOWN, "not_linked", FAULT % ("down", "trusted")),
    ],
)
def test_where_the_links_do_not_tell_the_trust_in_the_new_root_does(
    look: HostResult, links: tuple[Link, ...], state: str, detail: str
) -> None:
    result = verification_result(look, LinkCheck(links))
    assert (result.state, result.detail, result.parents_unknown) == (state, detail, look.parents_unknown)


@pytest.mark.parametrize("look", [seen("covered"), seen("not_concerned"), seen("unreachable", detail="refused")])
@pytest.mark.parametrize("state", ["unreachable", "undetermined"])
def test_a_host_that_could_not_be_checked_is_told_by_why(look: HostResult, state: str) -> None:
    result = verification_result(look, LinkCheck((), State(state), LOST))
    assert (result.state, result.detail) == (state, LOST)


def checked(gateway: str, **facts: Any) -> dict[str, Any]:
    usual = {"gateway": gateway, "verdict": "trusted", "link": "up", "parent": {"index": 0}, "findings": []}
    return {**usual, **facts}


def test_a_check_tells_of_the_links_to_the_parents_of_the_agent() -> None:
    findings = [{"evidence": "lacks it", "fix": "Import it."}, {"evidence": "expires", "fix": "Renew it."}]
    found = read_link_check(
        {
            "verdict": "root_missing",
            "gateways": [
                checked(GW1, verdict="root_missing", link="down", findings=findings),
                checked(GW2),
                checked("gw03", parent=None),
                checked("gw04", verdict="no_agent"),
                checked("gw05", verdict="not_an_agent"),
            ],
        }
    )
    assert found == LinkCheck(
        (
            Link(GW1, "down", "root_missing", "lacks it. Import it."),
            Link(GW2, "up", "trusted", "nothing tells why. Look at its log"),
        )
    )


@pytest.mark.parametrize(
    ("registered", "state", "error"),
    [
        ({"verdict": "unreachable", "unreachable": True, "msg": LOST}, "unreachable", LOST),
        ({"verdict": "undetermined", "failed": True, "msg": LOST}, "undetermined", LOST),
        ({"verdict": "undetermined", "error": LOST, "gateways": []}, "undetermined", LOST),
        ({"verdict": "undetermined", "error": "", "gateways": [checked(GW1)]}, "undetermined", ""),
        ({"failed": True, "msg": LOST}, "undetermined", LOST),
        ({}, "undetermined", ""),
    ],
)
def test_a_check_that_failed_tells_of_no_link(registered: dict[str, Any], state: str, error: str) -> None:
    assert read_link_check(registered) == LinkCheck((), State(state), error)
