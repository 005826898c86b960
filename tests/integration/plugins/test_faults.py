# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever goes wrong while a root is imported, and at which request: the host is as before or as wanted, and the next run brings it home."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import Deadline
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import NAME, connect
from tests.lab.dmz import Dmz
from tests.lab.faults import FAULTS, SOAP_FAULTS
from tests.lab.windows.certificate_store import elements, thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.wsman.endpoint import Endpoint
from tests.pki.pem import pem

BEFORE, AFTER, EMPTY_KEY, BETWEEN = "before", "after", "an empty key", "between"
STORE = r"HKLM\SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates"

HARMLESS = {
    "drops_half_an_answer": "is read or written again",
    "drops_idle_connection": "is asked again",
    "login_lost_in_the_middle": "logs in again",
    "many_receives": "is read to its end",
    "slow": "is waited for",
    "endless_pull": "an import enumerates nothing",
    "profile_not_loaded": "the shell is there already",
    "quota_of_shells": "the shell is there already",
}
"""What an import gets over, and why."""

CAUSES = {
    "access_denied_on_root_store": "access is denied",
    "access_denied_on_write": "access is denied",
    "bad_request": "the host no longer knows the session",
    "busy": "HTTP status 503",
    "deep_nesting": "no return code|the answer to",
    "disk_full": "the disk is full",
    "endless_answer": "the answer is larger than",
    "entity_bomb": "a document type declaration",
    "external_entity": "a document type declaration",
    "gigabyte": "the answer is larger than",
    "hangs": "it took longer than",
    "hangs_in_the_middle": "it took longer than",
    "login_lost_for_good": "no longer",
    "not_found": "HTTP status 404",
    "provider_failure": "WSManFault 2150858755",
    "quota_of_operations": "WSManFault 2150859174",
    "quota_of_system": "WSManFault 2150859176",
    "quota_of_user": "WSManFault 2150859175",
    "refuses": "the connection to the host broke",
    "too_large": "HTTP status 413",
    "trickles": "it took longer than",
    "truncated_xml": "the XML is not well-formed",
    "wmi_broken": "WSManFault",
    "wmi_error": "WSManFault",
    "wrong_relates_to": "the answer relates to",
}
"""What the message names as the cause, as a regular expression."""

ASKED_ELSEWHERE = {"fault_resource_not_found"}
"""StdRegProv is registered in two namespaces, and the other one is asked."""

WAITING = {"hangs", "hangs_in_the_middle", "trickles"}
UNPLACED = {name for name, fault in FAULTS.items() if any(rule.before_login for rule in fault.misbehaviours)}
"""They meet every exchange, and have no request to be placed at."""
PLACED = sorted(set(CAUSES) - WAITING - UNPLACED)


@dataclass(frozen=True)
class Patient:
    """A host that a root is imported to, again and again."""

    endpoint: Endpoint
    machine: Machine
    root: x509.Certificate
    folder: Path

    def import_root(self, fault: str | None = None, nth: int | None = None, onwards: bool | None = None) -> str:
        """Import the root after a login, with a fault from then on; the sentence of what failed."""
        session = connect(self.endpoint, operation_timeout_sec=1, read_timeout_sec=20)
        session.deadline = Deadline(2 if fault in WAITING else 60)
        if fault:
            FAULTS[fault].inject(self.endpoint, self.machine, nth, onwards)
        try:
            content = pem(self.root)
            result = act(session, "root_certificate", self.folder, content=content)
        except ScomDmzError as error:
            return str(error)
        finally:
            if fault:
                FAULTS[fault].end(self.endpoint, self.machine)
        return str(result.get("msg", ""))

    @property
    def state(self) -> str:
        key = f"{STORE}\\{thumbprint(self.root)}"
        if not self.machine.registry.exists(key):
            return BEFORE
        blob = {value.name: value.data for value in self.machine.registry.values(key)}.get("Blob")
        if blob is None:
            return EMPTY_KEY
        return AFTER if elements(blob)[32] == self.root.public_bytes(Encoding.DER) else BETWEEN

    @property
    def open_changes(self) -> int:
        return len(Journal(self.folder / "journal", NAME).open_changes())

    def forget(self) -> None:
        """Be as before the first import."""
        self.machine.registry.delete_key(f"{STORE}\\{thumbprint(self.root)}")
        shutil.rmtree(self.folder / "journal")


@pytest.fixture
def patient(endpoint: Endpoint, site: Dmz, machine: Machine, tmp_path: Path) -> Patient:
    return Patient(endpoint, machine, site.agent_authority.certificate, tmp_path)


@pytest.fixture
def requests(patient: Patient) -> list[str]:
    """The actions and methods of an import after the login, in their order."""
    assert patient.import_root() == ""
    patient.forget()
    _create, *asked = [entry.cim_method or entry.action for entry in patient.endpoint.log if entry.action]
    return asked


def _recovers(patient: Patient) -> None:
    assert patient.import_root() == ""
    assert (patient.state, patient.open_changes) == (AFTER, 0)
    patient.forget()


def test_every_fault_is_judged() -> None:
    assert {*HARMLESS, *CAUSES, *SOAP_FAULTS} == set(FAULTS)


@pytest.mark.parametrize("onwards", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("name", PLACED)
def test_a_fault_at_any_request_leaves_the_host_as_before_or_as_wanted(
    patient: Patient, requests: list[str], name: str, onwards: bool
) -> None:
    sentences = []
    for nth in range(1, len(requests) + 1):
        sentence = patient.import_root(name, nth, onwards)
        print(f"{name}, request {nth}, {'from then on' if onwards else 'once'}: {patient.state}; {sentence}")
        assert patient.state in (
            {BEFORE, AFTER, EMPTY_KEY} if onwards else {BEFORE, AFTER}
        )  # who fails on keeps the key
        assert sentence or patient.state == AFTER
        sentences.append(sentence)
        _recovers(patient)
    told = [sentence for sentence in sentences if sentence]
    assert [sentence for sentence in told if NAME not in sentence or not sentence.startswith("cannot ")] == []
    assert [sentence for sentence in told if not re.search(CAUSES[name], sentence)] == []
    assert told or not onwards


@pytest.mark.parametrize("name", sorted(SOAP_FAULTS))
def test_a_fault_of_any_code_while_the_value_is_written_is_undone_and_told(
    patient: Patient, requests: list[str], name: str
) -> None:
    sentence = patient.import_root(name, requests.index("SetBinaryValue") + 1, False)
    print(f"{name}: {patient.state}; {sentence}")
    expected = (AFTER, False) if name in ASKED_ELSEWHERE else (BEFORE, True)
    assert (patient.state, NAME in sentence) == expected
    _recovers(patient)


@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_what_an_import_gets_over_it_gets_over_at_any_request(patient: Patient, requests: list[str], name: str) -> None:
    for nth in range(1, len(requests) + 1):
        assert patient.import_root(name, nth, False) == ""
        assert (patient.state, patient.open_changes) == (AFTER, 0)
        patient.forget()


@pytest.mark.parametrize("name", sorted(WAITING - UNPLACED))
def test_a_host_that_keeps_an_import_waiting_is_given_up_and_undone(
    patient: Patient, requests: list[str], name: str
) -> None:
    for nth in (1, requests.index("SetBinaryValue") + 1):
        sentence = patient.import_root(name, nth, False)
        assert re.search(CAUSES[name], sentence)
        assert NAME in sentence
        assert patient.state == BEFORE
        _recovers(patient)


@pytest.mark.parametrize("name", sorted(UNPLACED - {"hangs"}))
def test_a_host_that_cannot_be_reached_any_more_is_left_as_it_was(patient: Patient, name: str) -> None:
    sentence = patient.import_root(name)
    assert re.search(CAUSES[name], sentence)
    assert NAME in sentence
    assert patient.state == BEFORE
    _recovers(patient)
