# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gateway_trust brings what an agent lacks, restarts it where that is called for, and leaves everything else alone; whatever
comes in between, what was done is told and the next run goes on from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.errors import AnsibleConnectionFailure
from ansible_collections.scom.dmz.plugins.action import gateway_trust, gateway_trust_info
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import (
    CertificateWriter,
    Superseded,
    Written,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_limit import ChangeLimit
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ConnectionLost,
    JournalError,
    OptionError,
    ServiceError,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    CERTIFICATE,
    DESCRIPTION,
    ENHANCED_KEY_USAGE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import Deadline
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes
from cryptography import x509

from tests.authorities import presented_roots
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.demonstration import GATEWAY, GROUP, OTHER_GATEWAY, OTHER_GROUP
from tests.lab.dmz import Dmz
from tests.lab.faults import FAULTS
from tests.lab.faults.catalogue import ROOT_STORE
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr import health_service
from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.behaviour import Behaviour
from tests.lab.opsmgr.installation import Parent, unregister_certificate
from tests.lab.scenarios import AGENT, SITE_SCENARIOS, build
from tests.lab.scenarios.site import usual_site
from tests.lab.windows.certificate_store import store_entry, store_path, thumbprint
from tests.lab.windows.event_log import EventLog
from tests.lab.windows.machine import Machine
from tests.lab.windows.services import ServiceResult
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour
from tests.pki.certificates import rsa_key
from tests.unit.plugins.plugin_utils.x509.authority import issue

Result = dict[str, Any]
BOTH_CHANGES = ["root imported", "agent restarted"]


class Patient:
    """An agent of a served site, and what is known of its gateways."""

    def __init__(self, dmz: Dmz, endpoint: Endpoint, folder: Path) -> None:
        self.dmz = dmz
        self.endpoint = endpoint
        self.folder = folder
        self.gateways = [self._known(name) for name in dmz.gateways]

    def _known(self, name: str) -> Result:
        told = act(connect(self.endpoint, host=name), "gateway_info", self.folder)["gateway"]
        return {"name": name, "chain": told["certificate"]["chain_pem"], "evidence": told["evidence"]}

    def onboard(self, **arguments: Any) -> Result:
        return self._act("gateway_trust", **arguments)

    def look(self, onboarding: Result) -> Result:
        return self._act("gateway_trust_info", onboarding=onboarding)

    def _act(self, module: str, seconds: float = 60, **arguments: Any) -> Result:
        session = connect(self.endpoint, host=AGENT)
        session.deadline = Deadline(seconds)
        return act(session, module, self.folder, **{"gateways": self.gateways, **arguments})

    @property
    def machine(self) -> Machine:
        return self.dmz.machines[AGENT]

    @property
    def agent(self) -> Agent:
        return self.dmz.agents[AGENT]

    @property
    def process(self) -> int:
        return self.agent.service.process_id

    @property
    def state(self) -> tuple[str, int]:
        """What an import and a restart change."""
        return self.machine.registry.dump("HKLM"), self.process

    @property
    def journal(self) -> Journal:
        return Journal(self.folder / "journal", AGENT)

    def holds(self, certificate: x509.Certificate, store: str = "Root") -> bool:
        return certificate in self.machine.stores.certificates(store)

    def stop_it(self) -> None:
        """As somebody on the host does."""
        self.machine.services.stop_at_once(self.agent.service)

    def restart_it(self) -> None:
        self.stop_it()
        self.machine.services.boot()


Serve = Callable[..., Patient]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with ExitStack() as stack:

        def serve_site(dmz: Dmz) -> Patient:
            return Patient(dmz, stack.enter_context(serve_watched(dmz)).endpoint, tmp_path)

        yield serve_site


@pytest.fixture
def patient(serve: Serve) -> Patient:
    """It lacks the root of its gateway."""
    return serve(build("root_missing"))


def root_of(dmz: Dmz, gateway: str = GATEWAY) -> x509.Certificate:
    return presented_roots(dmz)[gateway]


def store_entries(patient: Patient, store: str) -> dict[str, Mapping[int, bytes]]:
    """The properties of the entries of a store, by their thumbprints."""
    entries = patient.machine.stores.entries(store)
    return {thumbprint(x509.load_der_x509_certificate(each[CERTIFICATE])): each for each in entries}


def lacking_issuing_ca() -> Dmz:
    """An agent without the root of its gateway, and without the CA below."""
    dmz = Dmz()
    SITE_SCENARIOS["issuing_ca_missing"](dmz).distrusting_agent(AGENT)
    dmz.boot()
    return dmz


def standing_by(*, links: bool = True) -> Dmz:
    """An agent without the root of its failover parent, which it has no need of as long as it is linked with the first."""
    dmz = Dmz()
    site = usual_site(dmz)
    root = dmz.pki.root("Failover Root CA")
    dmz.add_gateway(OTHER_GATEWAY, GROUP, dmz.pki.host(OTHER_GATEWAY, root), [root])
    trusted = [site.root] if links else []
    dmz.add_agent(AGENT, {GROUP: [Parent(GATEWAY), Parent(OTHER_GATEWAY)]}, trusted)
    dmz.boot()
    return dmz


def once(deed: Callable[[], object]) -> Callable[..., None]:
    """Do it at the first call."""
    deeds = [deed]

    def call(*_arguments: object) -> None:
        if deeds:
            deeds.pop()()

    return call


def before_writing(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Somebody else does something after the check and before the first write."""
    write, first = CertificateWriter.write, once(deed)

    def late(writer: CertificateWriter, *arguments: Any, **named: Any) -> Written | Superseded:
        first()
        return write(writer, *arguments, **named)

    monkeypatch.setattr(CertificateWriter, "write", late)


def interrupted(patient: Patient, outcome: ChangeOutcome | None = None) -> Change:
    """An earlier run began to import the root."""
    root = root_of(patient.dmz)
    intended = patient.journal.intend("Root", thumbprint(root), None, store_entry(root))
    if outcome:
        patient.journal.conclude(intended, outcome)
    return intended


def test_the_journal_and_the_entry_name_the_gateways_that_it_was_imported_for(serve: Serve) -> None:
    patient = serve(lacking_issuing_ca())
    patient.onboard()
    changes = [change for change, _outcome in patient.journal.changes()]
    assert [change.gateways for change in changes] == [(GATEWAY,), (GATEWAY,)]
    entry = store_entries(patient, "Root")[thumbprint(root_of(patient.dmz))]
    mark = ImportMark.parse(entry[DESCRIPTION].decode("utf-16-le").rstrip("\0"))
    assert mark and mark.gateways == (GATEWAY,) and mark.health_service


def test_purposes_come_with_every_imported_certificate(serve: Serve) -> None:
    patient = serve(lacking_issuing_ca())
    result = patient.onboard(purposes=["serverAuth", "clientAuth"])
    assert [each["purposes"] for each in result["certificates"]] == [["serverAuth", "clientAuth"]] * 2
    assert (result["verdict"], result["link"]) == ("trusted", "up")
    wanted = encode_purposes(["serverAuth", "clientAuth"])
    assert store_entries(patient, "Root")[thumbprint(root_of(patient.dmz))][ENHANCED_KEY_USAGE] == wanted


def test_purposes_that_leave_out_the_gateway_change_nothing(patient: Patient) -> None:
    before = patient.state
    with pytest.raises(OptionError, match="serverAuth"):
        patient.onboard(purposes=["clientAuth"])
    assert patient.state == before


def test_an_accepted_root_is_not_imported_on_a_host_that_shows_another(patient: Patient) -> None:
    former = issue("Former Root CA").certificate.pem()
    before = patient.state
    accepted = [{**each, "root_accepted": True, "former_roots": former} for each in patient.gateways]
    result = patient.onboard(gateways=accepted)
    assert result["failed"] and "CN=Former Root CA" in result["msg"]
    assert (patient.state, result["changed"]) == (before, False)
    assert patient.onboard(gateways=[{**each, "root_accepted": True} for each in patient.gateways])["changed"]


def test_a_root_that_is_vouched_for_replaces_another(patient: Patient) -> None:
    former = issue("Former Root CA").certificate.pem()
    result = patient.onboard(gateways=[{**each, "former_roots": former} for each in patient.gateways])
    assert result["changed"] and result["another_roots"]


def test_an_agent_that_lacks_the_root_gets_it_and_is_restarted(patient: Patient) -> None:
    before = patient.process
    result = patient.onboard()
    assert patient.holds(root_of(patient.dmz))
    assert patient.process != before
    assert (result["changed"], "failed" in result, result["error"]) == (True, False, "")
    assert (result["verdict"], result["link"]) == ("trusted", "up")
    assert [(each["action"], each["store"]) for each in result["certificates"]] == [("imported", "Root")]
    done = result["onboarding"]
    assert (done["verdict_before"], done["changes"], done["run"]) == ("root_missing", BOTH_CHANGES, RUN)
    assert (done["repaired"], done["expects_links"], done["waiting"]) == (True, True, False)


def test_a_look_that_fails_after_the_restart_is_left_to_the_next_one(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ConnectionLost("the connection to the host broke")

    monkeypatch.setattr(gateway_trust.ActionModule, "look", fail)
    result = patient.onboard()
    assert (result["changed"], "failed" in result, result["verdict"]) == (True, False, "root_missing")
    assert result["onboarding"]["waiting"]
    assert patient.look(result["onboarding"])["link"] == "up"


def test_the_cas_come_before_their_root(serve: Serve) -> None:
    result = serve(lacking_issuing_ca()).onboard()
    assert [(each["action"], each["store"]) for each in result["certificates"]] == [
        ("imported", "CA"),
        ("imported", "Root"),
    ]
    assert result["onboarding"]["changes"] == BOTH_CHANGES


def test_all_that_is_missing_of_several_gateways_comes_with_one_restart(serve: Serve) -> None:
    patient = serve(standing_by(links=False))
    result = patient.onboard()
    assert [each["action"] for each in result["certificates"]] == ["imported", "imported"]
    assert result["onboarding"]["verdicts_before"] == [
        {"gateway": name, "verdict": "root_missing"} for name in (GATEWAY, OTHER_GATEWAY)
    ]
    assert [entry.cim_method for entry in patient.endpoint.log].count("StopService") == 1


def test_everything_is_done_over_one_shell_and_the_stores_are_read_before_and_after(patient: Patient) -> None:
    patient.onboard()
    entries = patient.endpoint.log.of(AGENT)
    assert [entry.action for entry in entries].count("Create") == 1
    commands = "&".join(patient.machine.commands)
    stores = ("ROOT", "CA", "MY", "Disallowed")
    assert [commands.count(f'"{store_path(store)}\\Certificates" /s') for store in stores] == [2] * 4


def test_a_second_run_changes_nothing(patient: Patient) -> None:
    patient.onboard()
    before = patient.state
    result = patient.onboard()
    assert (result["changed"], result["verdict"], result["link"], result["certificates"], result["diff"]) == (
        *(False, "trusted", "up", [], []),
    )
    assert not result["onboarding"]["waiting"]
    assert patient.state == before


def test_check_mode_tells_what_would_be_done_and_does_nothing(patient: Patient) -> None:
    before = patient.state
    planned = patient.onboard(check_mode=True)
    assert (patient.state, patient.journal.changes()) == (before, [])
    assert (planned["changed"], planned["onboarding"]["changes"]) == (True, BOTH_CHANGES)
    assert [planned["onboarding"][name] for name in ("repaired", "expects_links", "waiting")] == [False] * 3
    done = patient.onboard()
    assert (planned["certificates"], planned["diff"]) == (done["certificates"], done["diff"])


def test_a_diff_names_the_root_and_the_restart(patient: Patient) -> None:
    certificates, service = patient.onboard()["diff"]
    assert "Example Corp Root CA" in str(certificates["after"])
    assert service == {"before": {"state": "Running"}, "after": {"state": "Running (restarted)"}}


def test_an_agent_that_is_linked_gets_the_root_and_is_not_disturbed(serve: Serve) -> None:
    dmz = build("trusted")
    root = root_of(dmz)
    dmz.machines[AGENT].stores.remove("Root", root)
    patient = serve(dmz)
    before = patient.process
    result = patient.onboard()
    assert patient.holds(root)
    assert (result["verdict"], result["link"], patient.process) == ("trusted", "up", before)
    done = result["onboarding"]
    assert (done["verdict_before"], done["changes"], done["event_record_id"]) == ("root_missing", ["root imported"], 0)
    assert (done["repaired"], done["expects_links"], done["waiting"]) == (True, False, False)


def test_an_agent_that_stands_by_gets_the_root_and_is_not_disturbed(serve: Serve) -> None:
    patient = serve(standing_by())
    before = patient.process
    result = patient.onboard()
    assert {each["gateway"]: each["link"] for each in result["gateways"]} == {GATEWAY: "up", OTHER_GATEWAY: "standby"}
    assert (result["onboarding"]["changes"], patient.process) == (["root imported"], before)


@pytest.mark.parametrize("scenario", ["trusted", "root_disallowed", "pointed_elsewhere", "pending_approval"])
def test_an_agent_that_needs_no_root_is_left_alone(serve: Serve, scenario: str) -> None:
    patient = serve(build(scenario))
    before = patient.state
    result = patient.onboard()
    assert (result["changed"], result["certificates"], "failed" in result) == (False, [], False)
    assert not result["onboarding"]["repaired"]
    assert patient.state == before


@pytest.mark.parametrize("refused", ["StopService", "StartService"])
def test_a_restart_that_failed_is_told_and_made_up_for_by_the_next_run(patient: Patient, refused: str) -> None:
    service = patient.dmz.agents[AGENT].service
    service.refusals[refused] = ServiceResult.DEPENDENTS_RUNNING
    failed = patient.onboard()
    assert (failed["failed"], failed["error"], failed["verdict"]) == (True, failed["msg"], "restart_pending")
    assert "the service HealthService of agent01.dmz.example: services that depend on it are running" in failed["msg"]
    done = failed["onboarding"]
    assert (done["changes"], done["repaired"], done["expects_links"]) == (["root imported"], True, False)
    service.refusals.clear()
    made_up = patient.onboard()
    assert (made_up["verdict"], made_up["link"], made_up["certificates"]) == ("trusted", "up", [])
    done = made_up["onboarding"]
    assert done["verdict_before"] == "restart_pending"
    assert (done["changes"], done["run"], done["expects_links"]) == (["agent restarted"], "", True)
    assert patient.look(done)["link"] == "up"


def test_a_root_that_the_gate_refuses_is_an_error_and_nothing_is_done(patient: Patient) -> None:
    weak = issue("Weak Root", key=rsa_key(1024)).certificate
    before = patient.state
    result = patient.onboard(gateways=[{"name": GATEWAY, "chain": weak.pem()}])
    assert (result["failed"], result["changed"], result["verdict"]) == (True, False, "root_missing")
    assert result["msg"].startswith(f"refused, nothing was written: {weak.subject} has a weak key: ")
    assert [each["action"] for each in result["certificates"]] == ["refused"]
    assert (result["error"], result["onboarding"]["error"]) == (result["msg"], result["msg"])
    assert [result["onboarding"][name] for name in ("begun", "repaired", "waiting")] == [False, False, False]
    assert (patient.state, patient.journal.changes()) == (before, [])


def test_a_root_that_cannot_be_written_restarts_no_agent_though_its_ca_was(serve: Serve) -> None:
    patient = serve(lacking_issuing_ca())
    before = patient.process
    FAULTS["access_denied_on_write"].inject(patient.endpoint, patient.machine)
    result = patient.onboard()
    assert (result["failed"], result["changed"], patient.process) == (True, True, before)
    assert "into the store Root of agent01.dmz.example: access is denied" in result["msg"]
    assert [(each["action"], each["store"]) for each in result["certificates"]] == [("imported", "CA")]
    done = result["onboarding"]
    assert (done["changes"], done["run"], done["expects_links"]) == (["CA imported"], RUN, False)


def test_a_root_that_is_missing_of_one_gateway_restarts_for_it_though_another_one_is_linked(serve: Serve) -> None:
    patient = serve(build("multi_homed_one_down"))
    result = patient.onboard()
    verdicts = [each["verdict"] for each in result["onboarding"]["verdicts_before"]]
    assert (sorted(verdicts), result["onboarding"]["changes"]) == (["root_missing", "trusted"], BOTH_CHANGES)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_restart_names_the_other_management_groups_that_it_interrupts(serve: Serve, check_mode: bool) -> None:
    result = serve(build("multi_homed_one_down")).onboard(check_mode=check_mode)
    assert result["onboarding"]["interrupted"] == [OTHER_GROUP]
    assert result["warnings"] == [
        f"the restart of HealthService of {AGENT} interrupts its other management groups as well: {OTHER_GROUP}"
    ]


def test_an_agent_of_one_management_group_has_no_other_one_to_name(serve: Serve) -> None:
    result = serve(build("root_missing")).onboard()
    assert (result["onboarding"]["interrupted"], "warnings" in result) == ([], False)


@pytest.fixture
def at_risk(patient: Patient) -> Patient:
    """It would not come back with the certificate that it has loaded."""
    stores = patient.machine.stores
    [certificate] = stores.certificates("My")
    stores.remove("My", certificate)
    return patient


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_restart_that_would_expose_a_fault_is_refused_after_the_import(at_risk: Patient, check_mode: bool) -> None:
    before = at_risk.process
    result = at_risk.onboard(check_mode=check_mode)
    restart = act(connect(at_risk.endpoint, host=AGENT), "health_service", at_risk.folder, state="restarted")
    assert (result["failed"], result["msg"]) == (True, restart["msg"])
    assert result["msg"].startswith(f"the restart of HealthService of {AGENT} is refused: the store My holds no ")
    assert (result["onboarding"]["changes"], at_risk.process) == (["root imported"], before)
    assert at_risk.holds(root_of(at_risk.dmz)) is not check_mode


@pytest.mark.parametrize("log", ["whole", "cleared"])
def test_a_restart_is_refused_that_would_end_a_link_by_a_certificate_that_is_registered_no_more(
    serve: Serve, log: str
) -> None:
    patient = serve(build("multi_homed_one_down"))
    unregister_certificate(patient.machine)
    if log == "cleared":
        patient.machine.event_logs["operations manager"].clear()
    before = patient.process
    result = patient.onboard()
    assert result["msg"].startswith(
        f"the restart of HealthService of {AGENT} is refused: no channel certificate is registered any more"
    )
    assert (result["onboarding"]["changes"], patient.process) == (["root imported"], before)


@pytest.mark.parametrize("number", [20050, 20051, 20052, 20066, 20069, 21022])
@pytest.mark.parametrize("events_between", [0, 150])
def test_an_agent_that_refuses_its_certificate_for_an_unseen_reason_is_restarted_once_and_not_in_every_run(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, number: int, events_between: int
) -> None:
    def refuse(_machine: Machine, log: EventLog, _behaviour: Behaviour) -> None:
        log.write(number, 1, "OpsMgr Connector")

    patient = serve(build("trusted"))
    monkeypatch.setattr(health_service, "load_channel_certificate", refuse)
    patient.restart_it()
    changes = []
    for _run in range(3):
        for _event in range(events_between):
            patient.agent.log.write(21016, 1, "OpsMgr Connector", GATEWAY)
        changes.append(patient.onboard()["onboarding"]["changes"])
    assert changes == [["agent restarted"], [], []]


def test_a_restart_goes_on_with_a_warning_when_the_user_wants_it(at_risk: Patient) -> None:
    before = at_risk.process
    result = at_risk.onboard(latent_fault="warn")
    [warning] = result["warnings"]
    assert warning.startswith(f"the restart of HealthService of {AGENT} is a risk: the store My holds no certificate ")
    assert (result["onboarding"]["changes"], "failed" in result) == (BOTH_CHANGES, False)
    assert at_risk.process != before


def test_nobody_looks_for_a_fault_that_is_ignored(at_risk: Patient) -> None:
    result = at_risk.onboard(latent_fault="ignore")
    assert (result["onboarding"]["changes"], "warnings" in result, "failed" in result) == (BOTH_CHANGES, False, False)


def test_an_agent_that_does_not_run_is_started_and_has_nothing_to_lose(at_risk: Patient) -> None:
    at_risk.stop_it()
    result = at_risk.onboard()
    assert (result["onboarding"]["changes"], "failed" in result) == (BOTH_CHANGES, False)
    assert result["diff"][1] == {"before": {"state": "Stopped"}, "after": {"state": "Running"}}


@pytest.mark.parametrize("start_mode", ["Manual", "Disabled"])
def test_an_agent_that_somebody_keeps_stopped_gets_the_root_and_stays_stopped(
    patient: Patient, start_mode: str
) -> None:
    patient.agent.service.start_mode = start_mode
    patient.stop_it()
    planned, result = patient.onboard(check_mode=True), patient.onboard()
    for told in (planned, result):
        assert (told["onboarding"]["changes"], "failed" in told, len(told["diff"])) == (["root imported"], False, 1)
    assert (patient.holds(root_of(patient.dmz)), patient.agent.service.state) == (True, "Stopped")
    look = patient.look(result["onboarding"])
    assert (look["verdict"], look["error"], look["onboarding"]["repaired"]) == ("agent_stopped", "", False)
    assert not look["onboarding"]["waiting"]
    second = patient.onboard()
    assert (second["verdict"], second["changed"], "failed" in second) == ("agent_stopped", False, False)


def test_an_agent_that_is_kept_stopped_is_not_waited_for_when_another_run_imports_the_root_meanwhile(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient.agent.service.start_mode = "Manual"
    patient.stop_it()
    before_writing(monkeypatch, lambda: patient.machine.stores.add("Root", root_of(patient.dmz)))
    done = patient.onboard()["onboarding"]
    assert [done[name] for name in ("repaired", "expects_links")] == [False, False]


@pytest.mark.parametrize("check_mode", [False, True])
def test_an_agent_that_runs_though_it_is_disabled_is_not_stopped_because_it_would_not_start_again(
    patient: Patient, check_mode: bool
) -> None:
    patient.agent.service.start_mode = "Disabled"
    before = patient.process
    result = patient.onboard(check_mode=check_mode)
    with pytest.raises(ServiceError) as refused:
        act(connect(patient.endpoint, host=AGENT), "health_service", patient.folder, state="restarted")
    assert (result["failed"], result["msg"]) == (True, str(refused.value))
    assert (result["onboarding"]["changes"], patient.process) == (["root imported"], before)
    assert patient.holds(root_of(patient.dmz)) is not check_mode
    assert result["verdict"] == ("root_missing" if check_mode else "restart_pending")


def test_an_agent_that_was_disabled_while_it_ran_is_restarted_once_it_no_longer_is(patient: Patient) -> None:
    patient.agent.service.start_mode = "Disabled"
    assert patient.onboard()["failed"]
    assert patient.onboard()["failed"]
    patient.agent.service.start_mode = "Auto"
    made_up = patient.onboard()
    assert (made_up["onboarding"]["changes"], made_up["link"]) == (["agent restarted"], "up")


def test_an_agent_that_runs_is_restarted_though_it_was_started_by_hand(patient: Patient) -> None:
    patient.agent.service.start_mode = "Manual"
    result = patient.onboard()
    assert (result["onboarding"]["changes"], result["link"]) == (BOTH_CHANGES, "up")


@pytest.mark.parametrize("newer_events", [0, 200])
def test_an_agent_that_was_stopped_after_its_onboarding_stays_stopped_however_much_it_logged_since(
    patient: Patient, newer_events: int
) -> None:
    patient.onboard()
    for _event in range(newer_events):
        patient.agent.write(1210, GROUP)
    patient.stop_it()
    result = patient.onboard()
    assert (result["verdict"], result["changed"], patient.agent.service.state) == ("agent_stopped", False, "Stopped")


def test_an_interrupted_change_is_settled_before_the_check(serve: Serve) -> None:
    patient = serve(build("trusted"))
    root = root_of(patient.dmz)
    interrupted(patient, ChangeOutcome.UNDOING)
    result = patient.onboard()
    assert (result["verdict"], result["onboarding"]["verdict_before"]) == ("trusted", "root_missing")
    assert result["onboarding"]["changes"] == ["root imported"]
    assert patient.holds(root)
    assert patient.journal.open_changes() == []


def test_a_key_that_an_interrupted_run_left_empty_is_filled(patient: Patient) -> None:
    change = interrupted(patient)
    patient.machine.registry.create(rf"{ROOT_STORE}\Certificates\{change.thumbprint}")
    assert patient.onboard()["onboarding"]["changes"] == BOTH_CHANGES
    assert [outcome for _change, outcome in patient.journal.changes()] == ["undone", "done"]


def test_check_mode_settles_nothing(patient: Patient) -> None:
    change = interrupted(patient)
    patient.onboard(check_mode=True)
    assert patient.journal.open_changes() == [change]


@pytest.mark.parametrize(("scenario", "verdict"), [("root_missing", "root_missing"), ("trusted", "trusted")])
def test_a_change_that_cannot_be_settled_is_an_error_that_hides_no_verdict(
    serve: Serve, scenario: str, verdict: str
) -> None:
    patient = serve(build(scenario))
    change = interrupted(patient, ChangeOutcome.UNDOING)
    if scenario == "root_missing":
        patient.machine.registry.create(rf"{ROOT_STORE}\Certificates\{change.thumbprint}")
    patient.endpoint.misbehave(Misbehaviour(Kind.RETURN, machine=AGENT, action="DeleteKey", value=5))
    before = patient.state
    result = patient.onboard()
    assert (result["failed"], result["verdict"], result["certificates"]) == (True, verdict, [])
    assert result["error"].startswith(
        f"cannot settle an interrupted change of {change.thumbprint} on {AGENT}: access is "
    )
    assert patient.state == before
    patient.endpoint.misbehaviours.clear()
    assert patient.onboard()["error"] == ""
    assert patient.holds(root_of(patient.dmz))


def test_a_run_that_keeps_the_host_to_itself_is_named_and_not_taken_for_an_unreachable_host(patient: Patient) -> None:
    interrupted(patient)
    with patient.journal.alone(), pytest.raises(JournalError, match="another run is changing agent01.dmz.example and "):
        patient.onboard(seconds=3)


@pytest.mark.parametrize(("scenario", "fails"), [("trusted", False), ("root_missing", True)])
def test_only_a_host_that_is_to_be_changed_needs_a_journal(serve: Serve, scenario: str, fails: bool) -> None:
    patient = serve(build(scenario))
    (patient.folder / "journal" / f"{AGENT}.jsonl").mkdir(parents=True)
    before = patient.state
    result = patient.onboard()
    assert (result.get("failed", False), result["changed"], result["verdict"]) == (fails, False, scenario)
    assert f"{AGENT}.jsonl: Is a directory; nothing is changed without it" in result["error"] or not fails
    assert patient.state == before


def test_a_connection_that_is_lost_during_the_import_is_told_with_what_was_written(serve: Serve) -> None:
    patient = serve(lacking_issuing_ca())
    before = patient.process
    lost = Misbehaviour(Kind.RESET, machine=AGENT)
    patient.machine.registry.watch(ROOT_STORE, once(lambda: patient.endpoint.misbehave(lost)))
    result = patient.onboard()
    assert (result["failed"], result["verdict"], patient.process) == (True, "root_missing", before)
    assert "into the store Root of agent01.dmz.example: " in result["msg"]
    assert "could not be put back, the next run will try" in result["msg"]
    done = result["onboarding"]
    assert (done["changes"], done["run"], done["error"]) == (["CA imported"], RUN, result["msg"])
    assert (done["repaired"], done["expects_links"], done["waiting"]) == (True, False, True)
    patient.endpoint.misbehaviours.clear()
    assert patient.onboard()["onboarding"]["changes"] == BOTH_CHANGES
    assert patient.journal.open_changes() == []


def test_a_root_that_another_run_has_imported_meanwhile_is_its_own_to_restart_for(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = root_of(patient.dmz)
    before_writing(monkeypatch, lambda: patient.machine.stores.add("Root", root))
    before = patient.process
    result = patient.onboard()
    [outcome] = result["certificates"]
    assert (outcome["action"], outcome["reason"]) == ("present", "another run has imported it meanwhile")
    assert (result["changed"], result["diff"], patient.process) == (False, [], before)
    done = result["onboarding"]
    assert (done["changes"], done["run"]) == ([], "")
    assert (done["repaired"], done["expects_links"], done["waiting"]) == (True, True, True)


def test_an_agent_that_somebody_has_started_before_the_root_came_is_restarted(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_writing(monkeypatch, patient.restart_it)
    result = patient.onboard()
    assert result["onboarding"]["changes"] == BOTH_CHANGES
    assert patient.look(result["onboarding"])["link"] == "up"


def test_only_what_was_logged_after_the_restart_counts_and_the_waiting_ends_with_the_link(serve: Serve) -> None:
    patient = serve(build("root_missing", behaviour=Behaviour(link_seconds=100)))
    patient.dmz.clock.advance(200)
    failures = patient.onboard(check_mode=True)["gateway_trust"]["events"]
    assert {event["event_id"] for event in failures} >= {20070, 21016}
    result = patient.onboard()
    done = result["onboarding"]
    assert (result["verdict"], result["link"], done["waiting"]) == ("trusted", "pending", True)
    assert done["event_record_id"] == max(event["record_id"] for event in failures)
    first = patient.look(done)
    assert [event for event in first["gateway_trust"]["events"] if event["nature"] == "failure"] == []
    assert (first["verdict"], first["link"], first["onboarding"]["waiting"]) == ("trusted", "pending", True)
    patient.dmz.clock.advance(200)
    second = patient.look(first["onboarding"])
    assert (second["verdict"], second["link"], second["onboarding"]["waiting"]) == ("trusted", "up", False)
    kept = ("verdict_before", "verdicts_before", "changes", "run", "event_record_id", "repaired")
    assert [second["onboarding"][name] for name in kept] == [done[name] for name in kept]


def changed_before(patient: Patient, *hosts: str) -> None:
    """Other workers of this run were here first."""
    for host in hosts:
        ChangeLimit(patient.folder / "journal", RUN, len(hosts)).admit(host)


def counted(patient: Patient) -> list[str]:
    return re.findall(r'"host": "(\S+)"', (patient.folder / "journal" / "change-limit.log").read_text())


@pytest.mark.parametrize(("others", "sentence"), [(1, "is 1, and 1 host was changed"), (2, "is 2, and 2 hosts were")])
def test_a_host_beyond_the_number_that_a_run_may_change_is_checked_and_told_so(
    patient: Patient, others: int, sentence: str
) -> None:
    changed_before(patient, *(f"web{number:02}" for number in range(others)))
    before = patient.state
    result = patient.onboard(stop_after=others)
    assert (result["failed"], result["changed"], result["verdict"]) == (True, False, "root_missing")
    assert result["msg"].startswith(f"not changed: gateway_trust_stop_after {sentence}")
    assert (result["error"], result["certificates"], result["diff"]) == (result["msg"], [], [])
    done = result["onboarding"]
    assert (done["begun"], done["changes"], done["repaired"], done["waiting"]) == (False, [], False, False)
    assert (patient.state, patient.journal.changes()) == (before, [])


def test_a_host_is_counted_once_for_its_import_and_its_restart(patient: Patient) -> None:
    result = patient.onboard(stop_after=1)
    assert (result["onboarding"]["changes"], "failed" in result) == (BOTH_CHANGES, False)
    assert counted(patient) == [AGENT]


def test_a_restart_alone_counts_too(patient: Patient) -> None:
    patient.agent.service.refusals["StopService"] = ServiceResult.DEPENDENTS_RUNNING
    patient.onboard()
    patient.agent.service.refusals.clear()
    changed_before(patient, "web01")
    before = patient.process
    refused = patient.onboard(stop_after=1)
    assert (refused["verdict"], refused["onboarding"]["begun"], patient.process) == ("restart_pending", False, before)
    assert refused["msg"].startswith("not changed: gateway_trust_stop_after is 1")
    assert patient.onboard(stop_after=2)["onboarding"]["changes"] == ["agent restarted"]
    assert counted(patient) == ["web01", AGENT]


@pytest.mark.parametrize("scenario", ["trusted", "pointed_elsewhere"])
def test_a_host_that_needs_nothing_is_not_counted(serve: Serve, scenario: str) -> None:
    patient = serve(build(scenario))
    changed_before(patient, "web01")
    assert patient.onboard(stop_after=1)["error"] == ""
    assert counted(patient) == ["web01"]


def test_check_mode_counts_no_host_and_stops_at_none(patient: Patient) -> None:
    changed_before(patient, "web01")
    result = patient.onboard(stop_after=1, check_mode=True)
    assert (result["onboarding"]["changes"], result["onboarding"]["begun"]) == (BOTH_CHANGES, False)
    assert counted(patient) == ["web01"]


def test_a_change_is_told_as_begun_from_its_first_request_on(patient: Patient) -> None:
    patient.agent.service.refusals["StartService"] = ServiceResult.DEPENDENTS_RUNNING
    assert patient.onboard()["onboarding"]["begun"]
    halfway = patient.onboard()
    assert (halfway["failed"], halfway["onboarding"]["changes"], halfway["onboarding"]["begun"]) == (True, [], True)
    patient.agent.service.refusals.clear()
    done = patient.onboard()["onboarding"]
    assert (done["changes"], patient.look(done)["onboarding"]["begun"]) == (["agent restarted"], True)
    assert not patient.onboard()["onboarding"]["begun"]


def test_a_write_that_the_host_refuses_was_begun(patient: Patient) -> None:
    FAULTS["access_denied_on_write"].inject(patient.endpoint, patient.machine)
    done = patient.onboard()["onboarding"]
    assert (done["changes"], done["begun"]) == ([], True)


def test_a_number_of_hosts_below_zero_is_refused(patient: Patient) -> None:
    before = patient.state
    with pytest.raises(OptionError, match="stop_after is -1: give a number of hosts, or 0 for all"):
        patient.onboard(stop_after=-1)
    assert patient.state == before


def test_an_error_of_the_repair_is_told_at_every_look(patient: Patient) -> None:
    patient.dmz.agents[AGENT].service.refusals["StopService"] = ServiceResult.DEPENDENTS_RUNNING
    failed = patient.onboard()
    look = patient.look(failed["onboarding"])
    assert (look["error"], look["verdict"], look["onboarding"]["waiting"]) == (failed["msg"], "restart_pending", False)


UNSAID = {"time_limit": 60, "onboarding": None, "targets": None, "gateways_read": None}


def unreachable(module: Any, **arguments: Any) -> Result:
    """What a task tells of a host that nobody gets through to."""

    def fail() -> None:
        raise AnsibleConnectionFailure("no route to host")

    connection = SimpleNamespace(
        transport="winrm", protocol=None, become=None, get_option=lambda _name: "web01", _connect=fail
    )
    task = SimpleNamespace(delegate_to=AGENT, check_mode=False, args={}, action="scom.dmz.gateway_trust")
    action = module.ActionModule(task, connection, None, None, None, shared_loader_obj=None)
    result: Result = action.work({**UNSAID, **arguments}, {})
    return result


@pytest.mark.parametrize("module", [gateway_trust, gateway_trust_info])
def test_a_host_that_cannot_be_reached_has_a_verdict_too(module: Any) -> None:
    gateways = [{"name": name, "root_vouched": True} for name in ("gw01", "gw02")]
    result = unreachable(module, gateways=gateways)
    assert (result["unreachable"], result["changed"], result["verdict"]) == (True, False, "unreachable")
    assert result["asked"] == ["gw01", "gw02"]
    assert "no route to host" in result["msg"]


def test_a_look_that_does_not_get_through_keeps_what_was_done_and_goes_on_waiting(patient: Patient) -> None:
    done = patient.onboard()["onboarding"]
    result = unreachable(gateway_trust_info, gateways=patient.gateways, onboarding=done)
    assert result["onboarding"] == {**done, "links": [], "waiting": True}
    assert patient.look(result["onboarding"])["link"] == "up"
