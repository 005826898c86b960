# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An audit over the wire: what is in any physical store is seen, and what cannot be read is never in order."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, ScomDmzError

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import NAME, connect
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import physical_stores, store_path, thumbprint
from tests.lab.windows.console.output import ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS, WINE, ConsoleStyle
from tests.lab.windows.machine import Machine
from tests.lab.windows.schannel import SCHANNEL
from tests.lab.wsman.endpoint import Endpoint

EVERYWHERE = [(store, physical) for store in ("Root", "Disallowed") for physical in physical_stores(store)]


def audit(endpoint: Endpoint, folder: Path, **arguments: Any) -> dict[str, Any]:
    return act(connect(endpoint), "root_audit_info", folder, **arguments)


@pytest.mark.parametrize(
    ("root", "disallowed"),
    [(root, other) for root in physical_stores("Root") for other in physical_stores("Disallowed")],
)
def test_a_root_is_disallowed_whichever_physical_stores_hold_it(
    endpoint: Endpoint, machine: Machine, site: Dmz, tmp_path: Path, root: str, disallowed: str
) -> None:
    certificate = site.pki.root("Banned").certificate
    machine.stores.add("Root", certificate, physical=root)
    machine.stores.add("Disallowed", certificate, physical=disallowed)
    first = audit(endpoint, tmp_path)["findings"][0]
    assert (first["id"], first["thumbprint"], first["physical_stores"]) == (
        "disallowed",
        thumbprint(certificate),
        [root],
    )


@pytest.mark.parametrize(("store", "physical"), EVERYWHERE)
def test_a_physical_store_that_cannot_be_read_is_never_empty(
    endpoint: Endpoint, machine: Machine, site: Dmz, tmp_path: Path, store: str, physical: str
) -> None:
    machine.stores.add(store, site.pki.root("There").certificate, physical=physical)
    machine.registry.deny(rf"{store_path(store, physical)}\Certificates", "read")
    with pytest.raises(ScomDmzError) as caught:
        audit(endpoint, tmp_path)
    assert str(caught.value).startswith(f"cannot read the store {store} ({physical}) of {NAME}: access is denied")


def test_settings_that_cannot_be_read_are_no_default(endpoint: Endpoint, machine: Machine, tmp_path: Path) -> None:
    machine.registry.deny(SCHANNEL, "read")
    with pytest.raises(ScomDmzError, match=f"cannot read the TLS settings of {NAME}: the key .* cannot be read"):
        audit(endpoint, tmp_path)


@pytest.mark.parametrize(
    "style", [ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS, WINE], ids=["en", "de", "ja", "wine"]
)
def test_the_language_of_windows_makes_no_difference(tmp_path: Path, style: ConsoleStyle) -> None:
    dmz = Dmz(style=style)
    machine = dmz.add_machine(NAME)
    machine.stores.add("Root", dmz.pki.issuing("Issuing", dmz.agent_authority).certificate)
    with Endpoint(dmz.machines) as running:
        from_console = audit(running, tmp_path)
    assert from_console["findings"][0]["id"] == "not_self_signed"
    assert len(from_console["roots"]) == len(machine.stores.certificates("Root"))


def test_all_is_read_by_one_command_line(endpoint: Endpoint, machine: Machine, tmp_path: Path) -> None:
    audit(endpoint, tmp_path)
    actions = [entry.action for entry in endpoint.log.of(NAME)]
    assert actions.count("Command") == 1
    assert set(actions) <= {"", "Create", "Command", "Receive", "Signal"}
    assert machine.refused_commands == []


@pytest.mark.parametrize("option", ["allow", "deny"])
@pytest.mark.parametrize(("make", "kind"), [(Path.mkdir, "a directory"), (os.mkfifo, "a named pipe")])
def test_a_list_of_roots_is_a_file_before_the_host_is_asked(
    endpoint: Endpoint, machine: Machine, tmp_path: Path, option: str, make: Any, kind: str
) -> None:
    make(tmp_path / "roots")
    with pytest.raises(CertificateError, match=f"the list of roots {tmp_path}/roots on the controller: it is {kind}$"):
        audit(endpoint, tmp_path, **{option: ["roots"]})
    assert machine.commands == []
