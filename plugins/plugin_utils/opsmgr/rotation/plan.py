# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is rotated, and the host that it is asked about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import roots_among


@dataclass(frozen=True)
class Rotation:
    """``gateways`` are as they present themselves now, ``new`` is the new root with the CAs below it, or a root that
    stays with a new CA.

    ``not_loaded`` are the names of those that present another certificate still, or none, because they have not loaded
    the one that we know since it was registered. ``old_sha256`` is None as long as nobody asks for the old root.
    With ``force`` nothing that needs the old root keeps it.
    """

    gateways: tuple[Gateway, ...]
    new: tuple[Certificate, ...]
    root: Certificate
    old_sha256: str | None
    now: datetime
    not_loaded: frozenset[str] = frozenset()
    force: bool = False

    @property
    def goals(self) -> tuple[Certificate, ...]:
        """The new root, and the new CAs below it: what every gateway is to present in its chain."""
        return (self.root, *(each for each in self.new if each != self.root))

    def lacking(self, gateway: Gateway) -> tuple[Certificate, ...]:
        """What is given and not in the chain that a gateway presents, the root first.

        Of a renewed CA below the same root, the root tells nothing. Of a CA that is given with a cross-certificate, one will do.
        """
        presented = {_identity(each) for each in self.goals if each in gateway.issuers}
        return tuple(each for each in self.goals if _identity(each) not in presented)


def _identity(ca: Certificate) -> tuple[bytes, bytes]:
    """What a CA has in common with its cross-certificates."""
    return ca.subject_der, ca.public_key_info


def plan_rotation(
    gateways: Sequence[Gateway],
    new: Sequence[Certificate],
    old_sha256: str | None,
    now: datetime,
    not_loaded: Collection[str] = (),
) -> Rotation:
    """Raises :class:`CertificateError` unless one root is given, which need not be new, and nothing that is old as well."""
    roots = roots_among(new)
    if len(roots) != 1:
        raise CertificateError(f"the certificates given hold {len(roots)} self-signed roots instead of one new root")
    if both := next((each for each in new if each.sha256 == old_sha256), None):
        raise CertificateError(f"{both.subject} is given as new and as old")
    return Rotation(tuple(gateways), tuple(new), roots[0], old_sha256, now, frozenset(not_loaded))


def plan_with_known(
    known: Sequence[Mapping[str, Any]], new: Sequence[Certificate], old_sha256: str | None, now: datetime
) -> Rotation:
    """A rotation of gateways as a task is given them: their names, aliases, chains in PEM form, and whether they present those.

    Raises :class:`CertificateError`, for a chain that leads to no root as well.
    """
    gateways = [_describe(each, now) for each in known]
    return plan_rotation(
        gateways, new, old_sha256, now, [each["name"] for each in known if not each["certificate_loaded"]]
    )


def _describe(known: Mapping[str, Any], now: datetime) -> Gateway:
    certificates = read_pem(known["chain"], f"the chain of the gateway {known['name']}")
    return describe_gateway(known["name"], certificates, None, now, known["aliases"])
