# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a gateway before its agents are checked: what the user gives, and what the gateway told when it was read."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.gateway import GATEWAY_CERTIFICATE_NOT_REGISTERED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.gateway_side import (
    GATEWAY_CERTIFICATE_NOT_LOADED,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import describe_gateway, guess_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint

_WITHOUT_CERTIFICATE = frozenset({GATEWAY_CERTIFICATE_NOT_REGISTERED.id, GATEWAY_CERTIFICATE_NOT_LOADED.id})

Reading = Mapping[str, Any]
"""What ``gateway_info`` returned of a gateway, or the failure of that task."""


class Voucher(StrEnum):
    """What vouches for the root of a gateway, as people are told."""

    PIN = "It is pinned."
    FILE = "It is given on the controller."
    ACCEPTANCE = "It is accepted because the gateway presents it. Nothing else vouches for it."
    NONE = "Only the gateway says so. An onboarding imports it when you pin it:"
    GUESS = "Nothing is imported for this gateway until a certificate is registered on it, or you give its root."


@dataclass(frozen=True)
class GivenGateway:
    """What the user gives. Without ``certificates`` the gateway itself has to be read.

    Its root must be one of the ``pins`` (SHA-256), if there are any. ``accepts_presented`` is to do without. It has its
    ``own_word`` when the first of these that counts is a variable of the gateway itself.
    """

    name: str
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    certificates: tuple[Certificate, ...] | None = None
    pins: tuple[str, ...] = ()
    accepts_presented: bool = False
    own_word: bool = False

    @property
    def voucher(self) -> Voucher:
        if self.pins:
            return Voucher.PIN
        if self.certificates is not None:
            return Voucher.FILE
        return Voucher.ACCEPTANCE if self.accepts_presented else Voucher.NONE


@dataclass(frozen=True)
class KnownGateway:
    """A gateway with the one root that its certificates hold. ``evidence`` is what it told of its agents, None when it was not read.

    Where no certificate of it is registered, ``unregistered`` says so as a sentence without its full stop. Unless the user gives
    the root, the certificates are those of a candidate then, or there are none and no root. ``names`` are all by which it is
    known, its certificate's among them. ``former_roots`` are other roots that the journal has of it. It has its ``own_word`` when what
    vouches for the root, or accepts it, is a variable of the gateway itself.
    """

    name: str
    names: frozenset[str]
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]
    certificates: tuple[Certificate, ...]
    root: Certificate | None
    evidence: Mapping[str, Any] | None
    voucher: Voucher
    own_word: bool = False
    former_roots: tuple[Certificate, ...] = ()
    unregistered: str = ""

    @property
    def guessed(self) -> bool:
        """What the gateway presents is not known, and nothing that the user gives stands in for it."""
        return self.voucher == Voucher.GUESS

    @property
    def chain(self) -> str:
        """In PEM form."""
        return "".join(certificate.pem() for certificate in self.certificates)

    @property
    def issuers(self) -> tuple[Certificate, ...]:
        """All CAs of the chain, the root last; none of a guess."""
        if self.root is None or self.guessed:
            return ()
        return (*(each for each in self.certificates if each.is_ca and not each.self_signed), self.root)


def require_own_names(gateways: Sequence[str], aliases: Sequence[str], addresses: Sequence[str]) -> None:
    """Raises :class:`OptionError` for no gateway at all, and for names and addresses that several would share."""
    if not gateways:
        raise OptionError("gateways is empty: name at least one gateway")
    if len(gateways) > 1 and (aliases or addresses):
        raise OptionError(
            f"gateway_trust_gateway_aliases and gateway_trust_gateway_addresses would be taken for each of {', '.join(gateways)}: "
            "set them as variables of the gateway that they belong to"
        )


def read_pins(gateway: str, texts: Iterable[str]) -> tuple[str, ...]:
    """SHA-256s in the form of certificates. Raises :class:`CertificateError` for anything else."""
    try:
        return tuple(normalize_fingerprint(text, SHA256_DIGITS) for text in texts)
    except CertificateError as error:
        raise CertificateError(f"cannot pin the root of the gateway {gateway}: {error.reason}") from error


def require_in_inventory(gateway: str, inventory: Container[str]) -> None:
    """Raises :class:`OptionError` for a gateway that cannot be read because Ansible does not know it."""
    if gateway not in inventory:
        raise OptionError(f"The gateway {gateway} is not in the inventory: add it, or give its root as a file")


def was_read(reading: Reading | None) -> bool:
    return reading is not None and not (reading.get("failed") or reading.get("unreachable"))


def know_gateway(
    given: GivenGateway, reading: Reading | None, now: datetime, *, allow_unregistered: bool = False
) -> KnownGateway:
    """Put together what the user gives and what the gateway told.

    Raises :class:`OptionError` when nothing brings certificates, and :class:`CertificateError` when these do not hold
    exactly one root, or another one than the pinned, and unless it is allowed for a gateway that has none registered.
    """
    if given.certificates is None and reading is not None and was_read(reading) and not _is_registered(reading):
        known = _know_unregistered(given, reading, now)
        if known.guessed and not allow_unregistered:
            raise CertificateError(known.unregistered)
        return known
    certificates = _presented(given.name, reading) if given.certificates is None else given.certificates
    root = _root(given.name, certificates)
    if given.pins and root.sha256 not in given.pins:
        raise CertificateError(
            f"The root of the gateway {given.name}, {root.subject}, has the SHA-256 {root.sha256}, "
            f"not the pinned {' or '.join(given.pins)}"
        )
    return KnownGateway(
        name=given.name,
        names=describe_gateway(given.name, certificates, None, now, given.aliases).names,
        aliases=given.aliases,
        addresses=given.addresses,
        certificates=certificates,
        root=root,
        evidence=reading["gateway"]["evidence"] if reading and was_read(reading) else None,
        voucher=given.voucher,
        own_word=given.own_word,
    )


def _is_registered(reading: Reading) -> bool:
    return reading["gateway"]["certificate"]["certificate"] is not None


def _know_unregistered(given: GivenGateway, reading: Reading, now: datetime) -> KnownGateway:
    """The pinned root, wherever the gateway holds it; without a pin the chain of its candidate, which is a guess."""
    told = reading["gateway"]
    certificates = _pinned_root(given, told) if given.pins else _candidate_chain(given.name, told)
    aliases = tuple(dict.fromkeys((*given.aliases, *filter(None, [told["agent"]["computer_name"]]))))
    gateway = guess_gateway(given.name, certificates, now, aliases)
    return KnownGateway(
        name=given.name,
        names=gateway.names,
        aliases=aliases,
        addresses=given.addresses,
        certificates=certificates,
        root=gateway.root,
        evidence=told["evidence"],
        voucher=Voucher.PIN if given.pins and certificates else Voucher.GUESS,
        own_word=given.own_word,
        unregistered=_say_unregistered(given.name, told),
    )


def _pinned_root(given: GivenGateway, told: Reading) -> tuple[Certificate, ...]:
    """The one root of the candidate, or else of the gateway's store Root, that has one of the fingerprints the user gives."""
    for certificates in (_candidate_chain(given.name, told), _trusted_roots(given.name, told)):
        found = [each for each in certificates if each.self_signed and each.sha256 in given.pins]
        if len(found) == 1:
            return tuple(found)
    return ()


def _candidate_chain(name: str, told: Reading) -> tuple[Certificate, ...]:
    candidate = told["candidate"]
    return (
        read_pem(candidate["chain_pem"], f"the candidate of the gateway {name}")
        if candidate and candidate["root"] is not None
        else ()
    )


def _trusted_roots(name: str, told: Reading) -> tuple[Certificate, ...]:
    roots = told["evidence"]["trusted_roots"]
    return read_pem(roots, f"the roots of the gateway {name}") if roots else ()


def _say_unregistered(name: str, told: Reading) -> str:
    reason = "; ".join(told["certificate"]["faults"])
    fixes = [each["fix"] for each in told["findings"] if each["id"] in _WITHOUT_CERTIFICATE]
    return f"The gateway {name} has no certificate that is registered: {reason}. {' '.join(fixes[:1])}".rstrip(" .")


def _presented(name: str, reading: Reading | None) -> tuple[Certificate, ...]:
    if reading is None:
        raise OptionError(f"The gateway {name} was not read: read it before, or give its root as a file")
    if not was_read(reading):
        raise OptionError(f"The gateway {name} cannot be read: {reading.get('msg')}")
    presented = reading["gateway"]["certificate"]
    if presented["root"] is None:
        reasons = "; ".join([*presented["faults"], *presented["chain"]["problems"]])
        raise CertificateError(f"The gateway {name} presents no certificate that leads to a root: {reasons}")
    return read_pem(presented["chain_pem"], f"the chain of the gateway {name}")


def _root(name: str, certificates: Sequence[Certificate]) -> Certificate:
    roots = [certificate for certificate in certificates if certificate.self_signed]
    if len(roots) != 1:
        subjects = "; ".join(certificate.subject for certificate in certificates)
        raise CertificateError(
            f"The certificates given for the gateway {name} hold {len(roots)} self-signed roots instead of one ({subjects})"
        )
    return roots[0]


def newer_evidence(readings: Iterable[Reading]) -> dict[str, Mapping[str, Any]]:
    """What gateways told in a loop of ``gateway_info`` over them, by their names. One that could not be read tells nothing."""
    return {each[each["ansible_loop_var"]]: each["gateway"]["evidence"] for each in readings if "gateway" in each}
