# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lab's own certificate stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.pki import Pki
from tests.lab.windows.certificate_store import CERTIFICATE, element, elements, store_entry, thumbprint
from tests.lab.windows.clock import Clock
from tests.lab.windows.machine import Machine
from tests.lab.windows.private_key import PrivateKey
from tests.lab.windows.stock_certificates import FULL_STOCK, stock_up

GENUINE = Path(__file__).parents[4] / "shared" / "fixtures" / "certblob" / "belgacom_etrust_2001_root.blob"


@pytest.fixture
def pki(clock: Clock) -> Pki:
    return Pki(clock.now())


def test_an_entry_reads_back_with_the_certificate_last(pki: Pki) -> None:
    root = pki.root("Root").certificate
    found = elements(store_entry(root, element(2, PrivateKey("x").serialized())))
    assert list(found) == [3, 20, 2, CERTIFICATE]
    assert found[3].hex().upper() == thumbprint(root)


@pytest.mark.skipif(not GENUINE.exists(), reason="the recorded entry isn't here")
def test_a_genuine_entry_is_read() -> None:
    assert list(elements(GENUINE.read_bytes())) == [4, 3, 20, CERTIFICATE]


@pytest.mark.parametrize("physical", [".Default", ".AuthRoot", ".GroupPolicy", ".Enterprise", ".SmartCard"])
def test_root_is_the_union_of_its_physical_stores(machine: Machine, pki: Pki, physical: str) -> None:
    root = pki.root("Root").certificate
    machine.stores.add("Root", root, physical=physical)
    assert machine.stores.certificates("Root") == [root]
    machine.stores.remove("Root", root, physical)
    assert machine.stores.certificates("Root") == []


@pytest.mark.parametrize("blob", [b"", b"\x20\0\0", element(3, b"x"), element(CERTIFICATE, b"not this one")])
def test_an_entry_without_the_certificate_of_its_name_is_ignored(machine: Machine, pki: Pki, blob: bytes) -> None:
    machine.stores.add_entry("Root", thumbprint(pki.root("Root").certificate), blob)
    assert machine.stores.certificates("Root") == []


def test_certutil_finds_what_a_store_holds_and_nothing_else(machine: Machine, pki: Pki) -> None:
    root = pki.root("Root").certificate
    line = f"certutil -verifystore Root {thumbprint(root)}"
    assert machine.run(line).exit_code == 0x80090011
    machine.stores.add("Root", root)
    assert machine.run(line).exit_code == 0


def test_the_stock_is_the_same_on_every_machine(machine: Machine, clock: Clock) -> None:
    other = Machine("web02.dmz.example", {}, clock=clock)
    stock_up(machine.registry)
    stock_up(other.registry)
    certificates = r"HKLM\SOFTWARE\Microsoft\SystemCertificates"
    assert machine.registry.dump(certificates) == other.registry.dump(certificates)
    assert len(machine.stores.certificates("Root")) == 30


def test_the_full_stock_is_the_whole_programme(machine: Machine) -> None:
    stock_up(machine.registry, FULL_STOCK)
    assert len(machine.registry.subkeys(r"HKLM\SOFTWARE\Microsoft\SystemCertificates\AuthRoot\Certificates")) > 400
