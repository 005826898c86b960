# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The roles in somebody else's playbook."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.registry import root_of
from tests.lab.demonstration import ROOT_DISTRUSTED, ROOT_MISSING

ONE_BY_ONE = """
- hosts: down01.dmz.example,web01.dmz.example,web02.dmz.example
  gather_facts: false
  serial: 1
  roles:
    - scom.dmz.gateway_trust
"""

FOR_SOME_HOSTS = """
- hosts: app01.dmz.example,web01.dmz.example
  gather_facts: false
  tasks:
    - ansible.builtin.import_role:
        name: scom.dmz.gateway_trust
      when: inventory_hostname is match('web')
"""

REPORT_FOR_SOME_HOSTS = """
- hosts: app01.dmz.example,web01.dmz.example
  gather_facts: false
  tasks:
    - ansible.builtin.import_role:
        name: scom.dmz.trust_report
      when: inventory_hostname != ansible_play_hosts[0]
      tags: chosen
"""

IMPORTED_WITH_ITS_ROOT = """
- ansible.builtin.import_playbook: scom.dmz.check
  vars:
    gateway_trust_gateway: gw01.corp.example
    gateway_trust_root_file: "{{ root }}"
    gateway_trust_hosts: web01.dmz.example
"""

FREE = """
- hosts: dmz
  gather_facts: false
  strategy: free
  roles:
    - scom.dmz.gateway_trust
"""

TWO_GATEWAYS = """
- hosts: mail01.dmz.example,web01.dmz.example
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: scom.dmz.gateway_trust
        tasks_from: check
      vars:
        gateway_trust_gateway: "{{ item }}"
      loop: [gw01.corp.example, gw02.corp.example]
"""

WITH_OTHER_TASKS = """
- hosts: dmz
  gather_facts: false
  tasks:
    - name: Only the agents of the web servers
      ansible.builtin.include_role:
        name: scom.dmz.gateway_trust
        tasks_from: check
      when: inventory_hostname is match('web')
    - name: What comes after
      ansible.builtin.debug:
        msg: "{{ inventory_hostname }} goes on as {{ gateway_trust_result.verdict | default('unchecked') }}"
"""


def test_the_variables_of_an_imported_playbook_give_the_root_to_all_its_plays(lab: Controller, tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    root.write_bytes(root_of(lab.dmz).public_bytes(Encoding.PEM))
    run = lab.play_text(IMPORTED_WITH_ITS_ROOT, root=str(root))
    assert run.code == 0, run.output
    assert {entry.machine for entry in lab.log} == {"web01.dmz.example"}


def test_a_batch_of_broken_hosts_does_not_keep_the_others_from_being_served(lab: Controller) -> None:
    run = lab.play_text(ONE_BY_ONE)
    assert run.changed == {"web01.dmz.example", "web02.dmz.example"}
    assert "down01.dmz.example is unreachable: cannot connect to down01.dmz.example" in run.output
    assert run.code != 0


def test_an_imported_role_may_be_for_some_hosts_only(lab: Controller) -> None:
    assert lab.play_text(FOR_SOME_HOSTS).changed == {"web01.dmz.example"}


def test_an_imported_report_is_made_whichever_hosts_it_is_for(lab: Controller) -> None:
    run = lab.play_text(REPORT_FOR_SOME_HOSTS, "--tags", "chosen", trust_report_folder=str(lab.folder / "report"))
    assert run.changed == {"web01.dmz.example"}
    assert {path.suffix for path in (lab.folder / "report").iterdir()} == {".html", ".csv", ".json"}


def test_the_strategy_free_serves_all_hosts(lab: Controller) -> None:
    run = lab.play_text(FREE)
    assert run.changed == set(ROOT_MISSING)
    assert all(lab.dmz.agents[host].links for host in ROOT_MISSING)


def test_each_gateway_of_a_play_has_a_table_of_its_own(whole: Controller) -> None:
    first, second = whole.play_text(TWO_GATEWAYS, gateway_trust_gateway=None).tables
    assert {host: row.verdict for host, row in first.items()} == {
        "mail01.dmz.example": "not_pointed_at_gateway",
        "web01.dmz.example": "root_missing",
    }
    assert {host: row.verdict for host, row in second.items()} == {
        "mail01.dmz.example": "trusted",
        "web01.dmz.example": "not_pointed_at_gateway",
    }


def test_a_check_of_some_hosts_lets_the_play_go_on_with_all(lab: Controller) -> None:
    run = lab.play_text(WITH_OTHER_TASKS)
    assert set(run.rows) == {"web01.dmz.example", "web02.dmz.example"}
    assert "web01.dmz.example goes on as root_missing" in run.output
    assert "down01.dmz.example goes on as unchecked" in run.output
    assert run.code == 0


def test_a_verdict_can_be_made_to_fail_the_run(lab: Controller) -> None:
    run = lab.play("scom.dmz.check", "--limit", ROOT_DISTRUSTED, gateway_trust_failing_verdicts=["root_distrusted"])
    assert f"{ROOT_DISTRUSTED} is root_distrusted:" in run.output
    assert run.failed == {ROOT_DISTRUSTED}


def test_no_verdict_has_to_fail_the_run(lab: Controller) -> None:
    run = lab.play("scom.dmz.check", "--limit", "down01.dmz.example", gateway_trust_failing_verdicts=[])
    assert run.rows["down01.dmz.example"].verdict == "unreachable"
    assert (run.code, run.failed) == (0, set())
