# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The listeners of WinRM stand in a machine's registry as exported registries show them."""

from __future__ import annotations

from tests.lab.demonstration import GATEWAY, demo
from tests.lab.pki import Pki
from tests.lab.serving import serve
from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.https_listener import add_https_listener
from tests.lab.windows.machine import Machine
from tests.lab.windows.winrm_listener import LISTENERS
from tests.lab.wsman.request_log import RequestLog


def test_a_machine_has_the_http_listener_of_the_quick_configuration(machine: Machine) -> None:
    assert machine.registry.subkeys(LISTENERS) == ["*+HTTP"]
    values = {value.name: value.data for value in machine.registry.values(rf"{LISTENERS}\*+HTTP")}
    assert values == {"uriprefix": "wsman", "Port": 5985}


def test_an_https_listener_names_its_certificate_in_my(machine: Machine) -> None:
    pki = Pki(machine.clock.now())
    certificate = pki.host(machine.name, pki.root("Root"))
    add_https_listener(machine, certificate)
    output = machine.run(r'reg query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener" /s')
    assert rb"WSMAN\Listener\*+HTTPS" in output.stdout
    assert f"    certThumbprint    REG_SZ    {thumbprint(certificate)}".encode() in output.stdout
    assert certificate in machine.stores.certificates("My")
    assert 5986 in {row.local_port for row in machine.connections}


def test_a_site_that_is_served_over_https_has_the_listeners_with_the_certificate_that_is_shown() -> None:
    dmz = demo()
    with RequestLog() as log, serve(dmz, log=log, https=True):
        listener = rf"{LISTENERS}\*+HTTPS"
        machine = dmz.machines[GATEWAY]
        shown = machine.registry.data(listener, "certThumbprint")
        [localhost] = [each for each in machine.stores.certificates("My") if "localhost" in str(each.subject)]
        assert shown == thumbprint(localhost)
