# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The root behind gateways is replaced in stages: nobody is cut off, and the old one goes where nothing needs it any more.

What becomes of a host is tested where it is decided, and each stage of a host against the lab; here is what Ansible does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.authorities import fingerprint
from tests.integration.playbooks.ansible import Controller, Run, controller
from tests.integration.playbooks.registry import differences, entry_key
from tests.integration.playbooks.rotation_site import (
    BARE,
    BEHIND,
    BOTH_GROUPS,
    BY_HAND,
    BY_POLICY,
    ELSEWHERE,
    GATEWAYS,
    GROUP,
    KEPT,
    LISTENER,
    LISTENER_NAME,
    OWN,
    PARTNER,
    RETRY_SECONDS,
    SMALL,
    Roots,
    register_without_restart,
    site_of_yesterday,
    small_site,
    whole_site,
)
from tests.lab.faults import FAULTS
from tests.lab.opsmgr.installation import Parent, add_management_group

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

    def __init__(self, lab: Controller, roots: Roots) -> None:
        self.lab = lab
        self.roots = roots
        for name, root in (("new-root.pem", roots.new), ("old-root.pem", roots.old)):
            (lab.folder / name).write_bytes(root.certificate.public_bytes(Encoding.PEM))

    def stage(self, name: str, *options: str, **variables: object) -> Run:
        return self.lab.play("scom.dmz.rotate", *options, **self.variables(name, **variables))

    def play(self, text: str, stage: str, *options: str, **variables: object) -> Run:
        """Run a play of its own, whose hosts are those of the DMZ."""
        return self.lab.play_text(text, *options, **self.variables(stage, root_rotation_hosts="dmz", **variables))

    def variables(self, stage: str, **others: object) -> dict[str, Any]:
        usual = {
            "gateway_trust_gateway": None,
            "root_rotation_stage": stage,
            "root_rotation_gateway": ",".join(GATEWAYS),
            "root_rotation_root_file": "new-root.pem",
            "root_rotation_old_sha256": self.roots.old.certificate.fingerprint(SHA256()).hex(":"),
            "root_rotation_hosts": f"all:!{PARTNER}",
        }
        return {**usual, **others}

    def distributed(self, *hosts: str) -> None:
        """As after the first stage."""
        for host in hosts:
            self.lab.dmz.machines[host].stores.add("Root", self.roots.new.certificate)

    def switch(self, *gateways: str) -> None:
        """The agents have tried their links again since."""
        for name in gateways:
            self.lab.dmz.switch_certificate(name, [self.roots.new])
        self.lab.dmz.clock.advance(RETRY_SECONDS)

    def holding(self, root: x509.Certificate) -> set[str]:
        """The machines whose local store has a root."""
        key = f"HKEY_LOCAL_MACHINE\\{entry_key(root)}"
        return {host for host, keys in self.lab.registries().items() if key in keys}

    def asked(self) -> set[str]:
        return {entry.machine for entry in self.lab.log}


def states(run: Run) -> dict[str, str]:
    return {host: state for host, state, _gateways, _why in _ROW.findall(run.output) if host != "host"}


def why(run: Run, host: str) -> str:
    return next(text for name, _state, _gateways, text in _ROW.findall(run.output) if name == host)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Rotation]:
    dmz, roots = small_site()
    with controller(dmz, tmp_path, pinned=False) as lab:
        yield Rotation(lab, roots)


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Rotation]:
    dmz, roots = whole_site()
    with controller(dmz, tmp_path, pinned=False) as lab:
        for gateway in GATEWAYS:
            lab.vary(
                gateway,
                gateway_trust_root_sha256=[fingerprint(each.certificate) for each in (roots.old, roots.new)],
            )
        yield Rotation(lab, roots)


def test_a_root_is_replaced_in_stages_and_nobody_is_cut_off(whole: Rotation) -> None:
    lab, (old, new) = whole.lab, (whole.roots.old.certificate, whole.roots.new.certificate)
    down, hosts = SMALL[0], set(lab.dmz.machines) - {*GATEWAYS, PARTNER}
    pointed_at = hosts - {ELSEWHERE, BARE}
    before = lab.registries()

    FAULTS["refuses"].inject(lab.site.endpoint, lab.dmz.machines[down])
    first = whole.stage("distribute")
    assert (first.failed, first.changed) == ({down}, pointed_at - {down})
    assert states(first)[down] == "unreachable"
    refused = whole.stage("decide")
    assert refused.code != 0
    assert f"{', '.join(GATEWAYS)} may not switch to CN=Example Corp Root CA 2 yet: " in refused.output
    assert f"{down} could not be reached." in refused.output

    FAULTS["refuses"].end(lab.site.endpoint, lab.dmz.machines[down])
    second = whole.stage("distribute", "--limit", ",".join((*GATEWAYS, down)))
    assert (second.code, second.changed) == (0, {down})
    changed = {host: differences(before[host], after) for host, after in lab.registries().items()}
    assert {host: keys for host, keys in changed.items() if keys} == {
        host: {entry_key(new): {"Blob"}} for host in pointed_at
    }
    allowed = whole.stage("decide")
    assert (allowed.code, allowed.changed) == (0, set())
    early = whole.stage("remove")
    assert (early.code != 0, early.changed) == (True, set())
    assert f"{', '.join(GATEWAYS)} did not switch to CN=Example Corp Root CA 2 yet: " in early.output

    whole.switch(*GATEWAYS)
    verified = whole.stage("verify")
    assert (verified.code, verified.changed) == (0, set()), verified.output
    assert {host for host in pointed_at - {BEHIND} if not lab.dmz.agents[host].links} == set()

    removed = whole.stage("remove")
    assert (removed.code, removed.changed) == (0, {*SMALL, BARE})
    assert whole.holding(old) & hosts == {*KEPT, BEHIND} - {BY_POLICY}
    assert dict.fromkeys((*KEPT, BEHIND), "kept").items() <= states(removed).items()
    assert "the agent's own certificate CN=own01.dmz.example" in why(removed, OWN)
    assert f"the certificate CN={LISTENER_NAME} of the WinRM listener *+HTTPS" in why(removed, LISTENER)
    assert f"the chain of the parent {PARTNER} is not known" in why(removed, BOTH_GROUPS)
    assert why(removed, BY_HAND) == "somebody else has imported it"
    assert why(removed, BY_POLICY) == "only .GroupPolicy holds it, which is not ours to change"
    assert why(removed, BEHIND).startswith("nobody knows the certificates of all that connect to this")
    asked_for = whole.stage("remove", "--limit", ",".join((*GATEWAYS, BY_HAND)), root_rotation_remove_foreign=True)
    assert asked_for.changed == {BY_HAND}
    assert whole.stage("verify").code == 0
    assert whole.holding(new) & hosts == pointed_at


def test_check_mode_says_what_would_come_and_changes_nothing(small: Rotation) -> None:
    before = small.lab.registries()
    distributed = small.stage("distribute", "--check", "--diff")
    assert distributed.output.count("+Root: CN=Example Corp Root CA 2 (SHA-1 ") == len(SMALL)
    assert states(distributed) == dict.fromkeys(SMALL, "imported")
    assert "agents would trust CN=Example Corp Root CA 2" in distributed.output
    assert (small.lab.registries(), small.lab.changes()) == (before, [])


def test_a_run_that_is_bound_to_a_check_changes_what_that_has_said_and_nothing_else(small: Rotation) -> None:
    folder = small.lab.folder / "report"
    FAULTS["refuses"].inject(small.lab.site.endpoint, small.lab.dmz.machines[SMALL[1]])
    checked = small.stage("distribute", "--check", root_rotation_report_folder=str(folder))
    assert states(checked) == {SMALL[0]: "imported", SMALL[1]: "unreachable"}
    [record] = (folder / "rotations").iterdir()
    digest = json.loads(record.read_text())["digest"]
    assert f"root_rotation_approved={digest}" in checked.output

    FAULTS["refuses"].end(small.lab.site.endpoint, small.lab.dmz.machines[SMALL[1]])
    before = small.lab.registries()
    for approved in (digest, str(record)):
        refused = small.stage("distribute", root_rotation_approved=approved)
        assert (refused.code != 0, refused.changed, small.lab.registries()) == (True, set(), before)
    assert f"This was not approved on {SMALL[1]}. Look at what --check says now" in refused.output

    FAULTS["refuses"].inject(small.lab.site.endpoint, small.lab.dmz.machines[SMALL[1]])
    done = small.stage("distribute", root_rotation_approved=digest, root_rotation_report_folder=str(folder))
    assert (done.changed, done.failed) == ({SMALL[0]}, {SMALL[1]})
    assert len(list((folder / "rotations").iterdir())) == 2


def test_hosts_that_a_limit_leaves_out_keep_the_gateways_from_switching(small: Rotation) -> None:
    small.distributed(*SMALL)
    refused = small.stage("decide", "--limit", SMALL[0])
    assert refused.code != 0
    assert f"may not switch to CN=Example Corp Root CA 2 yet: {SMALL[1]} took no part in this run." in refused.output


@pytest.mark.parametrize("stage", ["distribute", "decide"])
def test_batches_count_together(small: Rotation, stage: str) -> None:
    FAULTS["refuses"].inject(small.lab.site.endpoint, small.lab.dmz.machines[SMALL[0]])
    run = small.play(PLAY.format(serial=1), stage)
    assert run.code != 0
    assert states(run)[SMALL[0]] == "unreachable"
    assert SMALL[1] in states(run)
    failure = run.output.rpartition("fatal: ")[2].partition("PLAY RECAP")[0]
    assert f"{SMALL[0]} " in failure


def test_a_gateway_that_has_not_switched_ends_the_verification_before_a_host_is_asked(tmp_path: Path) -> None:
    dmz, roots = site_of_yesterday()
    with controller(dmz, tmp_path, pinned=False) as lab:
        rotation = Rotation(lab, roots)
        register_without_restart(dmz, GATEWAYS[0], roots.new)
        run = rotation.stage("verify")
        assert run.code != 0
        assert f"{GATEWAYS[1]}, {GATEWAYS[0]} did not switch to CN=Example Corp Root CA 2 yet: " in run.output
        assert f"restart HealthService; on {GATEWAYS[0]} one is registered already" in run.output
        assert rotation.asked() == set(GATEWAYS)


def test_the_verification_fails_the_hosts_that_are_cut_off_and_says_why(small: Rotation) -> None:
    small.distributed(SMALL[0])
    small.switch(*GATEWAYS)
    run = small.stage("verify")
    assert run.failed == {SMALL[1]}
    assert f"{SMALL[1]} is not_linked: the link with {GATEWAYS[0]} is down, root_missing: the root" in run.output


def test_what_is_given_wrongly_ends_the_run_with_a_sentence_before_any_host_is_asked(small: Rotation) -> None:
    run = small.stage("distribute", root_rotation_stage=None)
    assert run.code != 0
    assert "root_rotation_stage is '': it must be distribute, decide, verify or remove." in run.output
    assert small.asked() == set()


def test_a_gateway_that_cannot_be_read_ends_the_run_with_its_name_and_no_host_is_asked(small: Rotation) -> None:
    FAULTS["refuses"].inject(small.lab.site.endpoint, small.lab.dmz.machines[GATEWAYS[1]])
    run = small.stage("decide")
    assert run.code != 0
    assert f"The gateway {GATEWAYS[1]} cannot be read" in run.output
    assert small.asked() <= set(GATEWAYS)


def test_an_imported_role_may_leave_the_first_host_of_the_play_out(small: Rotation) -> None:
    small.distributed(*SMALL)
    small.switch(*GATEWAYS)
    play = PLAY.format(serial=0) + f"      when: inventory_hostname != '{SMALL[0]}'\n" + ENDS_AS
    assert f"{SMALL[1]} ends as linked, with unknown parents: False" in small.play(play, "verify").output
    assert small.play(play, "remove", root_rotation_old_root_file="old-root.pem").changed == {SMALL[1]}


def test_a_root_that_was_behind_no_gateway_is_not_removed_and_no_host_is_asked(small: Rotation) -> None:
    small.distributed(*SMALL)
    small.switch(*GATEWAYS)
    before = small.lab.registries()
    run = small.stage("remove", root_rotation_remove_foreign=True)
    assert (run.code != 0, run.changed) == (True, set())
    assert f"was ever behind {' or '.join(GATEWAYS)}: give the file of that root in root_rotation_old" in run.output
    assert (small.lab.registries(), small.asked()) == (before, set(GATEWAYS))


def test_tags_reach_all_of_the_role_which_takes_the_root_as_text_and_the_aliases_of_its_only_gateway(
    small: Rotation,
) -> None:
    add_management_group(small.lab.dmz.machines[SMALL[1]], GROUP, [Parent("gateway.corp.example")])
    given = {
        "root_rotation_gateway": GATEWAYS[0],
        "root_rotation_gateway_aliases": ["gateway.corp.example"],
        "root_rotation_root_file": None,
        "root_rotation_root_text": (small.lab.folder / "new-root.pem").read_text(),
    }
    run = small.play(PLAY.format(serial=0) + "      tags: rotation\n", "distribute", "--tags", "rotation", **given)
    assert (run.code, run.changed) == (0, set(SMALL))
