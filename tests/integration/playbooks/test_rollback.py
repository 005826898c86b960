# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run is taken back to the byte on every host, and not at all where somebody has changed what it left."""

from __future__ import annotations

import json
import shutil
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.playbooks.ansible import Controller, Run
from tests.integration.playbooks.registry import entry_key, root_of
from tests.lab.demonstration import GATEWAY, REFUSING, ROOT_DISTRUSTED, ROOT_MISSING
from tests.lab.dmz import ADMINISTRATOR
from tests.lab.windows.registry import RegistryType

WEB, OTHER, _APP = ROOT_MISSING
SERVED = f"all:!{REFUSING[0]}"
CHANGED = ("web01.dmz.example", "web02.dmz.example", "app01.dmz.example", ROOT_DISTRUSTED)

CHANGING = """
- hosts: all
  gather_facts: false
  tasks:
    - name: Import a root and an intermediate
      scom.dmz.root_certificate:
        content: "{{ imported }}"
        purposes: [serverAuth]
        require_local: true
    - name: Change what was there
      scom.dmz.root_certificate:
        content: "{{ there }}"
        friendly_name: Changed
    - name: Change what was imported
      scom.dmz.root_certificate:
        content: "{{ imported }}"
        friendly_name: Ours
    - name: Remove what was there
      scom.dmz.root_certificate:
        thumbprint: "{{ gone }}"
        state: absent
"""


def _journal(lab: Controller) -> list[dict[str, Any]]:
    files = (lab.folder / ".scom-dmz" / "journal").glob("*.jsonl")
    return [json.loads(line) for path in files for line in path.read_text().splitlines()]


def _runs(lab: Controller) -> list[str]:
    """The runs that have changed something, the first one first."""
    intents = sorted((line for line in _journal(lab) if line["kind"] == "intent"), key=lambda line: line["time"])
    return list(dict.fromkeys(line["run"] for line in intents))


def _roll_back(lab: Controller, run: str, *options: str, **variables: Any) -> Run:
    """By force, since the agents of an onboarding need what it has brought."""
    given = {"root_rollback_run": run, "root_rollback_hosts": SERVED, "root_rollback_force": True}
    return lab.play("scom.dmz.rollback", *options, **{**given, **variables})


def _hosts_that_differ(before: Any, after: Any) -> set[str]:
    return {host for host in before if before[host] != after[host]}


def test_after_an_onboarding_was_taken_back_every_registry_is_byte_for_byte_what_it_was(lab: Controller) -> None:
    before = lab.registries()
    lab.play("scom.dmz.onboard")
    onboarded = lab.registries()
    (run,) = _runs(lab)
    checked = _roll_back(lab, run, "--check", "--diff")
    assert (checked.changed, checked.output.count("-Root: ")) == (set(ROOT_MISSING), len(ROOT_MISSING))
    assert lab.registries() == onboarded
    assert _roll_back(lab, run).changed == set(ROOT_MISSING)
    assert lab.registries() == before
    writes = len(lab.changes())
    assert _roll_back(lab, run).changed == set()
    assert len(lab.changes()) == writes


def test_imports_changes_and_removals_on_several_hosts_are_taken_back_and_brought_again(lab: Controller) -> None:
    pki = lab.dmz.pki
    authority, gone = pki.root("Imported Root"), pki.root("Root to remove")
    imported = [pki.issuing("Imported CA", authority), authority]
    for host in CHANGED:
        lab.dmz.machines[host].stores.add("Root", gone.certificate)
        lab.dmz.machines[host].stores.add("Root", lab.dmz.agent_authority.certificate)
    before = lab.registries()
    pem = {
        "imported": "".join(each.certificate.public_bytes(Encoding.PEM).decode() for each in imported),
        "there": lab.dmz.agent_authority.certificate.public_bytes(Encoding.PEM).decode(),
        "gone": gone.certificate.fingerprint(SHA1()).hex(":"),
    }
    assert lab.play_text(CHANGING, "--limit", ",".join(CHANGED), **pem).changed == set(CHANGED)
    changed = lab.registries()
    assert _hosts_that_differ(before, changed) == set(CHANGED)
    (run,) = _runs(lab)
    assert _roll_back(lab, run).changed == set(CHANGED)
    assert lab.registries() == before
    assert _roll_back(lab, _runs(lab)[-1]).changed == set(CHANGED)
    assert lab.registries() == changed


def test_what_the_agents_need_is_not_taken_back_unless_that_is_insisted_on(lab: Controller) -> None:
    lab.play("scom.dmz.onboard", "--limit", f"{WEB},{OTHER}")
    onboarded = lab.registries()
    rollback = _roll_back(lab, _runs(lab)[0], root_rollback_force=False)
    assert (rollback.code, rollback.changed, rollback.failed) == (2, set(), {WEB, OTHER})
    assert f"the chain of the parent {GATEWAY} needs CN=Example Corp Root CA" in " ".join(rollback.output.split())
    assert lab.registries() == onboarded


def test_what_was_changed_since_is_named_and_that_host_left_as_it_is(lab: Controller) -> None:
    before = lab.registries()
    lab.play("scom.dmz.onboard", "--limit", f"{WEB},{OTHER}")
    key = f"HKLM\\{entry_key(root_of(lab.dmz))}"
    lab.dmz.machines[WEB].registry.set(key, "Blob", RegistryType.REG_BINARY, b"somebody else's")
    meddled = lab.registries()[WEB]
    rollback = _roll_back(lab, _runs(lab)[0])
    words = f"on {WEB}: changed since that run, so nothing was taken back: {key.rpartition(chr(92))[2]} in Root"
    assert words in " ".join(rollback.output.split())
    assert (rollback.failed, rollback.changed) == ({WEB}, {OTHER})
    after = lab.registries()
    assert after[WEB] == meddled
    assert _hosts_that_differ(before, after) == {WEB}
    assert rollback.code != 0


def test_hosts_are_asked_that_the_run_has_changed_and_its_gateway_and_the_end_is_a_table(lab: Controller) -> None:
    lab.play("scom.dmz.onboard", "--limit", f"{WEB},{OTHER}")
    (run,), asked = _runs(lab), len(lab.log)
    rollback = lab.play("scom.dmz.rollback", root_rollback_run=run, root_rollback_force=True)
    assert (rollback.code, rollback.changed) == (0, {WEB, OTHER})
    assert {entry.machine for entry in list(lab.log)[asked:]} == {WEB, OTHER, GATEWAY}
    told = [" ".join(line.strip(' ",').split()) for line in rollback.output.splitlines()]
    for host in (WEB, OTHER):
        assert any(
            line.startswith(f"{host} taken back 1 0 ") and "needs CN=Example Corp Root CA" in line for line in told
        )
    assert "2 taken back" in told
    assert [line for line in told if line.endswith("not asked: the journal knows no change of that run there")]
    assert f"This rollback can be taken back by scom.dmz.rollback with root_rollback_run={_runs(lab)[-1]}" in told


def test_a_gateway_that_cannot_be_read_keeps_no_run_from_being_looked_at(lab: Controller) -> None:
    lab.play("scom.dmz.onboard", "--limit", WEB)
    lab.vary(GATEWAY, ansible_password="wrong")
    rollback = _roll_back(lab, _runs(lab)[0])
    assert f"{WEB} " in rollback.output.partition("TASK [scom.dmz.root_rollback : Show the table of hosts]")[2]
    assert GATEWAY not in rollback.failed


def test_the_number_of_the_change_and_who_made_it_are_in_the_journal(lab: Controller) -> None:
    lab.play("scom.dmz.onboard", "--limit", WEB, gateway_trust_change_id="CHG1")
    lab.play(
        "scom.dmz.rollback", root_rollback_run=_runs(lab)[0], root_rollback_change_id="CHG2", root_rollback_force=True
    )
    onboarding, rollback = (line for line in _journal(lab) if line["kind"] == "intent")
    assert (onboarding["change_id"], onboarding["module"], onboarding["undoes"]) == ("CHG1", "gateway_trust", "")
    assert (rollback["change_id"], rollback["module"]) == ("CHG2", "root_rollback")
    assert rollback["undoes"] == onboarding["run"]
    assert {onboarding["remote_user"], rollback["remote_user"]} == {ADMINISTRATOR}


def test_a_run_that_no_journal_knows_is_an_error_and_changes_nothing(lab: Controller) -> None:
    lab.play("scom.dmz.onboard", "--limit", WEB)
    (run,), onboarded = _runs(lab), lab.registries()
    shutil.rmtree(lab.folder / ".scom-dmz")
    rollback = _roll_back(lab, run)
    assert f"The journal of these hosts knows no change of a run {run}: nothing was taken back." in rollback.output
    assert rollback.code != 0
    assert rollback.changed == set()
    assert lab.registries() == onboarded


def test_a_journal_elsewhere_serves_onboarding_and_rollback(lab: Controller) -> None:
    before, folder = lab.registries(), lab.folder / "elsewhere"
    lab.play("scom.dmz.onboard", "--limit", WEB, gateway_trust_journal=str(folder))
    assert {path.name for path in folder.iterdir()} == {f"{WEB}.jsonl", "approved-roots.log"}
    run = json.loads(folder.joinpath(f"{WEB}.jsonl").read_text().splitlines()[0])["run"]
    rollback = _roll_back(lab, run, "--limit", WEB, root_rollback_journal=str(folder))
    assert rollback.changed == {WEB}
    assert lab.registries() == before
