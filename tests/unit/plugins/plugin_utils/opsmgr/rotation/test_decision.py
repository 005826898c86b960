# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gateway may switch only when every host that may be its agent is known to trust the new root."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.decision import (
    DISTRUSTING,
    MISSING,
    UNKNOWN_PARENTS,
    UNREACHED,
    UNREAD,
    decide,
    obstacle_of,
    say_not_switched,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, State
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import plan_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, GW2, NEW, NEW_GATEWAY, OLD, OLD_GATEWAY
from tests.unit.plugins.plugin_utils.x509.authority import NOW, Identity, issue, leaf

BOTH = (GW1, GW2)
ROOT = "CN=New"
NO_PARENT = "is a parent of no host, unless by another name"


def host(name: str, state: str, *gateways: str, unknown: bool = False) -> HostResult:
    return HostResult(name, State(state), gateways=gateways, parents_unknown=unknown)


def covered(name: str, *gateways: str) -> HostResult:
    return host(name, "covered", *gateways)


A_COVERED = covered("a", *BOTH)
"""It alone would let both gateways switch."""

C_UNREACHABLE = host("c", "unreachable")


@pytest.mark.parametrize(
    ("results", "expected", "refused", "reason"),
    [
        # Every host that has a gateway as a parent trusts the new root.
        ([A_COVERED], "a", (), ""),
        ([covered("a", GW1), covered("b", GW2)], "ab", (), ""),
        ([A_COVERED, host("b", "not_concerned")], "ab", (), ""),
        ([A_COVERED, host("b", "covered", GW1, unknown=True)], "ab", (), ""),
        ([A_COVERED, host("b", "covered", unknown=True)], "ab", (), ""),
        ([A_COVERED], "", (), ""),
        # One would not, as an agent of the primary, of the failover, or of both.
        ([A_COVERED, host("b", "not_covered", GW1)], "ab", (GW1,), f"b {DISTRUSTING}"),
        ([A_COVERED, host("b", "not_covered", GW2)], "ab", (GW2,), f"b {DISTRUSTING}"),
        ([A_COVERED, host("b", "not_covered", GW2, GW1)], "ab", (GW2, GW1), f"b {DISTRUSTING}"),
        ([host("a", "not_covered", *BOTH)], "a", BOTH, f"a {DISTRUSTING}"),
        (
            [A_COVERED, host("b", "not_covered", GW2), host("c", "not_covered", GW1)],
            *("abc", (GW2, GW1), f"b, c {DISTRUSTING}"),
        ),
        # Nobody knows enough of one: it may be an agent of any gateway.
        ([A_COVERED, host("b", "unreachable")], "ab", BOTH, "b could not be reached"),
        ([A_COVERED, host("b", "undetermined")], "ab", BOTH, "b could not be read"),
        ([A_COVERED, host("b", "parents_unknown", unknown=True)], "ab", BOTH, f"b {UNKNOWN_PARENTS}"),
        ([A_COVERED, host("b", "not_covered", GW1, unknown=True)], "ab", BOTH, f"b {UNKNOWN_PARENTS}"),
        ([A_COVERED], "ab", BOTH, "b took no part in this run"),
        ([A_COVERED], ["d", "c", "a", "b"], BOTH, "b, c, d took no part in this run"),
        ([], "ab", BOTH, "a, b took no part in this run"),
        # A gateway that no host has as a parent.
        ([covered("a", GW2)], "a", (GW1,), f"{GW1} {NO_PARENT}"),
        ([host("a", "not_concerned")], "a", BOTH, f"{GW1}, {GW2} {NO_PARENT}"),
        ([], "", BOTH, f"{GW1}, {GW2} {NO_PARENT}"),
        (
            [host("a", "not_covered", GW2)],
            *("a", (GW2, GW1), f"a {DISTRUSTING}; {GW1} {NO_PARENT}"),
        ),
        ([covered("a", GW2), host("b", "unreachable")], "ab", BOTH, "b could not be reached"),
        # Gateways are no agents, though the pattern may name them; one behind another is a host like any.
        ([A_COVERED], ["a", *BOTH], (), ""),
        ([A_COVERED, host(GW2, "not_covered", GW1)], ["a", *BOTH], (GW1,), f"{GW2} {DISTRUSTING}"),
        # All at once.
        (
            [
                host("a", "not_covered", GW1),
                host("b", "undetermined"),
                C_UNREACHABLE,
                host("d", "parents_unknown", unknown=True),
            ],
            "abcde",
            BOTH,
            (
                f"c could not be reached; b could not be read; d {UNKNOWN_PARENTS}; "
                f"e took no part in this run; a {DISTRUSTING}"
            ),
        ),
    ],
)
def test_gateways_may_switch_only_when_nothing_keeps_them(
    results: Sequence[HostResult], expected: Sequence[str], refused: tuple[str, ...], reason: str
) -> None:
    decision = decide(results, BOTH, list(expected))
    assert decision.refused == refused
    assert decision.sentence(ROOT) == (
        f"{', '.join(refused)} may not switch to {ROOT} yet: {reason}."
        if refused
        else f"{GW1}, {GW2} may switch to {ROOT}: every agent trusts it."
    )


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("unknown", [False, True])
def test_only_a_host_that_trusts_the_new_root_or_is_no_agent_keeps_no_gateway(state: State, unknown: bool) -> None:
    obstacle = obstacle_of(host("a", state, GW1, unknown=unknown))
    assert obstacle == {
        "covered": None,
        "not_concerned": None,
        "unreachable": UNREACHED,
        "not_covered": UNKNOWN_PARENTS if unknown else DISTRUSTING,
        "parents_unknown": UNKNOWN_PARENTS,
    }.get(state, UNREAD)


@pytest.mark.parametrize(
    ("number", "named"),
    [
        (20, ", ".join(f"h{each:02}" for each in range(20))),
        (23, ", ".join(f"h{each:02}" for each in range(20)) + " and 3 more"),
    ],
)
def test_of_many_hosts_twenty_are_named(number: int, named: str) -> None:
    results = [host(f"h{each:02}", "unreachable") for each in range(number)]
    assert f"yet: {named} could not be reached." in decide(results, BOTH, []).sentence(ROOT)
    assert f"yet: {named} {MISSING}." in decide([], BOTH, [each.host for each in results]).sentence(ROOT)


DID_NOT = (
    f"did not switch to {NEW.certificate.subject} yet: import that root there, register a certificate of it and restart "
    "HealthService"
)
NEW_GATEWAY_2 = (leaf(GW2, NEW), NEW.certificate)
OLD_GATEWAY_2 = (leaf(GW2, OLD), OLD.certificate)
LEFT = (
    "one is registered already, and what is left is a start of HealthService that loads it, which event 20053 shows: where a restart "
    "does not help, the verdict of the gateway says why"
)


@pytest.mark.parametrize(
    ("first", "second", "not_loaded", "sentence"),
    [
        (NEW_GATEWAY, NEW_GATEWAY_2, [], ""),
        (OLD_GATEWAY, NEW_GATEWAY_2, [], f"{GW1} {DID_NOT}"),
        (NEW_GATEWAY, OLD_GATEWAY_2, [], f"{GW2} {DID_NOT}"),
        (OLD_GATEWAY, OLD_GATEWAY_2, [], f"{GW1}, {GW2} {DID_NOT}"),
        (NEW_GATEWAY, NEW_GATEWAY_2, [GW1], f"{GW1} {DID_NOT}; on {GW1} {LEFT}"),
        (NEW_GATEWAY, OLD_GATEWAY_2, [GW1], f"{GW2}, {GW1} {DID_NOT}; on {GW1} {LEFT}"),
        (OLD_GATEWAY, NEW_GATEWAY_2, [GW1], f"{GW1} {DID_NOT}"),
        (NEW_GATEWAY, NEW_GATEWAY_2, [GW1, GW2], f"{GW1}, {GW2} {DID_NOT}; on {GW1}, {GW2} {LEFT}"),
    ],
)
def test_a_gateway_has_switched_when_it_presents_a_certificate_of_the_new_root_and_has_loaded_it(
    first: object, second: object, not_loaded: Sequence[str], sentence: str
) -> None:
    gateways = [describe_gateway(name, chain, None, NOW) for name, chain in ((GW1, first), (GW2, second))]  # type: ignore[arg-type]
    assert say_not_switched(plan_rotation(gateways, [NEW.certificate], None, NOW, not_loaded)) == sentence


FORMER, ISSUING = issue("Issuing", NEW), issue("Issuing", NEW)
"""Of the same name, as CAs are renewed."""

OF_FORMER = (leaf(GW1, FORMER), FORMER.certificate, NEW.certificate)
OF_ISSUING = (leaf(GW1, ISSUING), ISSUING.certificate, NEW.certificate)
OF_ANOTHER_ROOT = (leaf(GW1, OLD), OLD.certificate)
DID_NOT_TO_CA = (
    f"{GW1} did not switch to {ISSUING.certificate.subject} (SHA-256 {ISSUING.certificate.sha256}) yet: import that CA there, "
    "register a certificate of it and restart HealthService"
)


@pytest.mark.parametrize(
    ("chain", "not_loaded", "sentence"),
    [
        (OF_ISSUING, [], ""),
        (OF_FORMER, [], DID_NOT_TO_CA),
        (NEW_GATEWAY, [], DID_NOT_TO_CA),
        (OF_ISSUING, [GW1], f"{DID_NOT_TO_CA}; on {GW1} {LEFT}"),
        (OF_ANOTHER_ROOT, [], f"{GW1} {DID_NOT}"),
    ],
    ids=["switched", "below the former CA", "below the root itself", "not restarted", "below another root"],
)
def test_a_gateway_has_switched_to_a_new_ca_below_the_same_root_when_that_is_in_its_chain(
    chain: Sequence[Certificate], not_loaded: Sequence[str], sentence: str
) -> None:
    gateways = [describe_gateway(GW1, chain, None, NOW)]
    given = [ISSUING.certificate, NEW.certificate]
    assert say_not_switched(plan_rotation(gateways, given, FORMER.certificate.sha256, NOW, not_loaded)) == sentence


CROSSED = issue("Corp Root CA 2", OLD, key=NEW.key)
"""The new root, signed by the old one."""

SAME_KEY = issue("Issuing", NEW, key=FORMER.key)


@pytest.mark.parametrize(
    ("given", "chain", "switched"),
    [
        ([NEW, CROSSED, ISSUING], OF_ISSUING, True),
        ([NEW, CROSSED, ISSUING], OF_FORMER, False),
        ([NEW, CROSSED], OF_ANOTHER_ROOT, False),
        # The former certificate of the same key is not given.
        ([NEW, SAME_KEY], OF_FORMER, False),
    ],
    ids=["the root itself", "the former CA", "the old root", "the same key"],
)
def test_of_a_ca_and_its_cross_certificate_one_is_enough(
    given: Sequence[Identity], chain: Sequence[Certificate], switched: bool
) -> None:
    plan = plan_rotation(
        [describe_gateway(GW1, chain, None, NOW)], [each.certificate for each in given], OLD.certificate.sha256, NOW
    )
    assert (say_not_switched(plan) == "") is switched
