# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sites whose gateways get a new root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from cryptography import x509

from tests.lab.dmz import Dmz
from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.behaviour import USUAL
from tests.lab.opsmgr.installation import Parent, add_management_group, register_certificate
from tests.lab.windows.certificate_store import element, store_entry, thumbprint
from tests.lab.windows.clock import Clock
from tests.lab.windows.https_listener import add_https_listener
from tests.lab.windows.machine import Machine
from tests.pki.certificates import Authority

GATEWAYS = ("gw01.corp.example", "gw02.corp.example")
BEHIND = "gw03.corp.example"
"""It has the first gateway as its own parent."""
PARTNER = "gw04.partner.example"
GROUP, PARTNER_GROUP = "CORP", "PARTNER"

DESCRIPTION = 13
"""The property of a store entry that says what it is (wincrypt.h, CERT_DESCRIPTION_PROP_ID)."""

OWN, LISTENER, BOTH_GROUPS = "own01.dmz.example", "listener01.dmz.example", "both01.dmz.example"
LISTENER_NAME = "{{ 7 * 7 }}"
"""What the certificate of a listener says is no template."""
BY_HAND, BY_POLICY, ELSEWHERE, BARE = (
    "hand01.dmz.example",
    "policy01.dmz.example",
    "partner01.dmz.example",
    "bare01.dmz.example",
)
KEPT = (OWN, LISTENER, BOTH_GROUPS, BY_HAND, BY_POLICY, ELSEWHERE)
"""Where the old root must stay."""

ROOT = "Example Corp Root CA"
RENEWED = (timedelta(days=-1), timedelta(days=7300))

RETRY_SECONDS = 60.0
"""From the loss of a link to the next attempt, for which tests let the time pass."""

DAY = 24 * 60 * 60.0
OF_TODAY = (timedelta(hours=23), timedelta(days=365))
"""The validity of a certificate on the day after its site was booted."""

SMALL = ("app01.dmz.example", "app02.dmz.example")


@dataclass(frozen=True)
class Roots:
    """The authorities of a site before and after."""

    old: Authority
    new: Authority


def import_old_root(machine: Machine, root: x509.Certificate) -> None:
    import_old(machine, root, "Root")


def import_old(machine: Machine, certificate: x509.Certificate, store: str) -> None:
    """As an onboarding has left it years ago."""
    text = "scom.dmz 20250101T101337Z-5f3a9c HealthService process 1234 record 4711\0".encode("utf-16-le")
    machine.stores.add_entry(store, thumbprint(certificate), store_entry(certificate, element(DESCRIPTION, text)))


def small_site(*, same_key: bool = False, clock: Clock | None = None) -> tuple[Dmz, Roots]:
    """Two gateways and their agents, of which the first has the second gateway as failover. Booted."""
    dmz, roots = _begin(same_key, clock)
    dmz.boot()
    return dmz, roots


def site_of_yesterday() -> tuple[Dmz, Roots]:
    """A small site that has run for a day."""
    dmz, roots = small_site(clock=Clock(ahead=-DAY))
    dmz.clock.advance(DAY)
    return dmz, roots


def register_without_restart(dmz: Dmz, gateway: str, root: Authority) -> None:
    """A gateway of the site of yesterday gets a certificate of today, and goes on with the one that it has loaded."""
    machine = dmz.gateways[gateway].machine
    machine.stores.add("Root", root.certificate)
    register_certificate(machine, dmz.pki.host(gateway, root, validity=OF_TODAY))


def whole_site() -> tuple[Dmz, Roots]:
    """A small site with a host for each reason to keep the old root, and with two gateways that keep their certificates. Booted."""
    dmz, roots = _begin()
    for name, group in ((BEHIND, GROUP), (PARTNER, PARTNER_GROUP)):
        dmz.add_gateway(name, group, dmz.pki.host(name, roots.old), [roots.old])
    add_management_group(dmz.gateways[BEHIND].machine, GROUP, [Parent(GATEWAYS[0])], server=True)
    _add_special_hosts(dmz, roots.old)
    dmz.boot()
    return dmz, roots


@dataclass(frozen=True)
class Tiers:
    """The two tiers of a PKI before and after: each a root, and the issuing CA below it."""

    old: tuple[Authority, Authority]
    new: tuple[Authority, Authority]


def two_tier_site() -> tuple[Dmz, Tiers]:
    """Two gateways with certificates of an issuing CA, and agents that have the second one as failover. Booted."""
    dmz = Dmz(behaviour=replace(USUAL, retry_seconds=RETRY_SECONDS))
    old, new = dmz.pki.root(ROOT), dmz.pki.root(f"{ROOT} 2", validity=RENEWED)
    tiers = Tiers((old, dmz.pki.issuing("Issuing CA", old)), (new, dmz.pki.issuing("Issuing CA", new)))
    for name in GATEWAYS:
        dmz.add_gateway(name, GROUP, dmz.pki.host(name, tiers.old[1]), tiers.old[::-1])
    for name in SMALL:
        machine = _agent(dmz, name, old, GATEWAYS).machine
        import_old(machine, tiers.old[1].certificate, "CA")
    dmz.boot()
    return dmz, tiers


def _begin(same_key: bool = False, clock: Clock | None = None) -> tuple[Dmz, Roots]:
    dmz = Dmz(clock=clock, behaviour=replace(USUAL, retry_seconds=RETRY_SECONDS))
    old = dmz.pki.root(ROOT)
    new = dmz.pki.root(ROOT, validity=RENEWED, renews=old) if same_key else dmz.pki.root(f"{ROOT} 2", validity=RENEWED)
    for name in GATEWAYS:
        dmz.add_gateway(name, GROUP, dmz.pki.host(name, old), [old])
    for name, parents in zip(SMALL, (GATEWAYS, GATEWAYS[:1]), strict=True):
        _agent(dmz, name, old, parents)
    return dmz, Roots(old, new)


def _agent(dmz: Dmz, name: str, old: Authority, parents: Sequence[str], **others: Sequence[str]) -> Agent:
    groups = {group: [Parent(each) for each in names] for group, names in {GROUP: parents, **others}.items() if names}
    agent = dmz.add_agent(name, groups)
    import_old_root(agent.machine, old.certificate)
    return agent


def _add_special_hosts(dmz: Dmz, old: Authority) -> None:
    own = _agent(dmz, OWN, old, GATEWAYS[:1]).machine
    register_certificate(own, dmz.pki.host(OWN, old))
    listener = _agent(dmz, LISTENER, old, GATEWAYS[1:]).machine
    add_https_listener(listener, dmz.pki.host(LISTENER_NAME, old))
    _agent(dmz, BOTH_GROUPS, old, GATEWAYS[1:], **{PARTNER_GROUP: [PARTNER]})
    _agent(dmz, ELSEWHERE, old, (), **{PARTNER_GROUP: [PARTNER]})
    for name, physical in ((BY_HAND, ".Default"), (BY_POLICY, ".GroupPolicy")):
        machine = dmz.add_agent(name, {GROUP: [Parent(GATEWAYS[0])]}).machine
        machine.stores.add("Root", old.certificate, physical=physical)
    import_old_root(dmz.add_machine(BARE), old.certificate)
