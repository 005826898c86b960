# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway as DMZ hosts meet it: its names, its channel certificate and the chain up to its root."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.addresses import comparable_address
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust, roots_among


@dataclass(frozen=True)
class Gateway:
    """``name`` is what the user calls it, ``names`` in lower case are all by which agents may know it.

    ``certificate`` is None when only a root was given, ``issuers`` are the intermediates and the root. The root is
    ``pinned`` when the user has given its SHA-256, or the root itself as a file. It is None where no certificate of the
    gateway is registered and nothing else tells it. It is ``guessed`` when the certificate is one that the gateway could
    register: what it presents is not known then.
    """

    name: str
    names: frozenset[str]
    certificate: Certificate | None
    issuers: tuple[Certificate, ...]
    root: Certificate | None
    pinned: bool = False
    guessed: bool = False

    @property
    def first(self) -> Certificate | None:
        """The certificate whose chain decides: the channel certificate, or the root when that is all we have."""
        return self.certificate or self.root

    @property
    def importable(self) -> bool:
        """Whether its root may be imported at all. Of a guess nothing is."""
        return self.root is not None and not self.guessed

    def is_parent(self, parent: Parent) -> bool:
        return not self.names.isdisjoint(parent.names)


def describe_gateway(
    name: str, certificates: Sequence[Certificate], pin: str | None, now: datetime, aliases: Sequence[str] = ()
) -> Gateway:
    """The gateway called ``name``, or one of its ``aliases``, with its channel certificate and issuers, in any order, or with a root alone.

    Blanks around a name are none of it, and an empty one names nobody.
    Raises :class:`CertificateError` when the certificates lead to no root, or the root differs from ``pin`` (SHA-256).
    """
    leaves = [certificate for certificate in certificates if _is_leaf(certificate, certificates)]
    if len(leaves) > 1:
        raise CertificateError(f"the chain of the gateway {name} holds {len(leaves)} end-entity certificates")
    leaf = leaves[0] if leaves else None
    root = _root(name, leaf, certificates, now)
    if pin is not None and normalize_fingerprint(pin, SHA256_DIGITS) != root.sha256:
        raise CertificateError(
            f"the root of the gateway {name}, {root.subject}, has the SHA-256 {root.sha256}, not the pinned one"
        )
    presented = (*leaf.dns_names, leaf.common_name or "") if leaf else ()
    return Gateway(
        name=name,
        names=comparable((name, *aliases, *presented)),
        certificate=leaf,
        issuers=tuple(certificate for certificate in certificates if certificate is not leaf),
        root=root,
    )


def guess_gateway(
    name: str, certificates: Sequence[Certificate], now: datetime, aliases: Sequence[str] = ()
) -> Gateway:
    """The gateway of which no certificate is registered, with the chain of one that it could register, or with none.

    Raises :class:`CertificateError` when the certificates lead to no root.
    """
    if certificates:
        return replace(describe_gateway(name, certificates, None, now, aliases), guessed=True)
    return Gateway(name, comparable((name, *aliases)), None, (), None)


def comparable(texts: Iterable[str]) -> frozenset[str]:
    """Names or addresses that people have written, as they are compared: trimmed, in lower case, and without empty ones.

    A list that is given as one text with commas keeps the blanks after them: Ansible splits it there and strips nothing.
    """
    return frozenset(text.strip().lower() for text in texts) - {""}


def _is_leaf(certificate: Certificate, certificates: Sequence[Certificate]) -> bool:
    """A version 1 issuer cannot say that it is a CA, so what it issued tells."""
    issued = any(other.was_issued_by(certificate) for other in certificates)
    return not certificate.is_ca and not certificate.self_signed and not issued


def _root(name: str, leaf: Certificate | None, certificates: Sequence[Certificate], now: datetime) -> Certificate:
    roots = roots_among(certificates)
    if leaf is None:
        if len(roots) != 1:
            raise CertificateError(f"the gateway {name} needs exactly one root certificate, {len(roots)} were given")
        return roots[0]
    chain = build_chain(leaf, Trust(roots, tuple(certificates), frozenset()), purposes=(), now=now)
    if chain.root is None:
        raise CertificateError(f"the chain of the gateway {name} {_end_of(chain.certificates[-1], certificates)}")
    return chain.root


def _end_of(last: Certificate, certificates: Sequence[Certificate]) -> str:
    """Why a chain does not go on, as the end of a sentence."""
    end = f"ends at {last.subject}"
    if any(each.compared_subject == last.compared_issuer for each in certificates if each != last):
        return (
            f"{end}: the certificate of {last.issuer} that was given is not the one that issued it, because the key, the key "
            "identifier or the serial number is another one, so have it issued again or give the right one"
        )
    return f"{end}: its issuer {last.issuer} is missing, so the root has to be given as a file"


def parent_on(agent: Agent, gateway: Gateway, served: Collection[str] = ()) -> Parent | None:
    """The first parent of the agent that is this gateway: of the management groups that it serves, and primaries first."""
    return next((parent for parent in _in_order(agent, served) if gateway.is_parent(parent)), None)


def suspected_parent_on(
    agent: Agent, gateway: Gateway, own_names: Collection[str], addresses: Collection[str], served: Collection[str]
) -> Parent | None:
    """The first parent that is called by a short name, an own name or an address of this gateway, and by nothing else.

    Another machine may have the same short name, so a management group that the gateway does not serve speaks against it.
    """
    names = gateway.names | comparable(own_names)
    suspicious = names | {name.partition(".")[0] for name in names if comparable_address(name) is None}
    known = {comparable_address(address) for address in addresses} - {None}
    parents = (each for each in _in_order(agent, served) if not served or each.management_group in served)
    return next((each for each in parents if all(_means(name, suspicious, known) for name in each.names)), None)


def _means(name: str, names: Collection[str], addresses: Collection[object]) -> bool:
    return name in names or comparable_address(name) in addresses


def _in_order(agent: Agent, served: Collection[str]) -> list[Parent]:
    return sorted(agent.parents, key=lambda parent: (parent.management_group not in served, parent.index))
