# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Agents whose service runs on what it loaded when it started, while the machine has moved on."""

from __future__ import annotations

from tests.lab.opsmgr.installation import channel_key, name_certificate, register_certificate
from tests.lab.pki import EXPIRED
from tests.lab.scenarios.site import Site
from tests.lab.windows.machine import Machine


def certificate_registered_after_start(site: Site, name: str) -> Machine:
    """The service started before its certificate was registered and hasn't been restarted."""
    machine = site.uncertified_agent(name).machine
    certificate = site.dmz.pki.host(name, site.dmz.agent_authority)
    site.dmz.after_boot.append(lambda: register_certificate(machine, certificate))
    return machine


def latent_renewal(site: Site, name: str) -> Machine:
    """Linked with a certificate that has been renewed since; the registry has its old serial number still."""
    machine = site.agent(name).machine

    def renew() -> None:
        _clear_my(machine)
        machine.stores.add("My", site.dmz.pki.host(name, site.dmz.agent_authority), key=channel_key(machine))

    site.dmz.after_boot.append(renew)
    return machine


def latent_expiry(site: Site, name: str) -> Machine:
    """Linked with a certificate that has expired since."""
    machine = site.agent(name).machine
    [certificate] = machine.stores.certificates("My")
    number = certificate.serial_number
    expired = site.dmz.pki.host(name, site.dmz.agent_authority, validity=EXPIRED, serial=number)

    def expire() -> None:
        """The same certificate as time has left it: what is in memory was loaded when it was valid."""
        _clear_my(machine)
        machine.stores.add("My", expired, key=channel_key(machine))
        name_certificate(machine, expired)

    site.dmz.after_boot.append(expire)
    return machine


def _clear_my(machine: Machine) -> None:
    for certificate in machine.stores.held("My"):
        machine.stores.remove("My", certificate)


SCENARIOS = (certificate_registered_after_start, latent_renewal, latent_expiry)
