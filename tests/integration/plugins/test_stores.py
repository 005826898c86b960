# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores read over the wire are what the lab put into the registry, and what is unreadable is never empty."""

from __future__ import annotations

from collections import defaultdict

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import STORES, Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.integration.plugins.connecting import NAME, PASSWORD, connect
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.windows.certificate_store import physical_stores, store_path
from tests.lab.windows.console.output import ENGLISH_WINDOWS, WINE, ConsoleStyle, EmptyKey
from tests.lab.windows.machine import Machine
from tests.lab.windows.stock_certificates import FULL_STOCK
from tests.lab.wsman.endpoint import Endpoint

GERMAN = ConsoleStyle(
    default_value="(Standard)", value_not_set="(Wert nicht festgelegt)", key_missing="FEHLER: Nicht gefunden."
)
SILENT = ConsoleStyle(tells_denied_subkeys=False)
Origins = dict[str, tuple[str, ...]]


def _read(session: Session, *names: str) -> dict[str, Store]:
    (stores,) = read_all(Host(session), StoreReader(names))
    found: dict[str, Store] = stores
    return found


def _origins(store: Store) -> Origins:
    return {entry.certificate.thumbprint: entry.physical_stores for entry in store.entries}


def _put(machine: Machine, name: str) -> Origins:
    """The thumbprints in a store's keys and the physical stores that they are in."""
    origins: dict[str, list[str]] = defaultdict(list)
    for physical in physical_stores(name):
        key = rf"{store_path(name, physical)}\Certificates"
        for thumbprint in machine.registry.subkeys(key) if machine.registry.exists(key) else []:
            origins[thumbprint].append(physical)
    return {thumbprint: tuple(found) for thumbprint, found in origins.items()}


def _fill(dmz: Dmz, machine: Machine) -> None:
    """A certificate of its own in every physical store, and one that is in all of them."""
    everywhere = dmz.pki.root("Everywhere").certificate
    for store in STORES:
        for physical in physical_stores(store):
            machine.stores.add(store, dmz.pki.root(f"{store} {physical}").certificate, physical=physical)
            machine.stores.add(store, everywhere, physical=physical)


def _same(origins: Origins) -> dict[str, set[str]]:
    return {thumbprint: set(found) for thumbprint, found in origins.items()}


@pytest.mark.parametrize("style", [ENGLISH_WINDOWS, WINE, GERMAN], ids=["windows", "wine", "german"])
def test_all_stores_are_read_with_all_origins(style: ConsoleStyle) -> None:
    dmz = Dmz(PASSWORD, style=style)
    machine = dmz.add_machine(NAME)
    _fill(dmz, machine)
    with Endpoint(dmz.machines) as endpoint:
        stores = _read(connect(endpoint), *STORES)
    for name, store in stores.items():
        assert _same(_origins(store)) == _same(_put(machine, name))
        assert store.irregular == ()
    assert machine.refused_commands == []


def test_a_machine_with_every_public_root_is_read_in_one_command() -> None:
    dmz = Dmz(PASSWORD, stock=FULL_STOCK)
    machine = dmz.add_machine(NAME)
    with Endpoint(dmz.machines) as endpoint:
        store = _read(connect(endpoint), "Root")["Root"]
    assert _same(_origins(store)) == _same(_put(machine, "Root"))
    assert len(machine.commands) == 1


@pytest.mark.parametrize("name", ["00" * 20, "Anything else", "00" * 19])
def test_no_registry_key_of_a_store_is_lost(session: Session, machine: Machine, name: str) -> None:
    machine.stores.add_entry("Root", name, b"\x20\0\0\0")
    store = _read(session, "Root")["Root"]
    assert _origins(store).keys() == _put(machine, "Root").keys() - {name}
    assert [(each.registry_key, each.data) for each in store.irregular] == [(name, b"\x20\0\0\0")]


@pytest.mark.parametrize("physical", [".Default", ".GroupPolicy", ".Enterprise"])
def test_a_store_that_may_not_be_read_is_not_empty(session: Session, machine: Machine, physical: str) -> None:
    key = rf"{store_path('Disallowed', physical)}\Certificates"
    machine.stores.create("Disallowed", physical)
    machine.registry.deny(key, "read")
    with pytest.raises(RegistryError) as caught:
        _read(session, "Root", "Disallowed")
    assert str(caught.value).startswith(f"cannot read the store Disallowed ({physical}) of {NAME}: access is denied")


@pytest.mark.parametrize("style", [ENGLISH_WINDOWS, SILENT], ids=["told", "passed over"])
def test_an_entry_that_may_not_be_read_is_not_missing(style: ConsoleStyle) -> None:
    dmz = Dmz(PASSWORD, style=style)
    machine = dmz.add_machine(NAME)
    thumbprint = next(iter(_put(machine, "Root")))
    machine.registry.deny(rf"{store_path('Root')}\Certificates\{thumbprint}", "read")
    with Endpoint(dmz.machines) as endpoint, pytest.raises(RegistryError) as caught:
        _read(connect(endpoint), "Root")
    sentence = f"the host lists the certificate {thumbprint}, but does not deliver it: access is denied"
    assert sentence in str(caught.value)


@pytest.mark.parametrize("way", EmptyKey)
def test_empty_stores_cost_nothing_in_whatever_way_they_are_printed(way: EmptyKey) -> None:
    """Real hosts have a key for nearly every physical store, and most of them are empty."""
    dmz = Dmz(PASSWORD, style=ConsoleStyle(empty_key=way))
    machine = dmz.add_machine(NAME)
    for store in STORES:
        for physical in physical_stores(store):
            machine.registry.create(rf"{store_path(store, physical)}\Certificates")
    with serve_watched(dmz) as site:
        stores = _read(connect(site.endpoint), *STORES)
    assert {name: _same(_origins(store)) for name, store in stores.items()} == {
        name: _same(_put(machine, name)) for name in STORES
    }
    assert len(machine.commands) == 1
    assert [entry for entry in site.endpoint.log if entry.cim_method] == []


@pytest.mark.parametrize("way", EmptyKey)
def test_a_key_that_an_interrupted_import_has_left_hides_no_other(way: EmptyKey) -> None:
    dmz = Dmz(PASSWORD, style=ConsoleStyle(empty_key=way))
    machine = dmz.add_machine(NAME)
    machine.registry.create(rf"{store_path('Root')}\Certificates\{'AB' * 20}")
    with Endpoint(dmz.machines) as endpoint:
        store = _read(connect(endpoint), "Root")["Root"]
    assert [(each.registry_key, each.fault) for each in store.irregular] == [("AB" * 20, "it has no value Blob")]
    assert _same(_origins(store)) == {
        name: found for name, found in _same(_put(machine, "Root")).items() if name != "AB" * 20
    }
