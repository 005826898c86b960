# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults of the agent's own channel certificate that are there when the service starts."""

from __future__ import annotations

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.opsmgr.installation import (
    channel_key,
    name_certificate,
    register_certificate,
    unregister_certificate,
)
from tests.lab.pki import EXPIRED, NOT_YET_VALID, Validity
from tests.lab.scenarios.site import Site
from tests.lab.windows import private_key
from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.windows.private_key import AT_SIGNATURE, PrivateKey

AGENTS_STORE = "Microsoft Monitoring Agent"


def certificate_unregistered(site: Site, name: str) -> Machine:
    """A good certificate lies in My, and no serial number is registered."""
    machine = site.agent(name).machine
    unregister_certificate(machine)
    return machine


def serial_without_certificate(site: Site, name: str) -> Machine:
    """A serial number is registered that no certificate in My has."""
    machine = site.agent(name).machine
    for certificate in machine.stores.held("My"):
        machine.stores.remove("My", certificate)
    return machine


def private_key_missing(site: Site, name: str) -> Machine:
    """The certificate has no private key."""
    return _with_key(site, name, None)


def private_key_of_user(site: Site, name: str) -> Machine:
    """The private key is kept for a user and not for the machine."""
    return _with_key(site, name, PrivateKey(f"{name}-user", flags=0))


def cng_key(site: Site, name: str) -> Machine:
    """The private key is kept by a key storage provider (CNG)."""
    return _with_key(site, name, private_key.cng_key(f"{name}-cng"))


def key_spec_signature(site: Site, name: str) -> Machine:
    """The private key is for signatures only (KeySpec 2)."""
    return _with_key(site, name, PrivateKey(f"{name}-signature", key_spec=AT_SIGNATURE))


def certificate_expired(site: Site, name: str) -> Machine:
    """The registered certificate has expired."""
    return _out_of_date(site, name, EXPIRED)


def certificate_not_yet_valid(site: Site, name: str) -> Machine:
    """The registered certificate isn't valid yet."""
    return _out_of_date(site, name, NOT_YET_VALID)


def purposes_missing(site: Site, name: str) -> Machine:
    """The certificate is for servers only."""
    usages = [ExtendedKeyUsageOID.SERVER_AUTH]
    return _with_certificate(site, name, site.dmz.pki.host(name, site.dmz.agent_authority, usages=usages))


def other_common_name(site: Site, name: str) -> Machine:
    """The certificate was issued to another name than the machine's."""
    return _with_certificate(site, name, site.dmz.pki.host(f"alias-of-{name}", site.dmz.agent_authority))


def certificate_in_agent_store(site: Site, name: str) -> Machine:
    """The registered certificate was imported into the agent's own store and not into My."""
    machine = site.uncertified_agent(name).machine
    certificate = site.dmz.pki.host(name, site.dmz.agent_authority)
    machine.stores.add(AGENTS_STORE, certificate, key=channel_key(machine))
    name_certificate(machine, certificate)
    return machine


def two_with_one_serial(site: Site, name: str) -> Machine:
    """Another issuer's certificate in My has the same serial number; linked."""
    machine = site.agent(name).machine
    [certificate] = machine.stores.certificates("My")
    machine.stores.add("My", _later_twin(site, name, certificate), key=channel_key(machine))
    return machine


def _later_twin(site: Site, name: str, certificate: x509.Certificate) -> x509.Certificate:
    """A certificate with the same serial number that comes after this one in a store, which is sorted by thumbprint."""
    issuer, number = site.dmz.pki.root("Example Branch Root CA"), certificate.serial_number
    twin = site.dmz.pki.host(name, issuer, serial=number)
    for attempt in range(1, 1000):
        if thumbprint(twin) > thumbprint(certificate):
            break
        twin = site.dmz.pki.host(f"{name}-{attempt}", issuer, serial=number)
    return twin


def _with_key(site: Site, name: str, key: PrivateKey | None) -> Machine:
    machine = site.agent(name).machine
    [certificate] = machine.stores.held("My")
    machine.stores.add("My", certificate, key=key)
    return machine


def _out_of_date(site: Site, name: str, validity: Validity) -> Machine:
    return _with_certificate(site, name, site.dmz.pki.host(name, site.dmz.agent_authority, validity=validity))


def _with_certificate(site: Site, name: str, certificate: x509.Certificate) -> Machine:
    machine = site.uncertified_agent(name).machine
    register_certificate(machine, certificate)
    return machine


SCENARIOS = (
    certificate_unregistered,
    serial_without_certificate,
    private_key_missing,
    private_key_of_user,
    cng_key,
    key_spec_signature,
    certificate_expired,
    certificate_not_yet_valid,
    purposes_missing,
    other_common_name,
    certificate_in_agent_store,
    two_with_one_serial,
)
