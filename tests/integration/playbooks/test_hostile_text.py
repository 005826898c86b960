# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No text of a host is a template, or gets to the terminal with a character that does more than stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.lab.demonstration import GATEWAY, GROUP
from tests.lab.dmz import Dmz
from tests.lab.opsmgr import events
from tests.lab.opsmgr.installation import AGENT_GROUPS, SETUP
from tests.lab.scenarios.site import usual_site
from tests.lab.windows.certificate_store import element, store_entry, thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.wsman.fault import Fault
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour

LACKING = "web01.dmz.example"
ODD = "odd01.dmz.example"
FAULTY = "faulty01.dmz.example"
CLOSED = "closed01.dmz.example"

TEMPLATE = "{{lookup(*'pipe|touch ~/t'.split('|'))}}"
"""Makes a file when it is rendered. It holds no character that the text of a distinguished name would escape."""
BLOCK = "{% set x = lookup('pipe', 'touch ~/t') %}"
CONTROLS = "\x1b]0;x\x07\x9b\b\u202e\u2028\r\nFAKED"
"""Sets a terminal's title, begins a control sequence, overwrites, turns the direction of reading, begins lines."""
SUBJECT = TEMPLATE + CONTROLS
"""A common name has 64 bytes at most."""
FREE = f"{TEMPLATE}{BLOCK}{CONTROLS}<b>\x7f\x85\u200b\u2029\u2066\ufeff\U000e0041\ud800ünïcödé 漢字"
XML = f"{TEMPLATE}{BLOCK}\x7f\x85\x9b2J\u200b\u202e\u2028\nFAKED"
"""What XML 1.0 can carry of it."""
ONE_LINE = FREE.replace("\r\n", "").replace("\ud800", "")
"""What stays one value in the text of reg query."""

FRIENDLY_NAME = 11
DESCRIPTION = 13

USE = """
- hosts: odd01.dmz.example
  gather_facts: false
  tasks:
    - scom.dmz.certificate_info:
      register: store
    - scom.dmz.gateway_info:
      delegate_to: gw01.corp.example
      register: read
    - scom.dmz.gateway_trust_info:
        gateways:
          - name: gw01.corp.example
            chain: "{{ read.gateway.certificate.chain_pem }}"
            evidence: "{{ read.gateway.evidence }}"
      register: check
    - scom.dmz.root_certificate:
        content: "{{ read.gateway.certificate.chain_pem }}"
        partial: true
      register: again
    - ansible.builtin.set_fact:
        kept: "{{ check.gateway_trust | combine({'certificates': store.certificates}) }}"
        names: "{{ store.certificates | map(attribute='friendly_name') | select | list }}"
    - ansible.builtin.debug:
        msg: "{{ kept }} {{ hostvars[inventory_hostname].kept.findings | map(attribute='evidence') | join }}"
    - ansible.builtin.debug:
        msg: "{{ item }} of {{ later }}"
      loop: "{{ names + kept.certificates | map(attribute='subject') | list }}"
      vars:
        later: "{{ kept.agent.product }}"
    - ansible.builtin.command:
        argv: [echo, "{{ names | first }}", "{{ kept.events | map(attribute='sentence') | join }}"]
      delegate_to: localhost
      vars:
        ansible_connection: local

- hosts: faulty01.dmz.example
  gather_facts: false
  tasks:
    - block:
        - scom.dmz.certificate_info:
      rescue:
        - ansible.builtin.debug:
            msg: "{{ ansible_failed_result.msg }}"
        - ansible.builtin.fail:
            msg: "It failed: {{ ansible_failed_result.msg }}"
          ignore_errors: true
    - ansible.builtin.debug:
        msg: "TEMPLATE"
""".replace("TEMPLATE", TEMPLATE.replace("~/t", "~/rendered"))


def _site() -> Dmz:
    dmz = Dmz()
    site = usual_site(dmz, [dmz.pki.root(SUBJECT)])
    site.distrusting_agent(LACKING)
    odd = site.agent(ODD)
    _fill(odd.machine)
    for name in (FAULTY, CLOSED):
        site.agent(name)
    dmz.boot()
    events.write(odd.log, 20057, f"MSOMHSvc/{TEMPLATE}", "0x80090325", XML)
    events.write(odd.log, 21006, XML, "10060L", XML)
    return dmz


def _fill(machine: Machine) -> None:
    """The agent's texts, and the names of a certificate."""
    for name in ("Product", "AgentVersion", "InstallDirectory"):
        machine.registry.set(SETUP, name, RegistryType.REG_SZ, ONE_LINE)
    parent = rf"{AGENT_GROUPS}\{GROUP}\Parent Health Services\0"
    machine.registry.set(parent, "AuthenticationName", RegistryType.REG_SZ, ONE_LINE)
    certificate = machine.stores.certificates("My")[0]
    texts = [
        element(number, f"{FREE}\0".encode("utf-16-le", "surrogatepass")) for number in (FRIENDLY_NAME, DESCRIPTION)
    ]
    machine.stores.add_entry("Root", thumbprint(certificate), store_entry(certificate, *texts))


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Controller]:
    with controller(_site(), tmp_path) as running:
        for machine, action in ((FAULTY, "Command"), (CLOSED, "Create")):
            fault = Fault(2150858999, "w:InternalError", XML)
            running.site.endpoint.misbehave(Misbehaviour(Kind.FAULT, machine, action, fault=fault))
        yield running


def _acting(run: Run) -> set[str]:
    """The characters of an output that do more than stand there, and lines that a host's text began."""
    return {each for each in run.output if not each.isprintable()} - {"\n"} | set(
        re.findall(r"^\W*FAKED.*", run.output, re.MULTILINE)
    )


def _was_rendered(lab: Controller) -> bool:
    return (lab.folder / "t").exists()


def test_an_onboarding_shows_and_keeps_a_hosts_text_as_text(lab: Controller) -> None:
    failing = ["unreachable", "undetermined", "name_mismatch"]
    run = lab.play("scom.dmz.onboard", "--diff", "-vvvv", gateway_trust_failing_verdicts=failing)
    assert _acting(run) == set()
    assert not _was_rendered(lab)
    assert run.rows[LACKING].changes == "root imported, agent restarted"
    assert run.rows[LACKING].link == "up"
    assert run.failed == {ODD, FAULTY, CLOSED}
    for shown in (rf"+Root: CN={TEMPLATE}\x1b", rf"authenticates {TEMPLATE}{BLOCK}\x1b", rf"{BLOCK}\x7f \x9b2J"):
        assert shown in run.output.replace(r"\\", "\\")


def test_what_a_user_does_with_a_result_neither_renders_nor_shows_it_raw(lab: Controller) -> None:
    run = lab.play_text(USE, "-vvvvv")
    assert (run.code, run.failed) == (0, set()), run.output
    assert _acting(run) == set()
    assert not _was_rendered(lab)
    assert (lab.folder / "rendered").exists()
    assert run.output.count(TEMPLATE) > 10


def test_the_command_ansible_shows_a_hosts_text_as_text(lab: Controller) -> None:
    run = lab.module(f"{ODD},{FAULTY},{CLOSED},{GATEWAY}", "channel_certificate_info")
    assert _acting(run) == set()
    assert not _was_rendered(lab)
    assert TEMPLATE in run.output
