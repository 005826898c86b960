# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that goes by what another one has imported notes that, and a rollback of that run says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeOutcome
from cryptography import x509

from tests.authorities import presented_roots
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.hygiene import serve_watched
from tests.lab.scenarios.building import agent_name, build
from tests.lab.windows.certificate_store import element, store_entry, thumbprint
from tests.lab.wsman.endpoint import Endpoint
from tests.pki.pem import pem

AGENT, GATEWAY = agent_name(1), "gw01.corp.example"
EARLIER = "20260101T000000Z-aaaaaa"
DESCRIPTION = 13

Result = dict[str, Any]


class Host:
    """An agent whose gateway's root was imported by an earlier run, as the journal has it."""

    def __init__(self, endpoint: Endpoint, root: x509.Certificate, folder: Path) -> None:
        self.endpoint = endpoint
        self.root = root
        self.folder = folder
        self.journal = Journal(folder / "journal", AGENT, EARLIER)
        mark = element(DESCRIPTION, f"scom.dmz {EARLIER}\0".encode("utf-16-le"))
        self._entry = store_entry(root, mark)

    def have_imported(self, machine: Any) -> None:
        machine.stores.remove("Root", self.root)
        machine.stores.add_entry("Root", thumbprint(self.root), self._entry)
        change = self.journal.intend("Root", thumbprint(self.root), None, self._entry)
        self.journal.conclude(change, ChangeOutcome.DONE)

    def act(self, module: str, host: str = AGENT, **arguments: Any) -> Result:
        return act(connect(self.endpoint, host=host), module, self.folder, **arguments)

    @property
    def gateway(self) -> Result:
        told = self.act("gateway_info", GATEWAY)["gateway"]
        return {"name": GATEWAY, "chain": told["certificate"]["chain_pem"]}

    def onboard(self, **arguments: Any) -> Result:
        return self.act("gateway_trust", gateways=[self.gateway], **arguments)

    def distribute(self, **arguments: Any) -> Result:
        return self.act(
            "root_rotation", stage="distribute", gateways=[self.gateway], content=pem(self.root), **arguments
        )

    def ask(self, **arguments: Any) -> Result:
        return self.act("root_certificate", content=pem(self.root), **arguments)

    @property
    def reliances(self) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
        return [
            (each.run, each.relied_upon, each.store, each.thumbprint, each.gateways)
            for each in self.journal.reliances()
        ]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    dmz = build("trusted")
    with serve_watched(dmz) as served:
        found = Host(served.endpoint, presented_roots(dmz)[GATEWAY], tmp_path)
        found.have_imported(dmz.machines[AGENT])
        yield found


@pytest.mark.parametrize(
    ("deed", "gateways"),
    [(Host.onboard, (GATEWAY,)), (Host.distribute, (GATEWAY,)), (Host.ask, ())],
    ids=["onboarding", "rotation", "root_certificate"],
)
def test_a_run_that_finds_what_another_one_has_imported_notes_that_once(
    host: Host, deed: Callable[..., Result], gateways: tuple[str, ...]
) -> None:
    assert deed(host, check_mode=True)["changed"] is False
    assert host.reliances == []
    for _time in (1, 2):
        assert deed(host)["changed"] is False
    assert host.reliances == [(RUN, EARLIER, "Root", thumbprint(host.root), gateways)]


def test_taking_the_earlier_run_back_says_who_relies_on_it(host: Host) -> None:
    host.onboard()
    result = host.act("root_rollback", run=EARLIER, force=True)
    assert f"the run {RUN} relies on {thumbprint(host.root)} in Root for {GATEWAY}" in result["warnings"]
    assert result["reliances"] == [
        {"run": RUN, "store": "Root", "thumbprint": thumbprint(host.root), "gateways": [GATEWAY]}
    ]


def test_a_run_that_has_imported_a_root_itself_relies_on_no_other(host: Host) -> None:
    host.act("root_certificate", thumbprint=thumbprint(host.root), state="absent")
    host.ask()
    host.ask()
    assert host.reliances == []


@pytest.mark.parametrize(
    ("deed", "occasion"),
    [
        (Host.onboard, ("gateway_trust", "onboard", GATEWAY)),
        (Host.distribute, ("root_rotation", "distribute", "content")),
        (Host.ask, ("root_certificate", "present", "content")),
    ],
    ids=["onboarding", "rotation", "root_certificate"],
)
def test_a_note_says_what_it_was_made_for(
    host: Host, deed: Callable[..., Result], occasion: tuple[str, str, str]
) -> None:
    deed(host, change_id="CHG1")
    (noted,) = (each.occasion for each in host.journal.reliances())
    assert (noted.module, noted.stage, noted.source) == occasion
    assert noted.change_id == "CHG1"
