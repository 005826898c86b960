# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Wine's crypt32 makes of entries that are not as Windows writes them; each that it loads is listed as a certificate."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.lab.windows.certificate_store import element
from tests.lab.windows.machine import Machine
from tests.unit.plugins.plugin_utils.x509.authority import issue
from tests.wine.judge import Judge
from tests.wine.mirror import Mirror


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest().upper()


def _root(session: Session) -> Store:
    (stores,) = read_all(Host(session), StoreReader(["Root"]))
    found: Mapping[str, Store] = stores
    return found["Root"]


KEY = "AB" * 20
DER = issue("Planted").certificate.der
HASH = element(3, bytes.fromhex(_sha1(DER)))

ENTRIES: dict[str, tuple[str, bytes, bool]] = {
    "usual": (_sha1(DER), HASH + element(32, DER), True),
    "small letters": (_sha1(DER).lower(), HASH + element(32, DER), False),
    "one property twice": (_sha1(DER), HASH + element(11, b"a\0\0\0") * 2 + element(32, DER), True),
    "another name that its hash agrees with": (KEY, element(3, bytes.fromhex(KEY)) + element(32, DER), True),
    "another name": (KEY, HASH + element(32, DER), False),
    "a hash of something else": (_sha1(DER), element(3, bytes(20)) + element(32, DER), False),
    "no thumbprint": ("Anything", HASH + element(32, DER), False),
    "bytes behind the certificate": (_sha1(DER), HASH + element(32, DER) + b"junk", False),
    "an element behind the certificate": (_sha1(DER), HASH + element(32, DER) + element(11, b"a\0\0\0"), True),
    "cut": (_sha1(DER), HASH + element(32, DER)[:-1], False),
}
"""The name of the key, the Blob, and whether this Wine loads it."""


@pytest.mark.parametrize("case", ENTRIES)
def test_what_crypt32_makes_of_an_entry_is_known_and_no_certificate_that_it_loads_is_left_out(
    session: Session, machine: Machine, mirror: Mirror, judge: Judge, case: str
) -> None:
    key, data, is_loaded = ENTRIES[case]
    machine.stores.add_entry("Root", key, data)
    mirror.update()
    assert (DER in judge.certificates()) == is_loaded
    listed = {entry.blob.certificate for entry in _root(session).possible_entries}
    assert DER in listed or (not is_loaded and key in {each.registry_key for each in _root(session).irregular})
