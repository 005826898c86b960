# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""root_certificate as a playbook uses it: files beside the playbook, bad arguments, what a person gets to see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.registry import differences, entry_key, root_of
from tests.lab.demonstration import GATEWAY, ROOT_MISSING
from tests.lab.windows.certificate_store import thumbprint
from tests.pki.pem import pem

WEB = ROOT_MISSING[0]
FOUR_STEPS = (True, False, True, False)
"""In check mode or not."""


def _task(check_mode: bool = False, **arguments: Any) -> dict[str, Any]:
    return {"scom.dmz.root_certificate": arguments, "check_mode": check_mode}


def _four_steps(**arguments: Any) -> list[dict[str, Any]]:
    return [_task(check_mode, **arguments) for check_mode in FOUR_STEPS]


def _actions(results: list[dict[str, Any]]) -> list[str]:
    return [certificate["action"] for result in results for certificate in result["certificates"]]


def _files(folder: Path, root: x509.Certificate) -> list[str]:
    """A file in each of two forms in the folder where a playbook's files are."""
    (folder / "files").mkdir()
    forms = {"pem": root.public_bytes(Encoding.PEM), "p7c": pkcs7.serialize_certificates([root], Encoding.DER)}
    for form, data in forms.items():
        (folder / "files" / f"root.{form}").write_bytes(data)
    return list(forms)


def test_a_file_beside_the_playbook_is_imported_and_removed_in_four_steps_each(lab: Controller) -> None:
    forms = _files(lab.folder, root_of(lab.dmz))
    before = lab.registries()
    tasks = [
        task
        for form in forms
        for state in ("present", "absent")
        for task in _four_steps(path=f"root.{form}", state=state)
    ]
    results = lab.tasks(WEB, *tasks)
    assert [result["changed"] for result in results] == [True, True, False, False] * 4
    assert (
        _actions(results)
        == [
            *("imported", "imported", "present", "present", "removed", "removed", "absent", "absent"),
        ]
        * 2
    )
    assert lab.registries() == before
    methods = [entry.cim_method for entry in lab.changes()]
    assert methods == ["CreateKey", "SetBinaryValue", "DeleteKey"] * 2


def test_bad_arguments_and_bad_files_are_one_sentence_each_and_the_host_stays_as_it_is(lab: Controller) -> None:
    root, leaf = root_of(lab.dmz), lab.dmz.gateways[GATEWAY].machine.stores.certificates("My")[0]
    (lab.folder / "empty.pem").write_bytes(b"")
    (lab.folder / "garbage.pem").write_bytes(b"\xff\x00garbage")
    (lab.folder / "blocked").write_text("")
    expected = {
        "value of store must be one of: CA, Root, auto, got: My": {"content": pem(root), "store": "My"},
        "value of state must be one of: absent, exact, present, got: gone": {"content": pem(root), "state": "gone"},
        "nothing is named: give path or content, or thumbprint with state absent": {},
        "importing one needs path or content": {"thumbprint": thumbprint(root)},
        "Unsupported parameters": {"content": pem(root), "key_exportable": True},
        "cannot read the certificate file nowhere.cer on the controller": {"path": "nowhere.cer"},
        "empty.pem holds no certificate": {"path": "empty.pem"},
        "garbage.pem holds no certificate": {"path": "garbage.pem"},
        "cannot waive everything: the rules are ": {"content": pem(root), "waive": "everything"},
        "the list of purposes is empty": {"content": pem(root), "purposes": []},
        "is not a CA: its basic constraints do not say so (rule ca)": {"content": pem(root, leaf)},
        f"no certificate has the pinned SHA-256 {'AB' * 32}": {"content": pem(root), "sha256": "AB" * 32},
        f"the journal {lab.folder}/blocked/{WEB}.jsonl: Not a directory": {
            "content": pem(root),
            "journal": str(lab.folder / "blocked"),
        },
    }
    results = lab.tasks(WEB, *(_task(**arguments) for arguments in expected.values()))
    assert [result["failed"] for result in results] == [True] * len(expected)
    assert [
        (words, each["msg"]) for words, each in zip(expected, results, strict=True) if words not in each["msg"]
    ] == []
    assert [result["msg"] for result in results if "Traceback" in result["msg"]] == []
    assert lab.changes() == []


def test_a_copy_of_group_policy_is_enough_unless_an_own_one_is_required(lab: Controller) -> None:
    lab.dmz.machines[WEB].stores.add("Root", root_of(lab.dmz), physical=".GroupPolicy")
    content = pem(root_of(lab.dmz))
    before = lab.registries()
    enough, *own = lab.tasks(
        WEB, _task(content=content), *_four_steps(content=content, require_local=True, purposes=["serverAuth"])
    )
    assert (enough["changed"], _actions([enough])) == (False, ["present"])
    assert enough["certificates"][0]["physical_stores"] == [".GroupPolicy"]
    assert _actions(own) == ["imported", "imported", "present", "present"]
    assert all("holds it unrestricted: .GroupPolicy" in result["warnings"][0] for result in own)
    assert {
        host: differences(before[host], each) for host, each in lab.registries().items() if each != before[host]
    } == {WEB: {entry_key(root_of(lab.dmz)): {"Blob"}}}


def test_a_person_sees_the_change_and_the_warning(lab: Controller) -> None:
    root, leaf = root_of(lab.dmz), lab.dmz.gateways[GATEWAY].machine.stores.certificates("My")[0]
    arguments = {"content": pem(root, leaf), "partial": True, "friendly_name": "Corp"}
    run = lab.module(WEB, "root_certificate", "--diff", **arguments)
    assert f"+Root: {root.subject.rfc4514_string()} (SHA-1 {thumbprint(root)}, SHA-256 " in run.output
    assert ", friendly name Corp\n" in run.output
    assert f"refused: {leaf.subject.rfc4514_string()} is not a CA" in " ".join(run.output.split())
    assert run.code == 0


def test_exact_takes_away_what_an_earlier_run_imported_and_nothing_else(lab: Controller) -> None:
    root, other = root_of(lab.dmz), lab.dmz.pki.root("Yesterday's Root").certificate
    before = lab.registries()
    lab.module(WEB, "root_certificate", content=pem(other), set="corp")
    results = lab.tasks(WEB, *_four_steps(content=pem(root), state="exact", set="corp", force=True))
    assert _actions(results) == ["imported", "removed", "imported", "removed", "present", "present"]
    assert differences(before[WEB], lab.registries()[WEB]) == {entry_key(root): {"Blob"}}
