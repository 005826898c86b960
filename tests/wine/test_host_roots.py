# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bulk reader reads the store Root as Wine itself fills it: with the roots of this machine, and a few of its own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.plugins.connecting import NAME, PASSWORD, connect
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import odd_certificates
from tests.lab.wsman.endpoint import Endpoint
from tests.wine.judge import Judge
from tests.wine.prefix import HOST_ROOTS, Prefix
from tests.wine.wine_machine import WineMachine


@pytest.fixture(scope="module")
def crypt32(judge: Judge) -> set[bytes]:
    """What crypt32 lists. The host's roots are in the registry from its first look on, and until its server ends."""
    return set(judge.certificates())


@pytest.fixture(scope="module")
def store(crypt32: set[bytes], prefix: Prefix) -> Store:
    dmz = Dmz(PASSWORD)
    dmz.machines[NAME] = WineMachine(NAME, dmz.accounts, prefix)
    with Endpoint(dmz.machines) as endpoint:
        session = connect(endpoint)
        (stores,) = read_all(Host(session), StoreReader(["Root"]))
    found: Mapping[str, Store] = stores
    return found["Root"]


def _read(store: Store) -> set[bytes]:
    return {entry.blob.certificate for entry in store.entries}


def test_every_root_of_this_machine_is_read_byte_for_byte(store: Store) -> None:
    with odd_certificates():
        host = x509.load_pem_x509_certificates(HOST_ROOTS.read_bytes())
    assert {certificate.public_bytes(Encoding.DER) for certificate in host} <= _read(store)
    assert store.irregular == ()


def test_the_reader_reads_what_crypt32_lists(store: Store, crypt32: set[bytes]) -> None:
    assert _read(store) == crypt32
