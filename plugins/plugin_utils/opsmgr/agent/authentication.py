# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an agent authenticates to a gateway: by its channel certificate, or by Kerberos.

Agents of the gateway's own domain, and of domains that it trusts, use Kerberos; workgroup hosts and untrusted domains need
certificates (Microsoft, "About gateway servers in Operations Manager"). Which of both an agent tries first that has a
certificate and is a member as well, the sources tell differently; it is judged by its certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer


class Method(StrEnum):
    """What an agent proves its identity with."""

    CERTIFICATE = "certificate"
    KERBEROS = "kerberos"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """How the domains of two computers stand to each other, as far as their names tell."""

    SAME_DOMAIN = "same_domain"
    ONE_TREE = "one_tree"
    """One name lies below the other, as in one forest."""
    OTHER_DOMAIN = "other_domain"
    """Whether the domains trust each other cannot be seen."""
    WORKGROUP = "workgroup"
    """One of them is a member of no domain."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Authentication:
    """``reason`` is a part of a sentence. What a host trusts matters only where it ``uses_stores``."""

    method: Method
    reason: str
    certain: bool = True
    uses_stores: bool = False


BY_CERTIFICATE = Authentication(Method.CERTIFICATE, "a channel certificate is registered", uses_stores=True)


def relation_of(host: Computer | None, gateway: Computer | None) -> Relation:
    if any(each is not None and not each.part_of_domain for each in (host, gateway)):
        return Relation.WORKGROUP
    if host is None or gateway is None:
        return Relation.UNKNOWN
    mine, theirs = host.domain.casefold(), gateway.domain.casefold()
    if mine == theirs:
        return Relation.SAME_DOMAIN
    return Relation.ONE_TREE if _is_below(mine, theirs) or _is_below(theirs, mine) else Relation.OTHER_DOMAIN


def authentication_of(
    registered: bool, host: Computer | None, gateway: Computer | None, loaded: bool | None = None, linked: bool = False
) -> Authentication:
    """How an agent authenticates that has a channel certificate ``registered``, or none.

    ``loaded`` says whether HealthService loaded a certificate at its last start, None where the log does not tell.
    """
    if registered:
        return BY_CERTIFICATE
    if host is not None and not host.part_of_domain:
        reason = f"the host is in the workgroup {host.domain}"
        return Authentication(Method.CERTIFICATE, reason, uses_stores=True)
    return _without_certificate(host, gateway, loaded, linked)


def _without_certificate(
    host: Computer | None, gateway: Computer | None, loaded: bool | None, linked: bool
) -> Authentication:
    """Of a host that is a member of a domain, or may be one."""
    relation = relation_of(host, gateway)
    reason = f"no channel certificate is registered, and {_tell(host, gateway)}"
    if relation is Relation.SAME_DOMAIN:
        return Authentication(Method.KERBEROS, reason)
    if loaded:
        reason = "HealthService loaded a channel certificate at its last start, and none is registered any more"
        return Authentication(Method.UNKNOWN, reason, certain=False)
    if linked and loaded is False:
        return Authentication(Method.KERBEROS, f"{reason}; the link that is up without a certificate proves it")
    if host is None or relation is Relation.WORKGROUP:
        return Authentication(Method.UNKNOWN, reason, certain=False)
    return Authentication(Method.KERBEROS, reason, certain=False)


def _tell(host: Computer | None, gateway: Computer | None) -> str:
    if host is None:
        return "whether the host is a member of a domain could not be read"
    if gateway is None:
        return f"the host is a member of the domain {host.domain}, while the domain of the gateway is not known"
    if not gateway.part_of_domain:
        return f"the host is a member of the domain {host.domain}, the gateway is in the workgroup {gateway.domain}"
    both = f"the host is a member of the domain {host.domain}, the gateway of {gateway.domain}"
    match relation_of(host, gateway):
        case Relation.SAME_DOMAIN:
            return f"host and gateway are members of the domain {gateway.domain}"
        case Relation.ONE_TREE:
            return f"{both}, which by their names are of one forest"
        case _:
            return f"{both}, and whether these trust each other cannot be seen from here"


def _is_below(lower: str, upper: str) -> bool:
    return lower.endswith(f".{upper}")
