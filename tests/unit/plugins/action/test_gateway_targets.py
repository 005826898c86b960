# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user gives of gateways and what these told are put together, and what is said of one of them wins for that one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible_collections.scom.dmz.plugins.action.gateway_targets import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import ACCEPT
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob, encode

from tests.unit.plugins.hostvars import HostVars
from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_LEAF, ISSUING, ROOT
from tests.unit.plugins.plugin_utils.x509.authority import issue

OTHER_ROOT = issue("Other")
CHAIN = "".join(certificate.pem() for certificate in (GATEWAY_LEAF, ISSUING.certificate, ROOT.certificate))
EVIDENCE = {"link": "up"}


def told(chain: str = CHAIN) -> dict[str, Any]:
    """The variables of a gateway that was read."""
    certificate = {"certificate": {}, "root": {}, "chain_pem": chain, "faults": [], "chain": {"problems": []}}
    return {
        "gateway_root_read": {
            "gateway": {"certificate": certificate, "evidence": EVIDENCE, "verdict": "in_order", "findings": []}
        }
    }


def run(hosts: dict[str, dict[str, Any]], **arguments: Any) -> dict[str, Any]:
    task = SimpleNamespace(args={"gateways": list(hosts), **arguments}, get_search_path=list, check_mode=False)
    action = ActionModule(task, None, None, DataLoader(), None, None)
    _validated, known = action.validate_argument_spec(ActionModule.ARGUMENTS)
    return action.work(known, {"hostvars": HostVars(hosts)})


def by_name(result: dict[str, Any], field: str) -> dict[str, Any]:
    return {each["name"]: each[field] for each in result["gateways"]}


def test_gateways_that_were_read_are_known_in_the_order_of_their_names() -> None:
    result = run({"gw01": told(), "gw02": told(OTHER_ROOT.certificate.pem())}, gateways="gw02, gw01")
    assert result["names"] == result["read"] == ["gw02", "gw01"]
    assert by_name(result, "chain") == {"gw02": OTHER_ROOT.certificate.pem(), "gw01": CHAIN}
    assert by_name(result, "evidence") == {"gw02": EVIDENCE, "gw01": EVIDENCE}
    assert [each["certificates"][-1]["subject"] for each in result["issuers"]] == [
        OTHER_ROOT.certificate.subject,
        ROOT.certificate.subject,
    ]


def test_what_is_said_of_one_gateway_wins_there_and_an_empty_value_says_nothing() -> None:
    own = {
        "gateway_trust_root_text": OTHER_ROOT.certificate.pem(),
        "gateway_trust_root_sha256": OTHER_ROOT.certificate.sha256.lower(),
        "gateway_trust_gateway_aliases": ["scom, scom.example"],
        "gateway_trust_gateway_addresses": "192.0.2.1 192.0.2.2",
    }
    hosts = {"gw01": {**told(), "gateway_trust_root_sha256": ""}, "gw02": own}
    result = run(hosts, root_sha256=ROOT.certificate.sha256)
    assert by_name(result, "root_sha256") == {"gw01": ROOT.certificate.sha256, "gw02": OTHER_ROOT.certificate.sha256}
    assert by_name(result, "aliases") == {"gw01": [], "gw02": ["scom", "scom.example"]}
    assert by_name(result, "addresses") == {"gw01": [], "gw02": ["192.0.2.1", "192.0.2.2"]}
    assert by_name(result, "evidence") == {"gw01": EVIDENCE, "gw02": None}


@pytest.mark.parametrize(
    ("own", "option", "accepts"),
    [
        ({}, False, False),
        ({}, True, True),
        ({ACCEPT: ""}, True, True),
        ({ACCEPT: "false"}, True, False),
        ({ACCEPT: "yes"}, False, True),
    ],
    ids=["nowhere", "for the run", "an empty one", "not for the gateway", "for the gateway"],
)
def test_an_acceptance_of_the_run_counts_unless_the_gateway_says_otherwise(
    own: dict[str, str], option: bool, accepts: bool
) -> None:
    result = run({"gw01": {**told(), **own}}, accept_presented_root=option)
    assert (result["accepts"], by_name(result, "root_accepted")) == (accepts, {"gw01": accepts})
    assert by_name(result, "root_vouched") == {"gw01": False}
    assert (result["word"] == {}) == (own.get(ACCEPT, "") != "")


@pytest.mark.parametrize(
    "pins",
    [f"{'AB' * 32}, {ROOT.certificate.sha256}", ["AB" * 32, ROOT.certificate.sha256], ROOT.certificate.sha256],
    ids=["a text", "a list", "one"],
)
def test_one_of_several_pins_is_enough(pins: Any) -> None:
    assert by_name(run({"gw01": told()}, root_sha256=pins), "root_sha256") == {"gw01": ROOT.certificate.sha256}


@pytest.mark.parametrize(
    ("own", "of_run", "vouched", "own_word"),
    [
        ({}, {}, False, False),
        ({}, {"root_sha256": ROOT.certificate.sha256}, True, False),
        ({"gateway_trust_root_sha256": ROOT.certificate.sha256}, {"root_sha256": "AB" * 32}, True, True),
        ({"gateway_trust_root_text": ROOT.certificate.pem()}, {}, True, True),
        ({"gateway_trust_root_text": ROOT.certificate.pem()}, {"root_sha256": ROOT.certificate.sha256}, True, False),
        ({}, {"root_text": ROOT.certificate.pem()}, True, False),
    ],
    ids=["nothing", "a pin of the run", "a pin of its own", "a text of its own", "that and a pin of the run", "a text"],
)
def test_a_gateway_has_its_own_word_where_that_is_what_vouches(
    own: dict[str, str], of_run: dict[str, Any], vouched: bool, own_word: bool
) -> None:
    result = run({"gw01": {**told(), **own}}, **of_run)
    assert by_name(result, "root_vouched") == {"gw01": vouched}
    assert (result["word"] == {}) == own_word


@pytest.mark.parametrize("own", [[""], " ", [None]])
def test_a_pin_of_a_gateway_that_holds_no_fingerprint_hides_no_other(own: Any) -> None:
    hosts = {"gw01": {**told(), "gateway_trust_root_sha256": own}}
    result = run(hosts, root_sha256="AB" * 32)
    assert result["failed"] and "holds no fingerprint" in result["msg"]


def test_the_journal_tells_of_roots_that_were_imported_for_a_gateway_before(tmp_path: Path) -> None:
    for root in (OTHER_ROOT.certificate, ROOT.certificate):
        journal = Journal(tmp_path, "web01", "run-1")
        journal.intend("Root", root.thumbprint, None, encode(Blob(root.der, {})), ["GW01"])
    former = {"gw01": OTHER_ROOT.certificate.pem(), "gw02": ""}
    hosts = {"gw01": told(), "gw02": told()}
    assert by_name(run(hosts, journal=str(tmp_path)), "former_roots") == former
    assert by_name(run(hosts), "former_roots") == {"gw01": "", "gw02": ""}


def test_variables_of_a_gateway_count_only_where_they_are_asked_for() -> None:
    hosts = {"gw01": {**told(), "gateway_trust_root_text": OTHER_ROOT.certificate.pem()}}
    assert by_name(run(hosts, own_variables=False), "chain") == {"gw01": CHAIN}


def test_a_file_wins_over_a_text_and_serves_a_gateway_that_is_in_no_inventory(tmp_path: Path) -> None:
    path = tmp_path / "root.cer"
    path.write_bytes(ROOT.certificate.der)
    result = run({}, gateways="gw01", root_file=str(path), root_text=OTHER_ROOT.certificate.pem())
    assert by_name(result, "chain") == {"gw01": ROOT.certificate.pem()}


def test_a_root_of_the_gateway_takes_the_place_of_file_and_text_of_the_run(tmp_path: Path) -> None:
    path = tmp_path / "root.cer"
    path.write_bytes(ROOT.certificate.der)
    own = {"gateway_trust_root_text": OTHER_ROOT.certificate.pem()}
    assert by_name(run({"gw01": own}, root_file=str(path)), "chain") == {"gw01": OTHER_ROOT.certificate.pem()}


def test_gateways_that_have_to_be_read_are_named_where_that_is_allowed() -> None:
    failed = {"gateway_root_read": {"failed": True, "msg": "access is denied"}}
    skipped = {"gateway_root_read": {"skipped": True}}
    result = run({"gw01": told(), "gw02": {}, "gw03": failed, "gw04": skipped}, allow_unread=True)
    assert (result["unread"], result["read"], list(by_name(result, "name"))) == (
        *(["gw02", "gw03", "gw04"], ["gw01"], ["gw01"]),
    )


def test_a_gateway_may_be_looked_at_alone() -> None:
    result = run({"gw01": told(), "gw02": {}}, only="gw01")
    assert (result["names"], list(by_name(result, "name"))) == (["gw01", "gw02"], ["gw01"])


@pytest.mark.parametrize(
    ("hosts", "arguments", "words"),
    [
        ({}, {"gateways": ""}, "gateways is empty"),
        ({}, {"gateways": "gw99"}, "The gateway gw99 is not in the inventory"),
        ({"gw01": {}}, {}, "The gateway gw01 was not read"),
        (
            {"gw01": {"gateway_root_read": {"unreachable": True, "msg": "no"}}},
            {},
            "The gateway gw01 cannot be read: no",
        ),
        ({"gw01": told()}, {"root_sha256": "AB" * 32}, "The root of the gateway gw01, "),
        ({"gw01": {}}, {"root_sha256": "AB-" * 32, "allow_unread": True}, "cannot pin the root of the gateway gw01: "),
        ({"gw01": {}}, {"root_text": "no certificate"}, "the text given for the gateway gw01 holds no certificate"),
        (
            {"gw01": {}},
            {"root_file": "/dev/zero"},
            "cannot read the certificate file /dev/zero on the controller: it is a device",
        ),
        ({"gw01": {}}, {"root_file": "nowhere.cer"}, "cannot read the certificate file nowhere.cer on the controller"),
        (
            {"gw01": {**told(), ACCEPT: "perhaps"}},
            {},
            "gateway_trust_accept_presented_root is perhaps",
        ),
        ({"gw01": told(), "gw02": told()}, {"aliases": "scom"}, "gateway_trust_gateway_aliases and "),
    ],
)
def test_what_is_refused_ends_with_the_remark_that_no_host_was_checked(
    hosts: dict[str, dict[str, Any]], arguments: dict[str, Any], words: str
) -> None:
    result = run(hosts, **arguments)
    assert result["failed"]
    assert result["msg"].startswith(words)
    assert result["msg"].endswith(". No host was checked.")


def unregistered(chain: str = CHAIN) -> dict[str, Any]:
    """The variables of a gateway that was read and has no certificate registered."""
    finding = {"id": "gateway_certificate_not_registered", "severity": "error", "fix": "Register it."}
    gateway = {
        "agent": {"computer_name": "gw01.corp.example"},
        "certificate": {"certificate": None, "root": None, "chain_pem": None, "faults": ["none is registered"]},
        "candidate": {"chain_pem": chain, "root": {}} if chain else None,
        "evidence": {"trusted_roots": ""},
        "verdict": "gateway_certificate_not_registered",
        "findings": [finding],
    }
    return {"gateway_root_read": {"gateway": gateway}}


@pytest.mark.parametrize("chain", [CHAIN, ""], ids=["a candidate", "none"])
def test_a_gateway_without_a_registered_certificate_is_told_of_and_nothing_of_it_is_accepted(chain: str) -> None:
    arguments = {"allow_unregistered": True, "accept_presented_root": True}
    result = run({"gw01": unregistered(chain), "gw02": told()}, **arguments)
    assert by_name(result, "unregistered") == {"gw01": True, "gw02": False}
    assert by_name(result, "root_accepted") == {"gw01": False, "gw02": True}
    assert by_name(result, "chain")["gw01"] == chain
    assert [each["gateway"] for each in result["issuers"]] == ["gw02"]
    assert [(each["gateway"], each["verdict"]) for each in result["gateway_verdicts"]] == [
        ("gw01", "gateway_certificate_not_registered"),
        ("gw02", "in_order"),
    ]
    assert any("Nothing is imported for this gateway" in line for line in result["statement"])


def test_where_the_root_is_needed_a_gateway_without_a_registered_certificate_ends_the_run() -> None:
    result = run({"gw01": unregistered()})
    assert result["msg"] == (
        "The gateway gw01 has no certificate that is registered: none is registered. Register it. No host was checked."
    )
