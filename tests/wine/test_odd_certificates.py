# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What crypt32 loads out of the registry is what the collection lists, but for what it passes over, which is named."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader

from tests.integration.plugins.connecting import NAME, PASSWORD, connect
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import CERTIFICATE, element
from tests.lab.windows.machine import Machine
from tests.lab.wsman.endpoint import Endpoint
from tests.outside_cases import cases
from tests.pki.odd_roots import odd_roots
from tests.wine.judge import Judge
from tests.wine.mirror import Mirror
from tests.wine.prefix import Prefix
from tests.wine.wine_machine import WineMachine

PASSED_OVER = {
    "serial number without a byte",
    "field that is none",
    "fraction of a second",
    "day that is none",
    "bytes in it, behind the signature",
}
"""By crypt32; the collection lists them all the same, since what Windows makes of them is not known."""

PASSED_OVER_OF_THE_CASES = {
    *("serial-empty", "ts-gen-frac", "ts-year0", "ts-year1", "ts-sec60", "ts-feb30", "ts-hour24", "trail-in-cert"),
}


def listed(prefix: Prefix) -> set[bytes]:
    """The certificates that the collection lists in Root."""
    dmz = Dmz(PASSWORD)
    dmz.machines[NAME] = WineMachine(NAME, dmz.accounts, prefix)
    with Endpoint(dmz.machines) as endpoint:
        (stores,) = read_all(Host(connect(endpoint)), StoreReader(["Root"]))
    return {entry.certificate.der for entry in stores["Root"].entries}


def lay(machine: Machine, mirror: Mirror, roots: Mapping[str, bytes]) -> None:
    for certificate in roots.values():
        name = hashlib.sha1(certificate).hexdigest().upper()
        machine.stores.add_entry("Root", name, element(CERTIFICATE, certificate))
    mirror.update()


def test_crypt32_loads_what_is_listed(machine: Machine, mirror: Mirror, judge: Judge, prefix: Prefix) -> None:
    roots = odd_roots()
    lay(machine, mirror, roots)
    loaded, found = set(judge.certificates()), listed(prefix)
    assert loaded <= found
    assert {name for name, root in roots.items() if root not in found} == set()
    assert {name for name, root in roots.items() if root not in loaded} == PASSED_OVER


def test_crypt32_loads_the_cases_beside_the_project(
    machine: Machine, mirror: Mirror, judge: Judge, prefix: Prefix
) -> None:
    roots = cases("certificates/odd/*.cer")
    lay(machine, mirror, roots)
    loaded, found = set(judge.certificates()), listed(prefix)
    assert loaded <= found
    assert {name for name, root in roots.items() if root not in found} == set()
    assert {name for name, root in roots.items() if root not in loaded} == PASSED_OVER_OF_THE_CASES
