# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""States of the gateway and of its surroundings, which all its agents share."""

from __future__ import annotations

from dataclasses import replace

from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import MANAGEMENT_SERVER, Dmz
from tests.lab.opsmgr.installation import register_certificate, unregister_certificate
from tests.lab.pki import EXPIRED
from tests.lab.scenarios.site import ROOT_NAME, Site, usual_site

TRANSLATED_ADDRESS = "203.0.113.10"


def issuing_ca_missing(dmz: Dmz) -> Site:
    """An issuing CA stands below the gateway's root; agents lack it and it isn't sent."""
    root = dmz.pki.root(ROOT_NAME)
    return usual_site(dmz, [dmz.pki.issuing("Example Corp Issuing CA", root), root])


def issuing_ca_sent(dmz: Dmz) -> Site:
    """An issuing CA stands below the gateway's root, and the gateway sends it along; linked."""
    dmz.behaviour = replace(dmz.behaviour, sends_intermediates=True)
    return issuing_ca_missing(dmz)


def gateway_certificate_expired(dmz: Dmz) -> Site:
    """The gateway's certificate has expired."""
    root = dmz.pki.root(ROOT_NAME)
    site = usual_site(dmz, [root])
    register_certificate(site.gateway.machine, dmz.pki.host(GATEWAY, root, validity=EXPIRED))
    return site


def gateway_root_expired(dmz: Dmz) -> Site:
    """The root of the gateway's certificate has expired; everybody has it."""
    return usual_site(dmz, [dmz.pki.root(ROOT_NAME, validity=EXPIRED)])


def gateway_stopped(dmz: Dmz) -> Site:
    """The gateway's service doesn't run."""
    site = usual_site(dmz)
    site.gateway.service.start_mode = "Manual"
    return site


def gateway_cut_off(dmz: Dmz) -> Site:
    """The gateway can't reach its own parent."""
    site = usual_site(dmz)
    dmz.network.filter(MANAGEMENT_SERVER.address, source=site.gateway.machine.address)
    return site


def gateway_without_certificate(dmz: Dmz) -> Site:
    """No certificate is registered on the gateway."""
    site = usual_site(dmz)
    unregister_certificate(site.gateway.machine)
    return site


def leaf_in_gateway_root(dmz: Dmz) -> Site:
    """A certificate that isn't self-signed lies in the gateway's Root."""
    site = usual_site(dmz)
    vendor = dmz.pki.root("Example Vendor Root CA")
    site.gateway.machine.stores.add("Root", dmz.pki.host("printer01.corp.example", vendor))
    return site


def gateway_renewed_root(dmz: Dmz) -> Site:
    """The gateway's root was renewed with a new key, and agents trust the old one only."""
    old = dmz.pki.root(ROOT_NAME)
    usual_site(dmz, [dmz.pki.root(ROOT_NAME)]).gateway.machine.stores.add("Root", old.certificate)
    return Site(dmz, old)


def gateway_behind_nat(dmz: Dmz) -> Site:
    """Agents reach the gateway at a translated address; linked."""
    site = usual_site(dmz)
    dmz.network.translate(TRANSLATED_ADDRESS, site.gateway.machine.address)
    dmz.network.name(GATEWAY, TRANSLATED_ADDRESS)
    return site


SCENARIOS = (
    issuing_ca_missing,
    issuing_ca_sent,
    gateway_certificate_expired,
    gateway_root_expired,
    gateway_stopped,
    gateway_cut_off,
    gateway_without_certificate,
    leaf_in_gateway_root,
    gateway_renewed_root,
    gateway_behind_nat,
)
