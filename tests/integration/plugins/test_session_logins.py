# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session lives on after its connection was dropped, whichever login sealed it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.registry_writer import RegistryWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.integration.plugins.connecting import NAME, PASSWORD, connect
from tests.lab.dmz import ADMINISTRATOR, Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.kdc import REALM, missing_for_kerberos, realm
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits

KEY = r"SOFTWARE\Example"

needs_kerberos = pytest.mark.skipif(missing_for_kerberos() is not None, reason=missing_for_kerberos() or "")


@pytest.fixture
def limits() -> Limits:
    return Limits(credssp=True)


@pytest.fixture
def kerberos_session(site: Dmz, tmp_path: Path) -> Iterator[tuple[Endpoint, Session]]:
    with realm(tmp_path, {ADMINISTRATOR: PASSWORD}, [f"HTTP/{NAME}"]), serve_watched(site) as served:
        subprocess.run(["kinit", ADMINISTRATOR], input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
        settings = {"username": f"{ADMINISTRATOR}@{REALM}", "kerberos_hostname_override": NAME}
        yield served.endpoint, connect(served.endpoint, transport="kerberos", **settings)


def writes_once_after_a_drop(site: Dmz, endpoint: Endpoint, session: Session) -> bool:
    writer = RegistryWriter(Registry(session))
    writer.create_key(KEY)
    endpoint.drop_connections()
    writer.set_binary(KEY, "Blob", b"\x00\xff")
    answers = [entry.status for entry in endpoint.log if entry.action == "SetBinaryValue"]
    return answers == [200] and site.machines[NAME].registry.data(f"HKLM\\{KEY}", "Blob") == b"\x00\xff"


def test_a_write_by_credssp_after_an_idle_connection_was_dropped_is_done_once(site: Dmz, endpoint: Endpoint) -> None:
    assert writes_once_after_a_drop(site, endpoint, connect(endpoint, transport="credssp"))


@needs_kerberos
def test_a_write_by_kerberos_after_an_idle_connection_was_dropped_is_done_once(
    site: Dmz, kerberos_session: tuple[Endpoint, Session]
) -> None:
    assert writes_once_after_a_drop(site, *kerberos_session)
