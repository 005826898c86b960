# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The root behind gateways is replaced in stages: nobody is cut off, and the old one goes where nothing needs it any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.authorities import fingerprint
from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.integration.playbooks.registry import differences, entry_key
from tests.integration.playbooks.rotation_site import (
    BARE,
    BOTH_GROUPS,
    BY_HAND,
    BY_POLICY,
    ELSEWHERE,
    GATEWAYS,
    GROUP,
    KEPT,
    LISTENER,
    OWN,
    PARTNER,
    SMALL,
    Roots,
    forty_hosts,
    import_old_root,
    register_without_restart,
    site_of_yesterday,
    small_site,
)
from tests.lab.faults import FAULTS
from tests.lab.opsmgr.installation import (
    AGENT_GROUPS,
    CONNECTOR_MANAGER,
    Parent,
    add_management_group,
    register_certificate,
)
from tests.lab.scenarios.installations import management_server
from tests.lab.scenarios.site import Site
from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.registry import RegistryType

DOWN = ("app01.dmz.example", "app02.dmz.example")
_ROW = re.compile(r'^ +"(\S+) +(\w+) +(-|gw[^\s,]+(?:, gw[^\s,]+)*) +(.*?)",?$', re.MULTILINE)

PLAY = """
- hosts: dmz
  gather_facts: false
  serial: {serial}
  tasks:
    - ansible.builtin.import_role:
        name: scom.dmz.root_rotation
"""

ENDS_AS = """
    - ansible.builtin.debug:
        msg: >-
          {{ inventory_hostname }} ends as {{ root_rotation_result.state | default('left out') }},
          with unknown parents: {{ root_rotation_result.parents_unknown | default('') }}
"""


class Rotation:
    """A rotation on a served site."""

    def __init__(self, lab: Controller, roots: Roots, gateways: tuple[str, ...]) -> None:
        self.lab = lab
        self.roots = roots
        self.gateways = gateways
        (lab.folder / "new-root.pem").write_bytes(roots.new.certificate.public_bytes(Encoding.PEM))

    def stage(self, name: str, *options: str, **variables: object) -> Run:
        return self.lab.play("scom.dmz.rotate", *options, **self.variables(name, **variables))

    def variables(self, stage: str, **others: object) -> dict[str, Any]:
        usual = {
            "gateway_trust_gateway": None,
            "root_rotation_stage": stage,
            "root_rotation_gateway": ",".join(self.gateways),
            "root_rotation_root_file": "new-root.pem",
            "root_rotation_old_sha256": self.roots.old.certificate.fingerprint(SHA256()).hex(":"),
            "root_rotation_hosts": f"all:!{PARTNER}",
        }
        return {**usual, **others}

    def switch(self, *gateways: str) -> None:
        for name in gateways:
            self.lab.dmz.switch_certificate(name, [self.roots.new])

    def hosts(self) -> set[str]:
        return set(self.lab.dmz.machines) - set(self.lab.dmz.gateways)

    def holding(self, root: x509.Certificate) -> set[str]:
        """The machines besides the gateways whose local store has a root."""
        key = f"HKEY_LOCAL_MACHINE\\{entry_key(root)}"
        return {host for host, keys in self.lab.registries().items() if key in keys} & self.hosts()


def states(run: Run) -> dict[str, str]:
    return {host: state for host, state, _gateways, _why in _ROW.findall(run.output) if host != "host"}


def why(run: Run, host: str) -> str:
    return next(text for name, _state, _gateways, text in _ROW.findall(run.output) if name == host)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Rotation]:
    dmz, roots = small_site()
    with controller(dmz, tmp_path, pinned=False) as lab:
        yield Rotation(lab, roots, GATEWAYS[:2])


def assert_nothing_changes(rotation: Rotation, stage: str) -> None:
    before, writes = rotation.lab.registries(), len(rotation.lab.changes())
    assert rotation.stage(stage).changed == set()
    assert rotation.lab.registries() == before
    assert len(rotation.lab.changes()) == writes


def test_forty_hosts_get_a_new_root_in_stages_and_nobody_is_cut_off(tmp_path: Path) -> None:
    dmz, roots = forty_hosts()
    old, new = roots.old.certificate, roots.new.certificate
    with controller(dmz, tmp_path, pinned=False) as lab:
        rotation = Rotation(lab, roots, GATEWAYS)
        for gateway in GATEWAYS:
            lab.vary(gateway, gateway_trust_root_sha256=[fingerprint(old), fingerprint(new)])
        everybody, pointed_at = rotation.hosts(), rotation.hosts() - {ELSEWHERE, BARE}
        before = lab.registries()
        assert len(everybody) == 40

        for host in DOWN:
            FAULTS["refuses"].inject(lab.site.endpoint, dmz.machines[host])
        first = rotation.stage("distribute")
        assert first.failed == set(DOWN)
        assert rotation.holding(new) == pointed_at - set(DOWN)
        assert dict.fromkeys(DOWN, "unreachable").items() <= states(first).items()

        refused = rotation.stage("decide")
        assert refused.code != 0
        assert f"{', '.join(GATEWAYS)} may not switch to CN=Example Corp Root CA 2 yet: " in refused.output
        assert f"{', '.join(DOWN)} could not be reached." in refused.output

        FAULTS["refuses"].end(lab.site.endpoint, dmz.machines[DOWN[0]])
        second = rotation.stage("distribute")
        assert (second.code, second.changed) == (0, set(DOWN))
        changed = {host: differences(before[host], after) for host, after in lab.registries().items()}
        assert {host: keys for host, keys in changed.items() if keys} == {
            host: {entry_key(new): {"Blob"}} for host in pointed_at
        }
        assert_nothing_changes(rotation, "distribute")
        allowed = rotation.stage("decide")
        assert (allowed.code, allowed.changed) == (0, set())

        early = rotation.stage("remove")
        assert (early.code, early.changed) == (0, {BARE})

        rotation.switch(*GATEWAYS)
        verified = rotation.stage("verify")
        assert (verified.code, verified.changed) == (0, set()), verified.output
        assert {host for host in pointed_at if not dmz.agents[host].links} == set()

        removed = rotation.stage("remove")
        assert (removed.code, removed.changed) == (0, everybody - set(KEPT) - {BARE})
        assert rotation.holding(old) == set(KEPT) - {BY_POLICY}
        assert {host: state for host, state in states(removed).items() if state == "kept"} == dict.fromkeys(
            KEPT, "kept"
        )
        assert "the agent's own certificate CN=own01.dmz.example" in why(removed, OWN)
        assert "the certificate CN=listener01.dmz.example of the WinRM listener *+HTTPS" in why(removed, LISTENER)
        assert f"nobody knows the chain of the parent {PARTNER}" in why(removed, BOTH_GROUPS)
        assert why(removed, BY_HAND) == "somebody else has imported it"
        assert why(removed, BY_POLICY) == "only .GroupPolicy holds it, which is not ours to change"
        assert_nothing_changes(rotation, "remove")
        assert rotation.stage("verify").code == 0
        assert rotation.holding(new) == pointed_at


def test_a_renewal_with_the_same_key_needs_no_switch(tmp_path: Path) -> None:
    dmz, roots = small_site(same_key=True)
    with controller(dmz, tmp_path, pinned=False) as lab:
        rotation = Rotation(lab, roots, GATEWAYS[:2])
        assert rotation.stage("remove").changed == set()
        assert rotation.stage("distribute").changed == set(SMALL)
        removed = rotation.stage("remove")
        assert removed.changed == set(SMALL)
        assert "The new root is a renewal of the old one with the same key." in removed.output
        assert rotation.holding(roots.old.certificate) == set()
        for gateway in GATEWAYS[:2]:
            dmz.gateways[gateway].machine.stores.add("Root", roots.new.certificate)
        verified = rotation.stage("verify")
        assert verified.code == 0, verified.output
        assert all(dmz.agents[host].links for host in SMALL)


def test_check_mode_says_what_would_come_and_go_and_changes_nothing(small: Rotation) -> None:
    before = small.lab.registries()
    distributed = small.stage("distribute", "--check", "--diff")
    assert distributed.output.count("+Root: CN=Example Corp Root CA 2 (SHA-1 ") == len(SMALL)
    assert states(distributed) == dict.fromkeys(SMALL, "imported")
    assert "agents would trust CN=Example Corp Root CA 2" in distributed.output
    assert small.stage("decide", "--check").code != 0
    small.switch(*small.gateways)
    switched = small.lab.registries()
    removed = small.stage("remove", "--check", "--diff")
    assert removed.output.count("-Root: CN=Example Corp Root CA (SHA-1 ") == len(SMALL)
    assert states(removed) == dict.fromkeys(SMALL, "removed")
    assert small.lab.registries() == switched
    assert {host: before[host] for host in SMALL} == {host: switched[host] for host in SMALL}
    assert small.lab.changes() == []


def test_a_gateway_may_switch_when_its_own_agents_are_covered(small: Rotation) -> None:
    small.stage("distribute", "--limit", SMALL[1])
    refused = small.stage("decide")
    assert refused.code != 0
    assert (
        f"{', '.join(small.gateways)} may not switch to CN=Example Corp Root CA 2 yet: {SMALL[0]} would not trust it."
        in refused.output
    )
    small.lab.dmz.machines[SMALL[0]].stores.add("Root", small.roots.new.certificate)
    small.lab.dmz.machines[SMALL[1]].stores.remove("Root", small.roots.new.certificate)
    refused = small.stage("decide")
    assert (
        f"{GATEWAYS[0]} may not switch to CN=Example Corp Root CA 2 yet: {SMALL[1]} would not trust it."
        in refused.output
    )
    assert f"{GATEWAYS[1]}: 1 of 1 agents trust CN=Example Corp Root CA 2; it may switch" in refused.output


def test_hosts_that_a_limit_leaves_out_keep_the_gateways_from_switching(small: Rotation) -> None:
    small.stage("distribute")
    refused = small.stage("decide", "--limit", SMALL[0])
    assert refused.code != 0
    assert f"may not switch to CN=Example Corp Root CA 2 yet: {SMALL[1]} took no part in this run." in refused.output


def test_a_pattern_that_does_not_hold_the_hosts_of_the_play_gives_no_answer(small: Rotation) -> None:
    small.stage("distribute")
    refused = small.lab.play_text(PLAY.format(serial=0), **small.variables("decide", root_rotation_hosts="nobody"))
    assert refused.code != 0
    assert "root_rotation_hosts is nobody, which leaves out hosts of this play" in refused.output


@pytest.mark.parametrize("stage", ["distribute", "decide"])
def test_batches_count_together(small: Rotation, stage: str) -> None:
    FAULTS["refuses"].inject(small.lab.site.endpoint, small.lab.dmz.machines[SMALL[0]])
    run = small.lab.play_text(PLAY.format(serial=1), **small.variables(stage, root_rotation_hosts="dmz"))
    assert run.code != 0
    assert states(run)[SMALL[0]] == "unreachable"
    assert SMALL[1] in states(run)
    failure = run.output.rpartition("fatal: ")[2].partition("PLAY RECAP")[0]
    assert f"{SMALL[0]} " in failure


def test_a_gateway_that_has_not_switched_ends_the_verification(small: Rotation) -> None:
    small.stage("distribute")
    small.switch(GATEWAYS[1])
    before = len(list(small.lab.log))
    run = small.stage("verify")
    assert run.code != 0
    assert f"{GATEWAYS[0]} did not switch to CN=Example Corp Root CA 2 yet: import that root there" in run.output
    assert {entry.machine for entry in list(small.lab.log)[before:]} == set(small.gateways)


def test_the_verification_fails_the_hosts_that_are_cut_off_and_says_why(small: Rotation) -> None:
    small.stage("distribute", "--limit", SMALL[0])
    small.switch(*small.gateways)
    run = small.stage("verify")
    assert run.failed == {SMALL[1]}
    assert f"{SMALL[1]} is not_linked: the link with {GATEWAYS[0]} is down, root_missing: the root" in run.output


def test_an_agent_that_needs_a_restart_to_trust_the_new_root_is_known_by_the_note_of_its_import(tmp_path: Path) -> None:
    dmz, roots = small_site(retry_seconds=None)
    with controller(dmz, tmp_path, pinned=False) as lab:
        rotation = Rotation(lab, roots, GATEWAYS[:2])
        rotation.stage("distribute")
        rotation.switch(*rotation.gateways)
        run = rotation.stage("verify")
        assert run.failed == set(SMALL)
        assert (
            f"{SMALL[0]} is not_linked: the link with {GATEWAYS[0]} is down, restart_pending: the root was"
            in run.output
        )


def test_a_failover_whose_new_root_the_agent_lacks_is_no_link_although_it_stands_by(small: Rotation) -> None:
    small.stage("distribute", "--limit", SMALL[1])
    small.switch(GATEWAYS[1])
    run = small.stage("verify", root_rotation_gateway=GATEWAYS[1])
    assert run.failed == {SMALL[0]}
    assert f"{SMALL[0]} is not_linked: the link with {GATEWAYS[1]} is standby, root_missing: the root" in run.output


def test_a_gateway_that_was_not_restarted_since_it_got_its_certificate_has_not_switched(tmp_path: Path) -> None:
    dmz, roots = site_of_yesterday()
    with controller(dmz, tmp_path, pinned=False) as lab:
        rotation = Rotation(lab, roots, GATEWAYS[:2])
        rotation.stage("distribute")
        rotation.switch(GATEWAYS[1])
        register_without_restart(dmz, GATEWAYS[0], roots.new)
        run = rotation.stage("verify")
        assert run.code != 0
        assert (
            f"restart HealthService, which is all that is left to do on {GATEWAYS[0]}. No host was asked." in run.output
        )
        kept = rotation.stage("remove")
        assert (kept.code, kept.changed) == (0, set())
        assert why(kept, SMALL[1]) == (
            f"the parent {GATEWAYS[0]} has not loaded its new certificate, so it presents an older one"
        )
        rotation.switch(GATEWAYS[0])
        assert rotation.stage("verify").code == 0
        assert rotation.stage("remove").changed == set(SMALL)


def test_a_management_server_among_the_hosts_keeps_the_old_root(tmp_path: Path) -> None:
    dmz, roots = small_site()
    import_old_root(management_server(Site(dmz, roots.old), "ms02.corp.example"), roots.old.certificate)
    with controller(dmz, tmp_path, pinned=False) as lab:
        rotation = Rotation(lab, roots, GATEWAYS[:2])
        rotation.stage("distribute")
        rotation.switch(*rotation.gateways)
        removed = rotation.stage("remove")
        assert removed.changed == set(SMALL)
        assert why(removed, "ms02.corp.example").startswith("nobody knows the certificates of all that connect to this")


@pytest.mark.parametrize("gone", [False, True])
def test_an_interrupted_removal_is_settled_by_the_next_one(small: Rotation, gone: bool) -> None:
    small.stage("distribute")
    small.switch(*small.gateways)
    old = small.roots.old.certificate
    stores, journal = small.lab.dmz.machines[SMALL[0]].stores, Journal(small.lab.folder / ".scom-dmz/journal", SMALL[0])
    entry = small.lab.dmz.machines[SMALL[0]].registry.data(f"HKLM\\{entry_key(old)}", "Blob")
    assert isinstance(entry, bytes)
    journal.intend("Root", thumbprint(old), entry, None)
    if gone:
        stores.remove("Root", old)
    run = small.stage("remove")
    assert (run.code, states(run)[SMALL[0]]) == (0, "absent" if gone else "removed")
    assert small.holding(old) == set()
    assert journal.open_changes() == []


def test_a_removal_is_taken_back_byte_for_byte(small: Rotation) -> None:
    small.stage("distribute")
    small.switch(*small.gateways)
    before = small.lab.registries()
    removed = small.stage("remove")
    assert small.holding(small.roots.old.certificate) == set()
    run = re.search(r"root_rollback_run=(\S+?)\"", removed.output)
    assert run is not None
    small.lab.play("scom.dmz.rollback", "--limit", "dmz", root_rollback_run=run[1])
    assert small.lab.registries() == before


def test_a_root_that_somebody_else_imported_goes_when_it_is_asked_for(small: Rotation) -> None:
    small.stage("distribute")
    small.switch(*small.gateways)
    stores = small.lab.dmz.machines[SMALL[0]].stores
    stores.add("Root", small.roots.old.certificate)
    assert why(small.stage("remove"), SMALL[0]) == "somebody else has imported it"
    assert small.stage("remove", root_rotation_remove_foreign=True).changed == {SMALL[0]}


def test_our_copy_goes_beside_that_of_group_policy_and_the_table_says_what_stays(small: Rotation) -> None:
    small.stage("distribute")
    small.switch(*small.gateways)
    small.lab.dmz.machines[SMALL[0]].stores.add("Root", small.roots.old.certificate, physical=".GroupPolicy")
    removed = small.stage("remove")
    assert (states(removed)[SMALL[0]], why(removed, SMALL[0])) == ("removed", ".GroupPolicy holds it still")


def test_a_root_that_the_gate_refuses_fails_its_host_and_no_other(small: Rotation) -> None:
    small.lab.dmz.machines[SMALL[0]].stores.add("Disallowed", small.roots.new.certificate)
    run = small.stage("distribute")
    assert (run.failed, run.changed) == ({SMALL[0]}, {SMALL[1]})
    assert (
        f"{SMALL[0]} is not_covered: refused, nothing was written: CN=Example Corp Root CA 2 is in the store Disallowed"
        in run.output
    )


def test_the_cas_below_the_new_root_come_with_it(small: Rotation) -> None:
    issuing = small.lab.dmz.pki.issuing("Example Corp Issuing CA 2", small.roots.new)
    bundle = small.roots.new.certificate, issuing.certificate
    (small.lab.folder / "bundle.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in bundle))
    run = small.stage("distribute", root_rotation_root_file="bundle.pem")
    assert run.changed == set(SMALL)
    assert issuing.certificate in small.lab.dmz.machines[SMALL[0]].stores.certificates("CA")
    assert small.stage("decide", root_rotation_root_file="bundle.pem").code == 0


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"root_rotation_stage": None}, "root_rotation_stage is '': it must be distribute, decide, verify or remove."),
        ({"root_rotation_gateway": "gw99"}, "Could not match supplied host pattern"),
    ],
    ids=["no stage", "a gateway that is in no inventory"],
)
def test_what_is_given_wrongly_ends_the_run_with_a_sentence_before_any_host_is_asked(
    small: Rotation, variables: dict[str, object], words: str
) -> None:
    run = small.stage("distribute", **variables)
    assert run.code != 0
    assert words in run.output
    assert list(small.lab.log) == []


def test_a_gateway_that_cannot_be_read_ends_the_run_with_its_name_and_no_host_is_asked(small: Rotation) -> None:
    FAULTS["refuses"].inject(small.lab.site.endpoint, small.lab.dmz.machines[GATEWAYS[1]])
    run = small.stage("decide")
    assert run.code != 0
    assert f"The gateway {GATEWAYS[1]} cannot be read" in run.output
    assert {entry.machine for entry in small.lab.log} <= set(small.gateways)


@pytest.mark.parametrize("aliases", [["gateway.corp.example"], "scom, Gateway.corp.example"], ids=["a list", "a text"])
def test_an_alias_of_a_gateway_is_a_variable_of_it(small: Rotation, aliases: object) -> None:
    machine = small.lab.dmz.machines[SMALL[1]]
    add_management_group(machine, GROUP, [Parent("gateway.corp.example")])
    assert states(small.stage("distribute", "--check"))[SMALL[1]] == "not_concerned"
    small.lab.vary(GATEWAYS[0], gateway_trust_gateway_aliases=aliases)
    assert states(small.stage("distribute", "--check"))[SMALL[1]] == "imported"


def test_the_role_takes_the_aliases_of_its_only_gateway_and_the_new_root_as_text(small: Rotation) -> None:
    add_management_group(small.lab.dmz.machines[SMALL[1]], GROUP, [Parent("gateway.corp.example")])
    given = {
        "root_rotation_gateway": GATEWAYS[0],
        "root_rotation_gateway_aliases": ["gateway.corp.example"],
        "root_rotation_root_file": None,
        "root_rotation_root_text": (small.lab.folder / "new-root.pem").read_text(),
    }
    assert states(small.stage("distribute", "--check", **given))[SMALL[1]] == "imported"


def test_an_agent_whose_parents_active_directory_names_may_be_anybodys(small: Rotation) -> None:
    small.stage("distribute", "--limit", SMALL[0])
    registry = small.lab.dmz.machines[SMALL[1]].registry
    registry.delete_tree(rf"{AGENT_GROUPS}\{GROUP}")
    registry.set(CONNECTOR_MANAGER, "EnableADIntegration", RegistryType.REG_DWORD, 1)
    assert small.stage("distribute").changed == set()
    refused = small.stage("decide")
    assert refused.code != 0
    assert (
        f"{', '.join(small.gateways)} may not switch to CN=Example Corp Root CA 2 yet: "
        f"{SMALL[1]} may have parents that the registry does not name and would not trust it." in refused.output
    )


def test_the_verification_fails_an_agent_with_unknown_parents_until_it_trusts_the_new_root(small: Rotation) -> None:
    small.stage("distribute")
    machine = small.lab.dmz.machines[SMALL[1]]
    machine.stores.remove("Root", small.roots.new.certificate)
    machine.registry.delete_tree(rf"{AGENT_GROUPS}\{GROUP}")
    machine.registry.set(CONNECTOR_MANAGER, "EnableADIntegration", RegistryType.REG_DWORD, 1)
    small.switch(*small.gateways)
    run = small.stage("verify")
    assert run.failed == {SMALL[1]}
    assert (
        f"{SMALL[1]} is parents_unknown: the registry does not name all parents of the agent, and it would not trust a "
        "gateway that switches: import the new root there, with scom.dmz.root_certificate for example" in run.output
    )
    machine.stores.add("Root", small.roots.new.certificate)
    run = small.lab.play_text(PLAY.format(serial=0) + ENDS_AS, **small.variables("verify"))
    assert run.code == 0
    assert f"{SMALL[0]} ends as linked, with unknown parents: False" in run.output
    assert f"{SMALL[1]} ends as covered, with unknown parents: True" in run.output


def test_an_agent_that_is_linked_and_has_unknown_parents_does_not_pass_without_all_of_the_new_cas(
    small: Rotation,
) -> None:
    issuing = small.lab.dmz.pki.issuing("Example Corp Issuing CA 2", small.roots.new)
    bundle = small.roots.new.certificate, issuing.certificate
    (small.lab.folder / "bundle.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in bundle))
    small.stage("distribute")
    add_management_group(small.lab.dmz.machines[SMALL[1]], "OTHER", [])
    small.switch(*small.gateways)
    run = small.stage("verify", root_rotation_root_file="bundle.pem")
    assert run.failed == {SMALL[1]}
    assert f"{SMALL[1]} is parents_unknown: the registry does not name all parents of the agent" in run.output


def test_a_gateway_behind_a_gateway_gets_the_new_root_and_is_missed_without_it(tmp_path: Path) -> None:
    dmz, roots = small_site()
    lower = dmz.gateways[GATEWAYS[1]].machine
    add_management_group(lower, GROUP, [Parent(GATEWAYS[0])], server=True)
    with controller(dmz, tmp_path, pinned=False) as lab:
        rotation = Rotation(lab, roots, GATEWAYS[:1])
        rotation.stage("distribute", "--limit", "dmz")
        refused = rotation.stage("decide")
        assert (
            f"{GATEWAYS[0]} may not switch to CN=Example Corp Root CA 2 yet: {GATEWAYS[1]} would not trust it."
            in refused.output
        )
        assert rotation.stage("distribute").changed == {GATEWAYS[1]}
        assert rotation.stage("decide").code == 0
        rotation.switch(GATEWAYS[0])
        assert rotation.stage("verify").code == 0
        lower.stores.remove("Root", roots.new.certificate)
        cut_off = rotation.stage("verify")
        assert cut_off.failed == {GATEWAYS[1]}
        assert f"{GATEWAYS[1]} is not_covered: the root CN=Example Corp Root CA 2 is not among" in cut_off.output


def unreadable_journal(rotation: Rotation, host: str) -> str:
    """Put something in the place of a host's journal, and return what is said of it."""
    folder = rotation.lab.folder / ".scom-dmz/journal"
    path = folder / f"{host}.jsonl"
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)
    return f"cannot read the journal {path}: Is a directory"


def test_a_journal_that_cannot_be_read_hides_no_interrupted_import_of_another_host(small: Rotation) -> None:
    small.stage("distribute")
    reason = unreadable_journal(small, SMALL[0])
    journal = Journal(small.lab.folder / ".scom-dmz/journal", SMALL[1])
    journal.intend("Root", thumbprint(small.roots.new.certificate), None, b"after")
    run = small.stage("distribute")
    assert journal.open_changes() == []
    assert run.failed == {SMALL[0]}
    assert (states(run)[SMALL[0]], why(run, SMALL[0])) == ("undetermined", reason)


def test_a_journal_that_cannot_be_read_hides_no_interrupted_removal_of_another_host(small: Rotation) -> None:
    small.stage("distribute")
    small.switch(*small.gateways)
    old, stores = small.roots.old.certificate, small.lab.dmz.machines[SMALL[1]].stores
    small.lab.dmz.machines[SMALL[0]].stores.remove("Root", old)
    reason = unreadable_journal(small, SMALL[0])
    entry = small.lab.dmz.machines[SMALL[1]].registry.data(f"HKLM\\{entry_key(old)}", "Blob")
    assert isinstance(entry, bytes)
    stores.remove("Root", old)
    journal = Journal(small.lab.folder / ".scom-dmz/journal", SMALL[1])
    journal.intend("Root", thumbprint(old), entry, None)
    run = small.stage("remove")
    assert journal.open_changes() == []
    assert run.failed == {SMALL[0]}
    assert states(run) == {SMALL[0]: "undetermined", SMALL[1]: "absent"}
    assert why(run, SMALL[0]) == reason


def test_an_imported_role_may_leave_the_first_host_of_the_play_out(small: Rotation) -> None:
    play = PLAY.format(serial=0) + f"      when: inventory_hostname != '{SMALL[0]}'\n"
    endings = {
        "distribute": f"{SMALL[1]} ends as imported",
        "decide": f"{SMALL[0]} took no part in this run.",
        "verify": f"{SMALL[1]} ends as linked",
        "remove": f"{SMALL[1]} ends as removed",
    }
    for stage, ending in endings.items():
        if stage == "verify":
            small.switch(*small.gateways)
        run = small.lab.play_text(play + ENDS_AS, **small.variables(stage, root_rotation_hosts="dmz"))
        assert ending in run.output
        assert run.changed == ({SMALL[1]} if stage in ("distribute", "remove") else set())
    assert small.holding(small.roots.old.certificate) == {SMALL[0]}


def test_an_agent_of_one_gateway_keeps_all_from_switching_when_it_may_have_other_parents(small: Rotation) -> None:
    small.stage("distribute", "--limit", SMALL[0])
    registry = small.lab.dmz.machines[SMALL[1]].registry
    registry.set(CONNECTOR_MANAGER, "EnableADIntegration", RegistryType.REG_DWORD, 1)
    refused = small.stage("decide")
    assert f"{', '.join(small.gateways)} may not switch to CN=Example Corp Root CA 2 yet: " in refused.output
    assert small.stage("distribute").changed == {SMALL[1]}
    assert small.stage("decide").code == 0


def test_a_gateway_that_nobody_is_pointed_at_may_be_known_by_another_name(small: Rotation) -> None:
    small.stage("distribute")
    for host in SMALL:
        add_management_group(small.lab.dmz.machines[host], GROUP, [Parent(GATEWAYS[1])])
    refused = small.stage("decide")
    assert refused.code != 0
    assert (
        f"{GATEWAYS[0]} may not switch to CN=Example Corp Root CA 2 yet: "
        f"{GATEWAYS[0]} is a parent of no host, unless by another name." in refused.output
    )


def test_what_another_run_of_the_role_has_asked_a_host_is_no_answer(small: Rotation) -> None:
    small.stage("distribute")
    include = """
    - ansible.builtin.include_role:
        name: scom.dmz.root_rotation
      vars:
        root_rotation_gateway: {gateway}
      when: inventory_hostname in {hosts}
    """
    plays = "- hosts: dmz\n  gather_facts: false\n  tasks:" + "".join(
        include.format(gateway=gateway, hosts=list(hosts))
        for gateway, hosts in ((GATEWAYS[1], SMALL), (GATEWAYS[0], SMALL[:1]))
    )
    variables = small.variables("decide", root_rotation_hosts="dmz", root_rotation_gateway=None)
    refused = small.lab.play_text(plays, **variables)
    assert (
        f"{GATEWAYS[0]} may not switch to CN=Example Corp Root CA 2 yet: {SMALL[1]} took no part in this run."
        in refused.output
    )


def test_the_text_of_a_host_is_no_template(small: Rotation) -> None:
    small.stage("distribute")
    small.switch(*small.gateways)
    certificate = small.lab.dmz.pki.host("{{ 7 * 7 }}", small.roots.old)
    register_certificate(small.lab.dmz.machines[SMALL[0]], certificate)
    kept = why(small.stage("remove"), SMALL[0])
    assert kept == "the chain of the agent's own certificate CN={{ 7 * 7 }} ends in it"


def test_tags_of_the_role_reach_all_of_its_tasks(small: Rotation) -> None:
    variables = small.variables("distribute", root_rotation_hosts="dmz")
    run = small.lab.play_text(PLAY.format(serial=0) + "      tags: rotation\n", "--tags", "rotation", **variables)
    assert (run.code, run.changed) == (0, set(SMALL))
