# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Trust is given, never taken: no host gets a root that nobody vouches for, nor silently another one than before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.authorities import fingerprint, presented_roots
from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.integration.playbooks.registry import differences, entry_key
from tests.lab.demonstration import GATEWAY, OTHER_GATEWAY, REFUSING, ROOT_MISSING, demo, small_demo
from tests.lab.opsmgr.installation import register_certificate
from tests.lab.scenarios import build

MOVED, DISTRUSTING = "web01.dmz.example", "web02.dmz.example"
"""Hosts that were onboarded. The administrator of the second one has put the root into Disallowed since."""

LIMIT = "all,!down01.dmz.example"

BATCHES = """
- hosts: dmz
  gather_facts: false
  serial: 3
  roles:
    - role: scom.dmz.gateway_trust
"""

AFTER_A_CHECK = """
- hosts: dmz
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: scom.dmz.gateway_trust
        tasks_from: check
    - scom.dmz.gateway_trust:
        %s
"""

IGNORING = """
- hosts: dmz
  gather_facts: false
  ignore_errors: true
  roles:
    - role: scom.dmz.gateway_trust
"""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Controller]:
    with controller(small_demo(), tmp_path, pinned=False) as running:
        yield running


@pytest.fixture
def attacked(lab: Controller) -> Controller:
    """A site that was onboarded, and whose gateway presents a certificate of another CA since."""
    lab.play("scom.dmz.onboard", "--limit", f"{MOVED},{DISTRUSTING}", gateway_trust_root_sha256=pin(lab))
    former = presented_roots(lab.dmz)[GATEWAY]
    lab.dmz.switch_certificate(GATEWAY, [lab.dmz.pki.root("Microsoft Root Certificate Authority 2026")])
    lab.dmz.machines[DISTRUSTING].stores.add("Disallowed", former)
    return lab


def pin(lab: Controller) -> str:
    """As those who run the CA of the gateway tell it."""
    return fingerprint(presented_roots(lab.dmz)[GATEWAY])


def asked(lab: Controller) -> set[str]:
    return {entry.machine for entry in lab.log}


def refused(lab: Controller, run: Callable[[], Run]) -> str:
    """What a run says that ends before a host is changed."""
    before, changes = lab.registries(), len(lab.changes())
    ended = run()
    assert ended.code != 0 and ended.changed == set()
    assert lab.registries() == before and len(lab.changes()) == changes
    return ended.output


def shown(lab: Controller, output: str) -> bool:
    """Whether the root that the gateway presents is shown with the line that pins it."""
    return f"gateway_trust_root_sha256: {pin(lab).upper()}" in output and "certutil -hashfile" in output


@pytest.mark.parametrize("options", [(), ("--check",)], ids=["run", "check mode"])
def test_without_a_word_for_the_root_no_host_is_contacted(lab: Controller, options: tuple[str, ...]) -> None:
    output = refused(lab, lambda: lab.play("scom.dmz.onboard", *options))
    assert asked(lab) == {GATEWAY}
    assert shown(lab, output)
    assert output.count("Only the gateway itself vouches for the root of") == 2  # Ansible says why a task failed twice
    assert ("would end here" in output) == bool(options)


def test_a_play_that_ignores_errors_imports_nothing_all_the_same(lab: Controller) -> None:
    before = lab.registries()
    lab.play_text(IGNORING)
    lab.play_text(IGNORING, gateway_trust_root_sha256="AB" * 32)
    assert lab.registries() == before and lab.changes() == []


@pytest.mark.parametrize(
    "option", ["targets: gateway_trust_targets", 'gateways: "{{ gateway_trust_targets.gateways }}"']
)
def test_what_a_check_has_put_together_is_no_word_for_the_module(lab: Controller, option: str) -> None:
    play = AFTER_A_CHECK % option
    output = refused(lab, lambda: lab.play_text(play, "--limit", MOVED))
    assert "is not approved" in output


def test_a_word_of_one_host_is_none_for_the_others(lab: Controller) -> None:
    first, *others = sorted(ROOT_MISSING)
    lab.vary(first, gateway_trust_accept_presented_root=True)
    run = lab.play("scom.dmz.onboard", "--limit", ",".join((GATEWAY, *ROOT_MISSING)))
    assert run.changed == {first}
    assert run.failed == set(others)
    assert "gateway_trust_accept_presented_root says something else for this host" in run.output


def test_in_batches_that_is_said_once(lab: Controller) -> None:
    output = refused(lab, lambda: lab.play_text(BATCHES))
    assert output.count("fatal: ") == 1


def test_a_check_shows_the_same_and_with_that_line_the_root_is_imported(lab: Controller) -> None:
    check = lab.play("scom.dmz.check")
    assert shown(lab, check.output) and check.failed == set(REFUSING)
    [line] = re.findall(r'"\s+(gateway_trust_root_sha256: \w+)"', check.output)
    lab.vary(GATEWAY, **dict([line.split(": ")]))
    first = lab.play("scom.dmz.onboard")
    before, imported, after = first.output.partition("changed: [")
    assert first.changed == set(ROOT_MISSING) and imported
    for part in (before, after):
        assert pin(lab).upper() in part and "CN=Example Corp Root CA" in part
    assert "certutil" not in first.output
    assert lab.play("scom.dmz.onboard").changed == set()


def test_another_root_than_before_is_refused_until_it_is_pinned(attacked: Controller) -> None:
    [former] = [
        each for each in attacked.dmz.machines[MOVED].stores.certificates("Root") if "Example Corp" in str(each)
    ]
    accepted: dict[str, Any] = {"gateway_trust_accept_presented_root": True}

    def said(*options: str, **variables: object) -> str:
        return refused(attacked, lambda: attacked.play("scom.dmz.onboard", "--limit", LIMIT, *options, **variables))

    unpinned = said()
    assert shown(attacked, unpinned)
    assert "The journal has another root of this gateway: CN=Example Corp Root CA with the SHA-256" in unpinned
    pinned = said(gateway_trust_root_sha256=fingerprint(former), **accepted)
    assert re.search(f"has the SHA-256 {pin(attacked)}, not the pinned {fingerprint(former)}", pinned, re.IGNORECASE)
    for options in ((), ("--check",)):
        assert f"The journal has another root of {GATEWAY} than the one that is presented now" in said(
            *options, **accepted
        )
    elsewhere = {**accepted, "gateway_trust_journal": "elsewhere"}
    assert "A gateway presents another root than before" in said(**elsewhere)

    before = attacked.registries()
    attacked.vary(GATEWAY, gateway_trust_root_sha256=[fingerprint(former), pin(attacked)])
    assert_the_former_root_forbids_the_new_one(attacked, attacked.play("scom.dmz.onboard"), before)


def assert_the_former_root_forbids_the_new_one(lab: Controller, run: Run, before: Mapping[str, Any]) -> None:
    """Where it is disallowed, and not where it is not."""
    after = lab.registries()
    assert run.rows[DISTRUSTING].verdict == "former_root_distrusted"
    assert after[DISTRUSTING] == before[DISTRUSTING]
    assert run.rows[MOVED].verdict == "trusted"
    assert differences(before[MOVED], after[MOVED]) == {entry_key(presented_roots(lab.dmz)[GATEWAY]): {"Blob"}}


def test_another_controller_knows_the_former_root_by_the_mark_of_its_entry(attacked: Controller) -> None:
    before, hosts = attacked.registries(), f"{GATEWAY},{MOVED},{DISTRUSTING}"
    given = {"gateway_trust_root_sha256": pin(attacked), "gateway_trust_journal": "elsewhere"}
    run = attacked.play("scom.dmz.onboard", "--limit", hosts, **given)
    assert_the_former_root_forbids_the_new_one(attacked, run, before)


def test_an_acceptance_imports_at_first_what_the_gateway_presents(lab: Controller) -> None:
    def accept() -> Run:
        return lab.play("scom.dmz.onboard", "--limit", LIMIT, gateway_trust_accept_presented_root=True)

    run = accept()
    assert run.changed == set(ROOT_MISSING)
    assert "Nothing else vouches for it" in run.output
    assert accept().changed == set()


def test_an_acceptance_is_refused_where_a_host_could_not_be_asked(lab: Controller) -> None:
    output = refused(lab, lambda: lab.play("scom.dmz.onboard", gateway_trust_accept_presented_root=True))
    assert "down01.dmz.example could not be asked" in output


def test_an_approved_root_is_known_although_no_host_needed_it(lab: Controller) -> None:
    accepting = {"gateway_trust_accept_presented_root": True}
    lab.dmz.machines[DISTRUSTING].stores.add("Root", presented_roots(lab.dmz)[GATEWAY])
    lab.play("scom.dmz.onboard", "--limit", DISTRUSTING, gateway_trust_root_sha256=pin(lab))
    lab.dmz.switch_certificate(GATEWAY, [lab.dmz.pki.root("Microsoft Root Certificate Authority 2026")])
    output = refused(lab, lambda: lab.play("scom.dmz.onboard", "--limit", MOVED, **accepting))
    assert "The journal has another root" in output


def test_an_acceptance_is_refused_where_an_agent_is_linked_without_trusting_the_root(tmp_path: Path) -> None:
    with controller(build("trusted"), tmp_path, pinned=False) as lab:
        renewed = lab.dmz.pki.root("Example Corp Root CA 2")
        gateway = lab.dmz.gateways[GATEWAY].machine
        gateway.stores.add("Root", renewed.certificate)
        register_certificate(gateway, lab.dmz.pki.host(GATEWAY, renewed))
        output = refused(lab, lambda: lab.play("scom.dmz.onboard", gateway_trust_accept_presented_root=True))
        assert "is linked with gw01.corp.example although it does not trust CN=Example Corp Root CA 2" in output


def test_an_acceptance_is_refused_in_batches(lab: Controller) -> None:
    output = refused(lab, lambda: lab.play_text(BATCHES, gateway_trust_accept_presented_root=True))
    assert "leave serial out" in output


def test_a_second_gateway_with_that_root_is_no_way_round(tmp_path: Path) -> None:
    host, gateways = "multi01.dmz.example", [GATEWAY, OTHER_GATEWAY]
    with controller(demo(), tmp_path, pinned=False) as lab:
        lab.play("scom.dmz.onboard", "--limit", MOVED, gateway_trust_root_sha256=pin(lab))
        former, new = presented_roots(lab.dmz)[GATEWAY], lab.dmz.pki.root("Example Corp Root CA 2")
        for gateway in gateways:
            lab.dmz.switch_certificate(gateway, [new])
        lab.dmz.machines[host].stores.add("Disallowed", former)
        before = lab.registries()
        given = {"gateway_trust_gateway": gateways, "gateway_trust_root_sha256": fingerprint(new.certificate)}
        run = lab.play("scom.dmz.onboard", "--limit", host, **given)
        assert run.output.count("former_root_distrusted") > 1 and run.changed == set()
        assert lab.registries() == before


def test_the_purposes_come_with_the_import(lab: Controller) -> None:
    wanted = {"gateway_trust_root_sha256": pin(lab), "gateway_trust_purposes": ["serverAuth", "clientAuth"]}
    run = lab.play("scom.dmz.onboard", "--diff", "--limit", MOVED, **wanted)
    assert "for serverAuth, clientAuth only" in run.output and run.rows[MOVED].verdict == "trusted"


def test_purposes_with_which_no_agent_would_trust_are_refused(lab: Controller) -> None:
    wanted = {"gateway_trust_root_sha256": pin(lab), "gateway_trust_purposes": ["clientAuth"]}
    assert "purposes lacks serverAuth" in refused(lab, lambda: lab.play("scom.dmz.onboard", "--limit", MOVED, **wanted))
