# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is given for a rotation is checked, and what is known of its gateways is put together, without a host."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible_collections.scom.dmz.plugins.action.root_rotation_plan_info import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.presented_chains import (
    PresentedChain,
    note_presented_chains,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError

from tests.unit.plugins.hostvars import HostVars
from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, GW2, NEW, OLD, OLD_GATEWAY
from tests.unit.plugins.plugin_utils.x509.authority import issue, leaf

ISSUING = issue("Corp Issuing CA 2", NEW)
PEM = NEW.certificate.pem() + ISSUING.certificate.pem()
NEW_GATEWAY = (leaf(GW1, ISSUING), ISSUING.certificate, NEW.certificate)
GATEWAY_2 = (leaf(GW2, ISSUING), ISSUING.certificate, NEW.certificate)


def presented(chain: tuple[Any, ...], loaded: bool | None = True) -> dict[str, Any]:
    return {"certificate": {"chain_pem": "".join(each.pem() for each in chain)}, "certificate_loaded": loaded}


def plan(facts: dict[str, dict[str, Any]], **arguments: Any) -> dict[str, Any]:
    """A plan of both gateways, of which some have facts."""
    task = SimpleNamespace(get_search_path=list)
    given = {
        "stage": "verify",
        "gateways": [GW1, GW2],
        "gateway_aliases": [],
        "root_file": None,
        "root_text": PEM,
        "root_sha256": "",
        "old_sha256": "",
        "old_root_file": None,
        "journal": None,
        "waive": [],
        "approved": "",
    }
    action = ActionModule(task, None, None, DataLoader(), None, None)
    variables = {"hostvars": HostVars({GW1: {}, GW2: {}, **facts})}
    result: dict[str, Any] = action.work({**given, **arguments}, variables)
    return result


READ = {
    GW1: {"gateway_root_presented": presented(OLD_GATEWAY), "gateway_trust_gateway_aliases": ["scom"]},
    GW2: {"gateway_root_presented": presented(GATEWAY_2, loaded=None)},
}


def test_the_gateways_are_put_together_as_the_tasks_of_hosts_take_them() -> None:
    made = plan(READ)
    assert made["gateways"] == [
        {
            "name": GW1,
            "aliases": ["scom"],
            "chain": "".join(each.pem() for each in OLD_GATEWAY),
            "certificate_loaded": True,
        },
        {"name": GW2, "aliases": [], "chain": "".join(each.pem() for each in GATEWAY_2), "certificate_loaded": True},
    ]
    assert (made["names"], made["unread"], made["changed"]) == ([GW1, GW2], [], False)


def test_an_alias_that_is_given_belongs_to_the_only_gateway_beside_its_own() -> None:
    made = plan(READ, gateways=[GW1], gateway_aliases=["gateway.corp.example"])
    assert [each["aliases"] for each in made["gateways"]] == [["scom", "gateway.corp.example"]]


@pytest.mark.parametrize("read", [[], [GW1], [GW2]])
def test_gateways_that_were_not_read_are_told(read: list[str]) -> None:
    made = plan({name: READ[name] for name in read})
    assert made["unread"] == [name for name in (GW1, GW2) if name not in read]
    assert [each["name"] for each in made["gateways"]] == read


def test_a_gateway_that_is_not_in_the_inventory_was_not_read() -> None:
    assert plan(READ, gateways=["gw99", GW1])["unread"] == ["gw99"]


def test_a_gateway_that_presents_the_old_root_has_not_switched() -> None:
    made = plan(READ)
    assert (made["checks_links"], made["switched"]) == (True, False)
    assert made["not_switched"].startswith(f"{GW1} did not switch to {NEW.certificate.subject} yet")


@pytest.mark.parametrize(
    ("stage", "first", "may_begin"),
    [("decide", OLD_GATEWAY, True), ("verify", OLD_GATEWAY, False), ("verify", NEW_GATEWAY, True)],
)
def test_what_follows_the_switch_waits_for_it(stage: str, first: tuple[Any, ...], may_begin: bool) -> None:
    made = plan({**READ, GW1: {"gateway_root_presented": presented(first)}}, stage=stage)
    assert (made["may_begin"], bool(made["refusal"])) == (may_begin, not may_begin)
    assert made["refusal"] == ("" if may_begin else made["not_switched"])


SWITCHED = {**READ, GW1: {"gateway_root_presented": presented(NEW_GATEWAY)}}


def test_an_old_root_that_is_only_named_goes_when_the_journal_has_it(tmp_path: Path) -> None:
    removal = {"stage": "remove", "old_sha256": OLD.certificate.sha256, "journal": str(tmp_path)}
    made = plan(SWITCHED, **removal)
    assert made["refusal"].startswith(f"Nothing shows that the old root with the SHA-256 {OLD.certificate.sha256} was")
    assert made["refusal"].endswith(". No host was asked.")
    assert (made["may_begin"], made["old_pem"]) == (False, "")
    note = PresentedChain("2026-01-01T00:00:00Z", "run-1", (GW2,), OLD.certificate.pem())
    note_presented_chains(tmp_path, [note])
    made = plan(SWITCHED, **removal)
    assert (made["may_begin"], made["refusal"], made["old_pem"]) == (True, "", OLD.certificate.pem())
    assert plan({}, **removal)["may_begin"]


def test_an_old_root_that_is_given_itself_needs_no_name_and_no_journal(tmp_path: Path) -> None:
    (tmp_path / "old.pem").write_text(OLD.certificate.pem())
    made = plan(SWITCHED, stage="remove", old_root_file=str(tmp_path / "old.pem"))
    assert (made["may_begin"], made["old_pem"]) == (True, OLD.certificate.pem())
    assert made["old_sha256"] == OLD.certificate.sha256


@pytest.mark.parametrize("stage", ["distribute", "decide", "verify", "remove"])
@pytest.mark.parametrize("approved", ["", "AB" * 32])
def test_a_stage_that_changes_hosts_is_held_to_what_was_approved(stage: str, approved: str) -> None:
    made = plan(SWITCHED, stage=stage, approved=approved, old_sha256=OLD.certificate.sha256)
    assert made["needs_approval"] is (bool(approved) and stage in ("distribute", "remove"))


def test_a_gateway_that_was_not_restarted_has_not_switched() -> None:
    facts = {**READ, GW1: {"gateway_root_presented": presented(NEW_GATEWAY, loaded=False)}}
    made = plan(facts)
    assert f"on {GW1} one is registered already" in made["not_switched"]
    assert [each["certificate_loaded"] for each in made["gateways"]] == [False, True]


def test_gateways_that_present_the_new_root_have_switched() -> None:
    made = plan({**READ, GW1: {"gateway_root_presented": presented(NEW_GATEWAY)}}, stage="decide")
    assert (made["checks_links"], made["switched"], made["not_switched"]) == (False, True, "")


def test_the_new_root_comes_with_the_cas_below_it_from_a_file_before_a_text(tmp_path: Path) -> None:
    (tmp_path / "new.pem").write_text(PEM)
    made = plan({}, root_file=str(tmp_path / "new.pem"), root_text="nothing", root_sha256=NEW.certificate.sha256)
    assert made["pem"] == PEM
    assert (made["new_root"]["subject"], made["new_root"]["sha256"]) == (
        NEW.certificate.subject,
        NEW.certificate.sha256,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"stage": ""}, "root_rotation_stage is ''"),
        ({"gateways": []}, "root_rotation_gateway names no gateway"),
        ({"gateway_aliases": ["scom"]}, "root_rotation_gateway_aliases would be taken for each"),
        ({"stage": "remove"}, "root_rotation_old_sha256 is empty"),
        ({"root_text": ""}, "The new root is not given"),
        ({"root_text": None}, "The new root is not given"),
        ({"root_text": PEM + OLD.certificate.pem()}, "hold 2 self-signed roots instead of one"),
        ({"root_sha256": ISSUING.certificate.sha256}, "not the pinned"),
        ({"old_sha256": NEW.certificate.sha256.lower()}, "which is also given as that of the old root"),
    ],
)
def test_what_is_given_wrongly_is_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        plan(READ, **arguments)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        CertificateError, match=f"cannot read the certificate file {tmp_path}/new.pem on the controller"
    ):
        plan({}, root_file=str(tmp_path / "new.pem"))
