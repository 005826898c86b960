# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of agents have in common: what they say of a host that doesn't answer, and what they leave in memory."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleConnectionFailure
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.trust_action import TrustAction
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

from tests.unit.plugins.plugin_utils.frames import Connection, parts
from tests.unit.plugins.plugin_utils.opsmgr.hosts import ROOT

KNOWN = {"name": "gw01", "chain": "PEM", "evidence": {"events": ["of all agents"] * 1000}}


class Action(TrustAction):
    _load_name = "gateway_trust_info"

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"changed": False, "evidence": arguments["gateways"][0]["evidence"]}


class Asking(Action):
    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        (target,) = self.request(arguments).targets
        return {"names": sorted(target.gateway.names), "addresses": sorted(target.known_addresses)}


@pytest.mark.parametrize("error", [None, AnsibleConnectionFailure("refused")], ids=["success", "failure"])
def test_what_gateways_tell_is_not_kept_for_every_host(error: Exception | None) -> None:
    given = parts(Connection(error=error), gateways=[KNOWN])
    result = Action(**given).run(task_vars={"inventory_hostname": "web01"})
    assert error or result["evidence"] == KNOWN["evidence"]
    assert given["task"].args["gateways"] == [{**KNOWN, "evidence": None}]


@pytest.mark.parametrize(
    "again", [{"until": ["not check.onboarding.waiting"]}, {"retries": 2}], ids=["until", "retries"]
)
def test_a_task_that_is_tried_again_has_its_evidence_at_each_attempt(again: dict[str, Any]) -> None:
    given = parts(gateways=[KNOWN], **again)
    attempts = [Action(**{**given, "connection": Connection()}) for _attempt in range(2)]
    results = [attempt.run(task_vars={"inventory_hostname": "web01"}) for attempt in attempts]
    assert [result["evidence"] for result in results] == [KNOWN["evidence"]] * 2


def test_gateways_that_a_task_put_together_are_read_where_it_registered_them() -> None:
    given = parts(targets="known")
    task_vars = {"inventory_hostname": "web01", "known": {"gateways": [KNOWN]}}
    assert Action(**given).run(task_vars=task_vars)["evidence"] == KNOWN["evidence"]
    assert given["task"].args == {"targets": "known"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "the gateways are to be given by one of the options gateways and targets"),
        ({"gateways": [KNOWN], "targets": "known"}, "the gateways are to be given by one of the options"),
        ({"targets": "unknown"}, "targets is unknown: no variable of that name holds what gateway_targets returned"),
        ({"targets": "inventory_hostname"}, "targets is inventory_hostname: no variable of that name holds"),
    ],
)
def test_gateways_that_are_given_twice_or_not_at_all_are_refused(arguments: dict[str, Any], words: str) -> None:
    task_vars = {"inventory_hostname": "web01", "known": {"gateways": [KNOWN]}}
    result = Action(**parts(**arguments)).run(task_vars=task_vars)
    assert result["failed"]
    assert result["msg"].startswith(words)


def test_names_and_addresses_of_a_gateway_may_stand_in_a_text_with_blanks_after_the_commas() -> None:
    """Ansible splits it at the commas and strips nothing."""
    names = {"name": "gw01", "aliases": "scom, GW-Alias", "addresses": "192.0.2.1, 2001:DB8::1"}
    given = parts(gateways=[{**names, "chain": ROOT.certificate.pem()}])
    result = Asking(**given).run(task_vars={"inventory_hostname": "web01"})
    assert (result["names"], result["addresses"]) == (["gw-alias", "gw01", "scom"], ["192.0.2.1", "2001:db8::1"])


def test_arguments_of_another_kind_are_an_error_and_left_as_they_are() -> None:
    given = parts(gateways="gw01")
    with pytest.raises(Exception, match="dictionary requested"):
        Action(**given).run(task_vars={"inventory_hostname": "web01"})
    assert given["task"].args == {"gateways": "gw01"}


def test_a_host_that_does_not_answer_is_said_to_be_unreachable_and_no_more() -> None:
    given = parts(Connection(error=AnsibleConnectionFailure("refused")), gateways=[KNOWN])
    result = Action(**given).run(task_vars={"inventory_hostname": "web01"})
    assert result.pop("_ansible_verbose_override") is True
    assert result.pop("msg").startswith("cannot connect to web01 at 192.0.2.1:5985: ")
    assert result == {"changed": False, "unreachable": True, "verdict": "unreachable", "asked": ["gw01"]}
