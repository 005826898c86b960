# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sites with certificates in odd forms: a gateway and an agent for each form, which nothing else tells apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.lab.demonstration import GROUP
from tests.lab.dmz import Dmz
from tests.lab.opsmgr.installation import Parent, register_certificate
from tests.lab.pki import Pki
from tests.lab.scenarios.site import ROOT_NAME, take_certificate_away
from tests.lab.windows.held_certificate import HeldCertificate, decode
from tests.pki.certificates import Authority
from tests.pki.forms import FORMS, SILENT_FORMS, Form, reissued


class Place(StrEnum):
    """Which certificate has the form."""

    ROOT = "root"
    ISSUING = "issuing"
    GATEWAY = "gateway"
    AGENT = "agent"


@dataclass(frozen=True)
class Chain:
    """A gateway's certificate and its issuers."""

    gateway: HeldCertificate
    issuing: HeldCertificate
    root: HeldCertificate


@dataclass(frozen=True)
class Issuers:
    """In their usual form."""

    issuing: Authority
    root: Authority

    def chain(self, pki: Pki, gateway: str, forms: Mapping[Place, Form]) -> Chain:
        """The gateway's chain with these forms, everything else as usual."""
        by_root, by_issuing = _rsa(self.root), _rsa(self.issuing)
        root = decode(reissued(self.root.certificate, by_root, forms.get(Place.ROOT)))
        issuing = decode(reissued(self.issuing.certificate, by_root, forms.get(Place.ISSUING), root.subject))
        leaf = pki.host(gateway, self.issuing)
        return Chain(decode(reissued(leaf, by_issuing, forms.get(Place.GATEWAY), issuing.subject)), issuing, root)


def forms_of(place: Place) -> Mapping[str, Form]:
    return {**FORMS, **SILENT_FORMS} if place is Place.ROOT else FORMS


def gateway_name(form: str) -> str:
    return f"gw-{form.replace('_', '-')}.corp.example"


def agent_name(form: str) -> str:
    return f"{form.replace('_', '-')}.dmz.example"


def odd_site(place: Place, forms: Mapping[str, Form] | None = None) -> tuple[Dmz, Mapping[str, Chain]]:
    """Booted, with the chain of each form's gateway. Agents lack its issuers, unless the form is that of their own certificate.

    The forms are all odd ones of the place if none are given.
    """
    dmz = Dmz()
    root = dmz.pki.root(ROOT_NAME)
    issuers = Issuers(dmz.pki.issuing("Example Corp Issuing CA", root), root)
    chains = {}
    for name, form in (forms_of(place) if forms is None else forms).items():
        chains[name] = issuers.chain(dmz.pki, gateway_name(name), {place: form})
        _add_pair(dmz, name, chains[name])
        if place is Place.AGENT:
            _give_certificate(dmz, agent_name(name), form, chains[name])
    dmz.boot()
    return dmz, chains


def _add_pair(dmz: Dmz, form: str, chain: Chain) -> None:
    dmz.add_gateway(gateway_name(form), GROUP, chain.gateway, [chain.issuing, chain.root])
    dmz.add_agent(agent_name(form), {GROUP: (Parent(gateway_name(form)),)})


def _give_certificate(dmz: Dmz, agent: str, form: Form, chain: Chain) -> None:
    machine = dmz.agents[agent].machine
    usual: x509.Certificate = dmz.pki.host(agent, dmz.agent_authority)
    take_certificate_away(machine)
    register_certificate(machine, decode(reissued(usual, _rsa(dmz.agent_authority), form)))
    machine.stores.add("Root", chain.root)
    machine.stores.add("CA", chain.issuing)


def _rsa(authority: Authority) -> rsa.RSAPrivateKey:
    if not isinstance(authority.key, rsa.RSAPrivateKey):
        raise TypeError(authority.key)
    return authority.key
