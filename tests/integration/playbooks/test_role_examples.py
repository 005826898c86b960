# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the roles, as their documentation and READMEs have them, do what the roles say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.environment import REPOSITORY
from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.integration.playbooks.registry import root_of
from tests.integration.playbooks.rotation_site import SMALL, Roots, small_site
from tests.lab.demonstration import GATEWAY, OTHER_GATEWAY, REFUSING, ROOT_MISSING

RUN_HERE = {
    "gateway_root main",
    "gateway_trust check",
    "gateway_trust main",
    "root_audit main",
    "root_rollback main",
    "root_rotation main",
    "root_rotation prepare",
    "trust_report main",
}


def examples() -> dict[str, str]:
    """The example of each entry point of each role."""
    found = {}
    for path in (REPOSITORY / "roles").glob("*/meta/argument_specs.yml"):
        specs = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]
        found |= {f"{path.parts[-3]} {name}": spec["examples"] for name, spec in specs.items()}
    return found


def play(lab: Controller, entry_point: str) -> Run:
    """Run the example of an entry point, which says all that it needs itself."""
    return lab.play_text(examples()[entry_point], gateway_trust_gateway=None)


def read(lab: Controller, path: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((lab.folder / "scom-dmz" / path).read_text(encoding="utf-8"))
    return content


def rotation(folder: Path, entry_point: str) -> tuple[Run, Controller, Roots]:
    """Run an example of the role that replaces a root."""
    dmz, roots = small_site()
    with controller(dmz, folder) as lab:
        (folder / "new-root.pem").write_bytes(roots.new.certificate.public_bytes(Encoding.PEM))
        return play(lab, entry_point), lab, roots


def test_every_example_is_run() -> None:
    assert set(examples()) == RUN_HERE


def test_the_example_of_gateway_trust_onboards(lab: Controller) -> None:
    run = play(lab, "gateway_trust main")
    assert run.changed == set(ROOT_MISSING)
    assert run.failed == set(REFUSING)


def test_the_example_of_a_check_tells_of_both_gateways_and_leaves_a_report(whole: Controller) -> None:
    run = play(whole, "gateway_trust check")
    verdicts = {(each["host"], each["gateway"]): each["verdict"] for each in read(whole, "report/report.json")["hosts"]}
    assert verdicts[ROOT_MISSING[0], GATEWAY] == "root_missing"
    assert verdicts["mail01.dmz.example", OTHER_GATEWAY] == "trusted"
    assert run.failed == set(REFUSING)
    assert whole.changes() == []


def test_the_example_of_gateway_root_shows_the_fingerprint(lab: Controller) -> None:
    run = play(lab, "gateway_root main")
    fingerprint = root_of(lab.dmz).fingerprint(SHA256()).hex().upper()
    assert f"CN=Example Corp Root CA has the SHA-256 {fingerprint}" in run.output


def test_the_example_of_an_audit_fails_hosts_and_leaves_the_findings(lab: Controller) -> None:
    run = play(lab, "root_audit main")
    audited = read(lab, "audit/audit.json")["hosts"]
    assert {each["host"] for each in audited} == {*lab.dmz.machines, *REFUSING}
    assert run.failed == {each["host"] for each in audited if each["fails"]} >= set(REFUSING)


def test_the_example_of_a_report_merges_the_records_of_two_controllers(lab: Controller) -> None:
    for part, host in (("north", ROOT_MISSING[0]), ("south", ROOT_MISSING[1])):
        lab.play("scom.dmz.check", "--limit", host, gateway_trust_report_folder=f"~/scom-dmz/{part}")
    run = play(lab, "trust_report main")
    assert run.code == 0, run.output
    assert [each["host"] for each in read(lab, "all/report.json")["hosts"]] == [*ROOT_MISSING[:2]]


def test_the_example_of_a_rollback_takes_a_run_back(lab: Controller) -> None:
    before = lab.registries()
    lab.play("scom.dmz.onboard", "--limit", ROOT_MISSING[0])
    (journal,) = (lab.folder / ".scom-dmz" / "journal").glob("*.jsonl")
    run = json.loads(journal.read_text(encoding="utf-8").splitlines()[0])["run"]
    example = examples()["root_rollback main"].replace("20260101T101337Z-5f3a9c", run)
    assert lab.play_text(example, gateway_trust_gateway=None, root_rollback_force=True).changed == {ROOT_MISSING[0]}
    assert lab.registries() == before


def test_the_example_of_a_rotation_brings_the_new_root_to_every_agent(tmp_path: Path) -> None:
    run, lab, roots = rotation(tmp_path, "root_rotation main")
    assert run.changed == set(SMALL)
    held = {host: lab.dmz.machines[host].stores.certificates("Root") for host in SMALL}
    assert all(roots.new.certificate in roots_of_host for roots_of_host in held.values())


def test_the_example_of_preparing_a_rotation_ends_in_the_answer_that_the_gateways_may_not_switch(
    tmp_path: Path,
) -> None:
    run, lab, _roots = rotation(tmp_path, "root_rotation prepare")
    assert "may not switch to CN=Example Corp Root CA 2 yet" in run.output
    assert run.code != 0
    assert lab.changes() == []
