# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host goes through a stage of a rotation in one task: looked at, changed where the stage calls for it, and looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.errors import AnsibleConnectionFailure
from ansible_collections.scom.dmz.plugins.action.root_rotation import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.presented_chains import read_presented_chains
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, RegistryError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import KnownGateways
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.removal import UNCOVERED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.verification import OLDER_CONNECTION
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from tests.integration.playbooks.registry import entry_key
from tests.integration.playbooks.rotation_site import (
    DESCRIPTION,
    GATEWAYS,
    RETRY_SECONDS,
    SMALL,
    Roots,
    small_site,
)
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.integration.plugins.test_returned_values import assert_documented
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr.installation import CONNECTOR_MANAGER
from tests.lab.windows.certificate_store import elements, store_path, thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour
from tests.pki.certificates import Authority
from tests.pki.pem import pem
from tests.unit.plugins.action.test_root_rotation_plan_info import READ, plan
from tests.unit.plugins.action.test_root_rotation_report import registered, report
from tests.unit.plugins.plugin_utils.frames import Connection

Result = dict[str, Any]
APP = SMALL[0]
"""It has both gateways as its parents."""

LACKS = "the root CN=Example Corp Root CA 2 is not among the trusted roots"
FRAME = ("failed", "msg", "warnings", "unreachable")


class Agent:
    """An agent of a served site whose gateways get a new root, and with it an issuing CA."""

    def __init__(self, dmz: Dmz, roots: Roots, endpoint: Endpoint, folder: Path) -> None:
        self.dmz = dmz
        self.endpoint = endpoint
        self.folder = folder
        self.old, self.new = roots.old.certificate, roots.new.certificate
        self.issuing = dmz.pki.issuing("Example Corp Issuing CA 2", roots.new).certificate
        self.roots = roots
        self._new = roots.new
        self._sessions: dict[str, Session] = {}
        self._gateways: list[Result] = []

    def go(self, stage: str, **arguments: Any) -> Result:
        """Through a stage, with the gateways as they are now."""
        given = {"stage": stage, "gateways": self.gateways, "content": pem(self.new), "old_content": pem(self.old)}
        return self.module("root_rotation", **{**given, **arguments})

    def roll_back(self, run: str, *, force: bool = False) -> Result:
        """As the gateways present themselves now."""
        described = (
            describe_gateway(each["name"], read_pem(each["chain"], ""), None, datetime.now(UTC))
            for each in self.gateways
        )
        return self.module("root_rollback", run=run, force=force, known_gateways=KnownGateways(tuple(described)))

    @property
    def gateways(self) -> list[Result]:
        if not self._gateways:
            read = {name: self.module("gateway_info", name)["gateway"] for name in GATEWAYS}
            self._gateways = [{"name": name, "chain": each["certificate"]["chain_pem"]} for name, each in read.items()]
        return self._gateways

    def module(self, name: str, host: str = APP, **arguments: Any) -> Result:
        if host not in self._sessions:
            self._sessions[host] = connect(self.endpoint, host=host)
        return act(self._sessions[host], name, self.folder, **arguments)

    def check_links(self) -> Result:
        """To the gateway that is the primary parent."""
        addresses = [self.dmz.machines[GATEWAYS[0]].address]
        gateways = [{**self.gateways[0], "addresses": addresses}]
        return self.module("gateway_trust_info", gateways=gateways, detail="brief")

    def switch(self, *chain: Authority) -> None:
        for name in GATEWAYS:
            self.dmz.switch_certificate(name, chain or [self._new])
        self._gateways = []

    @property
    def bundle(self) -> str:
        return pem(self.new, self.issuing)

    @property
    def old_sha256(self) -> str:
        return self.old.fingerprint(SHA256()).hex(":")

    @property
    def machine(self) -> Machine:
        return self.dmz.machines[APP]

    @property
    def journal(self) -> Journal:
        return Journal(self.folder / "journal", APP)

    @property
    def registry(self) -> str:
        return self.machine.registry.dump("HKLM")

    def holds(self, certificate: x509.Certificate, store: str = "Root") -> bool:
        return certificate in self.machine.stores.certificates(store)

    def entry(self, certificate: x509.Certificate) -> bytes:
        data = self.machine.registry.data(f"HKLM\\{entry_key(certificate)}", "Blob")
        assert isinstance(data, bytes)
        return data

    def interrupt(self, certificate: x509.Certificate, before: bytes | None, after: bytes | None) -> Change:
        """As a run leaves it that was killed."""
        return self.journal.intend("Root", thumbprint(certificate), before, after)

    def damage_journal(self) -> str:
        """Put something in the place of the journal, and return what is said of it."""
        path = self.folder / "journal" / f"{APP}.jsonl"
        path.unlink(missing_ok=True)
        path.mkdir(parents=True)
        return f"cannot read the journal {path}: Is a directory"


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Agent]:
    with served_agent(tmp_path) as agent:
        yield agent


@pytest.fixture
def renewing(tmp_path: Path) -> Iterator[Agent]:
    """Its new root is a renewal of the old one with the same key."""
    with served_agent(tmp_path, same_key=True) as agent:
        yield agent


@contextmanager
def served_agent(folder: Path, *, same_key: bool = False) -> Iterator[Agent]:
    dmz, roots = small_site(same_key=same_key)
    with serve_watched(dmz) as served:
        yield Agent(dmz, roots, served.endpoint, folder)


def state(result: Result) -> tuple[str, str, str]:
    return (result["state"], result["detail"], result["run"])


def actions(result: Result) -> list[str]:
    return [each["action"] for each in result["certificates"]]


def description(agent: Agent, certificate: x509.Certificate) -> str:
    return dict(elements(agent.entry(certificate)))[DESCRIPTION].decode("utf-16-le").rstrip("\0")


def test_what_it_returns_is_documented(agent: Agent) -> None:
    results = [agent.go("distribute"), agent.go("decide")]
    agent.switch()
    results.append(agent.go("remove"))
    results.append(agent.go("verify", link_check={"verdict": "unreachable"}))
    assert_documented(
        "root_rotation", *({name: each for name, each in result.items() if name not in FRAME} for result in results)
    )


def test_what_is_put_together_of_all_hosts_is_documented() -> None:
    assert_documented("root_rotation_plan_info", plan(READ), plan({}))
    assert_documented(
        "root_rotation_approval", {"changed": False, "digest": "AB", "changes": {"web01.dmz.example": ["a line"]}}
    )
    refused = {"web02.dmz.example": registered("unreachable", "remove")}
    others = {"web03.dmz.example": registered("removed", "remove")}
    first = report({**refused, **others}, stage="remove")
    last = report({**refused, **others}, stage="remove", batch=["web03.dmz.example"])
    assert_documented("root_rotation_report", first, last)


def test_the_new_root_and_its_ca_are_imported_beside_the_old_root_in_four_steps(agent: Agent) -> None:
    before = agent.registry
    planned = agent.go("distribute", content=agent.bundle, check_mode=True)
    assert (agent.registry, agent.journal.changes()) == (before, [])
    assert (planned["changed"], state(planned)) == (True, ("imported", "", ""))
    done = agent.go("distribute", content=agent.bundle)
    assert (done["changed"], state(done), actions(done)) == (True, ("imported", "", RUN), ["imported", "imported"])
    assert (planned["certificates"], planned["diff"]) == (done["certificates"], done["diff"])
    assert agent.holds(agent.new) and agent.holds(agent.issuing, "CA") and agent.holds(agent.old)
    after = agent.registry
    for check_mode in (True, False):
        again = agent.go("distribute", content=agent.bundle, check_mode=check_mode)
        assert (again["changed"], state(again), actions(again)) == (False, ("covered", "", ""), [])
    assert agent.registry == after


def test_the_stores_are_read_before_and_after(agent: Agent) -> None:
    agent.go("distribute")
    commands = "&".join(agent.machine.commands)
    stores = ("ROOT", "CA", "MY", "Disallowed")
    assert [commands.count(f'"{store_path(store)}\\Certificates" /s') for store in stores] == [2] * 4


def test_an_import_notes_health_service_and_the_gateways_that_it_is_for(agent: Agent) -> None:
    seen = agent.module(
        "root_rotation_info", gateways=agent.gateways, content=pem(agent.new), old_sha256=agent.old_sha256
    )["root_rotation"]
    agent.go("distribute")
    note = f"HealthService process {seen['process_id']} record {seen['last_event_record_id']}"
    assert seen["process_id"] and seen["last_event_record_id"]
    gateways = ",".join(each["name"] for each in agent.gateways)
    assert description(agent, agent.new) == f"scom.dmz {RUN} {note} for {gateways}"


def test_an_import_is_taken_back_by_its_run(agent: Agent) -> None:
    before = agent.registry
    done = agent.go("distribute", content=agent.bundle)
    assert agent.roll_back(done["run"])["changed"]
    assert agent.registry == before


def test_a_root_that_the_gate_refuses_is_not_written(agent: Agent) -> None:
    agent.machine.stores.add("Disallowed", agent.new)
    before = agent.registry
    result = agent.go("distribute", content=agent.bundle)
    assert (result["failed"], result["changed"], actions(result)) == (True, False, ["refused", "held_back"])
    assert result["msg"].startswith(
        "refused, nothing was written: CN=Example Corp Root CA 2 is in the store Disallowed"
    )
    assert state(result) == ("not_covered", result["msg"], "")
    assert agent.registry == before


def test_an_import_that_fails_halfway_names_its_run(agent: Agent) -> None:
    agent.machine.registry.deny(store_path("CA"), "write")
    result = agent.go("distribute", content=agent.bundle)
    assert (result["failed"], result["changed"], actions(result)) == (True, True, ["imported"])
    assert state(result) == ("not_covered", result["msg"], RUN)
    assert "into the store CA of app01.dmz.example: access is denied" in result["msg"]
    assert agent.holds(agent.new)


def test_a_host_that_goes_away_during_the_import_is_told_with_what_was_written(agent: Agent) -> None:
    lost = Misbehaviour(Kind.RESET, machine=APP)
    agent.machine.registry.watch(store_path("CA"), lambda _path: agent.endpoint.misbehave(lost))
    result = agent.go("distribute", content=agent.bundle)
    assert (result["failed"], result["changed"]) == (True, True)
    assert state(result) == ("not_covered", result["msg"], RUN)


def test_a_host_that_does_not_trust_the_root_after_all_is_not_covered(agent: Agent) -> None:
    agent.machine.registry.watch(store_path("Root"), lambda _path: agent.machine.stores.add("Disallowed", agent.new))
    result = agent.go("distribute")
    assert (result["changed"], actions(result)) == (True, ["imported"])
    assert state(result) == ("not_covered", "CN=Example Corp Root CA 2 is among the disallowed certificates", RUN)


def test_a_host_that_cannot_be_read_after_the_import_is_told_with_its_run(agent: Agent) -> None:
    agent.machine.registry.watch(
        store_path("Root"), lambda _path: agent.machine.registry.deny(store_path("My"), "read")
    )
    result = agent.go("distribute")
    assert (result["failed"], result["changed"]) == (True, True)
    assert state(result) == ("undetermined", result["msg"], RUN)
    assert "cannot read the store My" in result["msg"]


def test_a_host_of_other_gateways_is_left_alone(agent: Agent) -> None:
    before = agent.registry
    [first, _second] = agent.gateways
    result = agent.go("distribute", gateways=[{**first, "name": "gw09", "chain": pem(agent.old)}])
    assert (result["changed"], result["state"], result["gateways"]) == (False, "not_concerned", [])
    assert agent.registry == before


def test_an_interrupted_import_is_settled_on_a_host_that_trusts_the_root_by_then(agent: Agent) -> None:
    agent.go("distribute")
    agent.interrupt(agent.new, None, agent.entry(agent.new))
    assert agent.go("distribute", check_mode=True)["state"] == "covered"
    assert len(agent.journal.open_changes()) == 1
    result = agent.go("distribute")
    assert (result["changed"], state(result)) == (False, ("covered", "", ""))
    assert agent.journal.open_changes() == []


def test_an_import_that_was_to_be_put_back_is_made_again(agent: Agent) -> None:
    agent.go("distribute")
    change = agent.interrupt(agent.new, None, agent.entry(agent.new))
    agent.journal.conclude(change, ChangeOutcome.UNDOING)
    result = agent.go("distribute")
    assert (result["changed"], state(result)) == (True, ("imported", "", RUN))
    assert agent.journal.open_changes() == []
    assert agent.holds(agent.new)


def test_nothing_is_imported_while_an_interrupted_change_cannot_be_settled(agent: Agent) -> None:
    change = agent.interrupt(agent.new, None, b"after")
    agent.machine.registry.create(f"HKLM\\{entry_key(agent.new)}")
    agent.endpoint.misbehave(Misbehaviour(Kind.RETURN, machine=APP, action="DeleteKey", value=5))
    before = agent.registry
    result = agent.go("distribute")
    assert (result["failed"], result["changed"], state(result)) == (True, False, ("not_covered", result["msg"], ""))
    assert result["msg"].startswith(f"cannot settle an interrupted change of {change.thumbprint} on {APP}: access is ")
    assert agent.registry == before


@pytest.mark.parametrize("covered", [False, True])
def test_without_a_journal_nothing_is_imported_and_nobody_knows_whether_a_covered_host_was_interrupted(
    agent: Agent, covered: bool
) -> None:
    if covered:
        agent.machine.stores.add("Root", agent.new)
    reason, before = agent.damage_journal(), agent.registry
    result = agent.go("distribute")
    assert (result["failed"], result["changed"]) == (True, False)
    assert state(result) == ("undetermined" if covered else "not_covered", reason, "")
    assert agent.registry == before


@pytest.mark.parametrize("stage", ["decide", "verify", "remove"])
def test_the_other_stages_import_nothing(agent: Agent, stage: str) -> None:
    agent.switch()
    result = agent.go(stage, link_check={"verdict": "trusted", "gateways": []})
    assert not agent.holds(agent.new)
    assert state(result)[:2] == (("kept", UNCOVERED % LACKS) if stage == "remove" else ("not_covered", LACKS))
    assert result["changed"] is False


def test_a_decision_rests_on_where_the_host_stands(agent: Agent) -> None:
    found = agent.go("decide")
    assert (state(found), found["gateways"]) == (("not_covered", LACKS, ""), list(GATEWAYS))
    sha256 = agent.new.fingerprint(SHA256()).hex().upper()
    assert (found["host"], found["stage"], found["asked"]) == (APP, "decide", ["decide", sha256, *GATEWAYS])
    agent.machine.registry.set(CONNECTOR_MANAGER, "EnableADIntegration", RegistryType.REG_DWORD, 1)
    assert agent.go("decide")["parents_unknown"] is True


def test_the_old_root_goes_when_nothing_needs_it_in_four_steps(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch()
    before = agent.registry
    planned = agent.go("remove", check_mode=True)
    assert agent.registry == before
    assert (planned["changed"], state(planned)) == (True, ("removed", "", ""))
    done = agent.go("remove")
    assert (done["changed"], state(done), actions(done)) == (True, ("removed", "", RUN), ["removed"])
    assert (planned["certificates"], planned["diff"]) == (done["certificates"], done["diff"])
    assert agent.holds(agent.new) and not agent.holds(agent.old)
    for check_mode in (True, False):
        again = agent.go("remove", check_mode=check_mode)
        assert (again["changed"], state(again), actions(again)) == (False, ("absent", "", ""), [])


def test_only_what_was_approved_is_changed(agent: Agent) -> None:
    planned = agent.go("distribute", content=agent.bundle, check_mode=True)["changes"]
    before = agent.registry
    refused = agent.go("distribute", content=agent.bundle, approved_changes=planned[:1])
    assert (refused["failed"], refused["changed"], refused["changes"]) == (True, False, [])
    assert refused["msg"] == f"nothing was written, because this was not approved: {planned[1]}"
    assert agent.registry == before
    done = agent.go("distribute", content=agent.bundle, approved_changes=planned)
    assert (done["changed"], done["changes"], done["state"]) == (True, planned, "imported")
    agent.switch()
    assert agent.go("remove", approved_changes=[])["state"] == "not_removed"
    assert agent.holds(agent.old)


def test_a_removal_is_taken_back_by_its_run(agent: Agent) -> None:
    before = agent.registry
    agent.go("distribute")
    agent.switch()
    done = agent.go("remove")
    assert agent.roll_back(done["run"], force=True)["changed"]
    assert agent.registry == before


def test_a_renewed_issuing_ca_below_the_same_root_is_replaced_in_the_store_ca(agent: Agent) -> None:
    root = agent.roots.old
    former, renewed = (agent.dmz.pki.issuing("Example Corp Issuing CA", root) for _ in range(2))
    agent.go("distribute", content=pem(former.certificate, root.certificate), old_content=None)
    agent.switch(former, root)
    rotation = {"content": pem(renewed.certificate, root.certificate), "old_content": pem(former.certificate)}
    done = agent.go("distribute", **rotation)
    assert (done["state"], actions(done)) == ("imported", ["imported", "present"])
    for stage in ("decide", "verify"):
        assert agent.go(stage, **rotation, link_check={"verdict": "trusted", "gateways": []})["state"] == "covered"
    with pytest.raises(OptionError, match="did not switch to CN=Example Corp Issuing CA .* yet: import that CA there"):
        agent.go("remove", **rotation)
    agent.switch(renewed, root)
    removed = agent.go("remove", **rotation)
    assert (removed["state"], [each["store"] for each in removed["certificates"]]) == ("removed", ["CA"])
    held = [agent.holds(each.certificate, "CA") for each in (former, renewed)]
    assert (held, agent.holds(root.certificate)) == ([False, True], True)
    assert agent.go("remove", **rotation)["state"] == "absent"


def test_a_renewal_with_the_same_key_goes_like_any_other(renewing: Agent) -> None:
    renewing.go("distribute")
    renewing.switch()
    done = renewing.go("remove")
    assert (done["state"], done["same_key"]) == ("removed", True)
    assert renewing.holds(renewing.new) and not renewing.holds(renewing.old)


def test_nothing_is_removed_before_the_gateways_have_switched(agent: Agent) -> None:
    agent.go("distribute")
    before = agent.registry
    with pytest.raises(OptionError, match=f"{', '.join(GATEWAYS)} did not switch to CN=Example Corp Root CA 2 yet"):
        agent.go("remove")
    assert agent.registry == before


def test_a_host_that_lost_the_new_root_keeps_the_old_one(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch()
    agent.machine.stores.remove("Root", agent.new)
    assert state(agent.go("remove", remove_foreign=True)) == ("kept", UNCOVERED % LACKS, "")
    assert agent.holds(agent.old)


def test_a_distribution_notes_what_is_behind_the_gateways_and_its_check_does_not(agent: Agent) -> None:
    agent.go("distribute", check_mode=True)
    assert read_presented_chains(agent.folder / "journal") == ()
    agent.go("distribute")
    agent.go("distribute")
    notes = read_presented_chains(agent.folder / "journal")
    assert [(note.names, note.run, note.issuers) for note in notes] == [
        ((name,), RUN, pem(agent.old)) for name in GATEWAYS
    ]


@pytest.mark.parametrize("remove_foreign", [False, True])
def test_an_old_root_that_somebody_else_has_imported_goes_when_it_is_asked_for(
    agent: Agent, remove_foreign: bool
) -> None:
    agent.go("distribute")
    agent.switch()
    agent.machine.stores.add("Root", agent.old)
    result = agent.go("remove", remove_foreign=remove_foreign)
    kept = ("kept", "somebody else has imported it", "")
    assert state(result) == (("removed", "", RUN) if remove_foreign else kept)
    assert agent.holds(agent.old) is not remove_foreign


def test_a_removal_that_is_refused_is_told(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch()
    agent.machine.registry.deny(store_path("Root"), "write")
    result = agent.go("remove")
    assert (result["failed"], result["changed"], state(result)) == (True, False, ("not_removed", result["msg"], ""))
    assert f"from the store Root of {APP}: access is denied" in result["msg"]


@pytest.mark.parametrize("gone", [False, True])
def test_an_interrupted_removal_is_settled(agent: Agent, gone: bool) -> None:
    agent.go("distribute")
    agent.switch()
    agent.interrupt(agent.old, agent.entry(agent.old), None)
    if gone:
        agent.machine.stores.remove("Root", agent.old)
    result = agent.go("remove")
    assert (result["changed"], result["state"]) == ((False, "absent") if gone else (True, "removed"))
    assert agent.journal.open_changes() == []
    assert not agent.holds(agent.old)


def test_an_old_root_that_is_back_after_settling_goes_only_where_nothing_needs_it(agent: Agent) -> None:
    entry = agent.entry(agent.old)
    change = agent.interrupt(agent.old, entry, b"after")
    agent.journal.conclude(change, ChangeOutcome.UNDOING)
    agent.machine.stores.remove("Root", agent.old)
    agent.machine.registry.create(f"HKLM\\{entry_key(agent.old)}")
    agent.switch()
    result = agent.go("remove")
    assert (result["changed"], result["state"]) == (False, "kept")
    assert agent.entry(agent.old) == entry


def test_where_the_old_root_is_gone_an_interrupted_change_of_another_root_is_left_alone(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch()
    agent.go("remove")
    agent.interrupt(agent.new, None, agent.entry(agent.new))
    before = agent.registry
    result = agent.go("remove")
    assert (result["changed"], state(result)) == (False, ("absent", "", ""))
    assert len(agent.journal.open_changes()) == 1
    assert agent.registry == before


def test_without_a_journal_nothing_is_removed(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch()
    reason = agent.damage_journal()
    assert state(agent.go("remove")) == ("not_removed", reason, "")
    agent.machine.stores.remove("Root", agent.old)
    assert state(agent.go("remove")) == ("undetermined", reason, "")


def test_links_are_verified_by_what_a_check_returned(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch()
    agent.dmz.clock.advance(RETRY_SECONDS)
    check = agent.check_links()
    result = agent.go("verify", link_check=check)
    assert (result["changed"], state(result)) == (False, ("linked", "", "")), check


def test_a_host_that_lost_the_new_root_after_it_linked_does_not_pass(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch()
    agent.dmz.clock.advance(RETRY_SECONDS)
    assert agent.check_links()["verdict"] == "trusted"
    agent.machine.stores.remove("Root", agent.new)
    check = agent.check_links()
    assert [each["link"] for each in check["gateways"]] == ["up"]
    result = agent.go("verify", link_check=check)
    assert state(result) == ("not_covered", OLDER_CONNECTION % LACKS, "")


@pytest.mark.parametrize(("stage", "needed"), [("verify", "link_check"), ("remove", "old_content")])
def test_a_stage_asks_for_what_it_needs(agent: Agent, stage: str, needed: str) -> None:
    with pytest.raises(OptionError, match=f"the stage {stage} needs {needed}"):
        agent.go(stage, **{needed: None})


def test_stores_that_cannot_be_read_fail_the_task(agent: Agent) -> None:
    agent.machine.registry.deny(store_path("Root"), "read")
    with pytest.raises(RegistryError, match="cannot read the store Root"):
        agent.go("distribute")


def unreachable(**arguments: Any) -> Result:
    """What a task tells of a host that it does not get through to."""
    connection = Connection(error=AnsibleConnectionFailure("no route to host"))
    task = SimpleNamespace(delegate_to=None, check_mode=False, args={}, action="scom.dmz.root_rotation")
    action = ActionModule(task, connection, None, None, None, shared_loader_obj=None)
    given = {
        "time_limit": 60,
        "path": [],
        "old_sha256": None,
        "old_content": None,
        "approved_changes": None,
        "link_check": None,
        "force": False,
        **arguments,
    }
    result: Result = action.work(given, {"inventory_hostname": APP})
    return result


@pytest.mark.parametrize("stage", ["distribute", "decide", "remove"])
def test_a_host_that_cannot_be_reached_has_a_state_too(agent: Agent, stage: str) -> None:
    result = unreachable(stage=stage, gateways=[], content=pem(agent.new))
    assert (result["unreachable"], result["changed"], "failed" in result) == (True, False, False)
    assert "no route to host" in result["msg"]
    assert (result["host"], state(result)) == (APP, ("unreachable", result["msg"], ""))


def test_a_link_that_is_known_to_be_down_matters_more_than_a_host_that_cannot_be_looked_at(agent: Agent) -> None:
    down = {"gateway": GATEWAYS[0], "link": "down", "verdict": "root_missing", "parent": {"index": 0}, "findings": []}
    check = {"verdict": "root_missing", "gateways": [down]}
    result = unreachable(stage="verify", gateways=[], content=pem(agent.new), link_check=check)
    assert (result["unreachable"], result["state"]) == (True, "not_linked")


def test_the_journal_notes_what_a_stage_was_for(agent: Agent) -> None:
    agent.go("distribute", source="new-root.pem", change_id="CHG1")
    occasion = agent.journal.changes()[0][0].occasion
    assert (occasion.module, occasion.stage) == ("root_rotation", "distribute")
    assert (occasion.source, occasion.change_id) == ("new-root.pem", "CHG1")


def test_the_old_root_stays_while_an_issuing_ca_that_was_not_given_is_missing(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch(agent.dmz.pki.issuing("Forgotten CA", agent.roots.new), agent.roots.new)
    for stage, ending in (("distribute", "not_covered"), ("remove", "kept")):
        result = agent.go(stage)
        assert result["state"] == ending
        assert "CN=Forgotten CA" in result["detail"]
    assert agent.holds(agent.old)


def test_what_was_removed_did_not_come_from_the_file_of_the_new_root(agent: Agent) -> None:
    agent.go("distribute")
    agent.switch()
    agent.go("remove", source="new-root.pem", change_id="CHG2")
    occasion = agent.journal.changes()[-1][0].occasion
    assert (occasion.stage, occasion.source, occasion.change_id) == ("remove", "", "CHG2")
