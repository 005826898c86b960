# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site whose gateways get a new root: forty machines, three gateways that stand in for each other, and one of a partner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from time import time

from cryptography import x509

from tests.lab.dmz import Dmz
from tests.lab.opsmgr.agent import Agent
from tests.lab.opsmgr.behaviour import USUAL
from tests.lab.opsmgr.installation import Parent, register_certificate
from tests.lab.pki import Authority
from tests.lab.windows.certificate_store import element, store_entry, thumbprint
from tests.lab.windows.clock import Clock
from tests.lab.windows.https_listener import add_https_listener
from tests.lab.windows.machine import Machine

GATEWAYS = ("gw01.corp.example", "gw02.corp.example", "gw03.corp.example")
PARTNER = "gw04.partner.example"
GROUP, PARTNER_GROUP = "CORP", "PARTNER"

DESCRIPTION = 13
"""The property of a store entry that says what it is (wincrypt.h, CERT_DESCRIPTION_PROP_ID)."""

OWN, LISTENER, BOTH_GROUPS = "own01.dmz.example", "listener01.dmz.example", "both01.dmz.example"
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

DAY = 24 * 60 * 60.0
OF_TODAY = (timedelta(hours=23), timedelta(days=365))
"""The validity of a certificate on the day after its site was booted."""

HOSTS = 40
SMALL = ("app01.dmz.example", "app02.dmz.example")


@dataclass(frozen=True)
class Roots:
    """The authorities of a site before and after."""

    old: Authority
    new: Authority


def import_old_root(machine: Machine, root: x509.Certificate) -> None:
    """As an onboarding has left it years ago."""
    text = "scom.dmz 20250101T101337Z-5f3a9c HealthService process 1234 record 4711\0".encode("utf-16-le")
    machine.stores.add_entry("Root", thumbprint(root), store_entry(root, element(DESCRIPTION, text)))


def small_site(
    *, same_key: bool = False, retry_seconds: float | None = 0.1, clock: Clock | None = None
) -> tuple[Dmz, Roots]:
    """Two gateways and their agents, of which the first has the second gateway as failover. Booted."""
    dmz, roots = _begin(same_key, retry_seconds, clock)
    for name in GATEWAYS[:2]:
        dmz.add_gateway(name, GROUP, dmz.pki.host(name, roots.old), [roots.old])
    for name, parents in zip(SMALL, (GATEWAYS[:2], GATEWAYS[:1]), strict=True):
        _agent(dmz, name, roots.old, parents)
    dmz.boot()
    return dmz, roots


def site_of_yesterday() -> tuple[Dmz, Roots]:
    """A small site that has run for a day."""
    ages = [DAY]
    dmz, roots = small_site(clock=Clock(lambda: time() - ages[0]))
    ages[0] = 0
    return dmz, roots


def register_without_restart(dmz: Dmz, gateway: str, root: Authority) -> None:
    """A gateway of the site of yesterday gets a certificate of today, and goes on with the one that it has loaded."""
    machine = dmz.gateways[gateway].machine
    machine.stores.add("Root", root.certificate)
    register_certificate(machine, dmz.pki.host(gateway, root, validity=OF_TODAY))


def forty_hosts() -> tuple[Dmz, Roots]:
    """Booted. Most agents have one of the gateways as their parent and the next one as failover."""
    dmz, roots = _begin(same_key=False, retry_seconds=0.1)
    for name in GATEWAYS:
        dmz.add_gateway(name, GROUP, dmz.pki.host(name, roots.old), [roots.old])
    dmz.add_gateway(PARTNER, PARTNER_GROUP, dmz.pki.host(PARTNER, roots.old), [roots.old])
    _add_special_hosts(dmz, roots.old)
    for number in range(HOSTS - len(dmz.machines) + len(dmz.gateways)):
        parents = (GATEWAYS[number % 3], GATEWAYS[(number + 1) % 3])
        _agent(dmz, f"app{number + 1:02}.dmz.example", roots.old, parents)
    dmz.boot()
    return dmz, roots


def _begin(same_key: bool, retry_seconds: float | None, clock: Clock | None = None) -> tuple[Dmz, Roots]:
    dmz = Dmz(clock=clock, behaviour=replace(USUAL, retry_seconds=retry_seconds))
    old = dmz.pki.root(ROOT)
    new = dmz.pki.root(ROOT, validity=RENEWED, renews=old) if same_key else dmz.pki.root(f"{ROOT} 2", validity=RENEWED)
    return dmz, Roots(old, new)


def _agent(dmz: Dmz, name: str, old: Authority, parents: Sequence[str], **others: Sequence[str]) -> Agent:
    groups = {group: [Parent(each) for each in names] for group, names in {GROUP: parents, **others}.items() if names}
    agent = dmz.add_agent(name, groups)
    import_old_root(agent.machine, old.certificate)
    return agent


def _add_special_hosts(dmz: Dmz, old: Authority) -> None:
    own = _agent(dmz, OWN, old, GATEWAYS[:1]).machine
    register_certificate(own, dmz.pki.host(OWN, old))
    listener = _agent(dmz, LISTENER, old, GATEWAYS[1:2]).machine
    add_https_listener(listener, dmz.pki.host(LISTENER, old))
    _agent(dmz, BOTH_GROUPS, old, GATEWAYS[2:], **{PARTNER_GROUP: [PARTNER]})
    _agent(dmz, ELSEWHERE, old, (), **{PARTNER_GROUP: [PARTNER]})
    for name, physical in ((BY_HAND, ".Default"), (BY_POLICY, ".GroupPolicy")):
        machine = dmz.add_agent(name, {GROUP: [Parent(GATEWAYS[0])]}).machine
        machine.stores.add("Root", old.certificate, physical=physical)
    import_old_root(dmz.add_machine(BARE), old.certificate)
