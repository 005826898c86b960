# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing and removing trusted roots: all of them pass the gate, or nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import judge

IMPORTED = "imported"
PRESENT = "present"
REMOVED = "removed"
ABSENT = "absent"

_STORE = "Root"
_LOCAL = ".Default"


@dataclass(frozen=True)
class Outcome:
    """What became of one root. ``physical_stores`` are those that held it before."""

    action: str
    thumbprint: str
    certificate: Certificate | None
    physical_stores: tuple[str, ...]

    @property
    def changed(self) -> bool:
        return self.action in (IMPORTED, REMOVED)


class TrustedRoots:
    """The trusted roots of one host. With ``check_mode`` everything is read and judged, and nothing is written."""

    def __init__(self, session: Session, check_mode: bool) -> None:
        self._registry = Registry(session)
        self._writer = CertificateWriter(session, self._registry)
        self._session = session
        self._check_mode = check_mode

    def present(self, certificates: Sequence[Certificate], pin: str | None, now: datetime) -> list[Outcome]:
        """Import those that no physical store of Root holds.

        Raises :class:`CertificateError` with every reason when the gate refuses any of them, and
        :class:`Unreadable` or :class:`RegistryError` when a store, Disallowed included, cannot be read.
        """
        _pass_gate(certificates, pin, now)
        root, disallowed = self._stores("Root", "Disallowed")
        _refuse_disallowed(certificates, disallowed, self._session.host)
        outcomes = [
            _outcome(root, certificate.thumbprint, PRESENT, IMPORTED, certificate) for certificate in certificates
        ]
        for certificate, outcome in zip(certificates, outcomes, strict=True):
            if outcome.changed and not self._check_mode:
                self._writer.add(_STORE, certificate, f"scom.dmz {now:%Y-%m-%dT%H:%M:%SZ}")
        return outcomes

    def absent(self, thumbprints: Sequence[str]) -> list[Outcome]:
        """Remove the local copies of roots by their SHA-1 thumbprints; other physical stores are not ours to change."""
        (root,) = self._stores("Root")
        outcomes = []
        for thumbprint in thumbprints:
            entry = root.entry(thumbprint)
            held = entry is not None and _LOCAL in entry.physical_stores
            if held and not self._check_mode:
                self._writer.remove(_STORE, thumbprint)
            outcomes.append(_outcome(root, thumbprint, REMOVED if held else ABSENT, ABSENT))
        return outcomes

    def _stores(self, *names: str) -> list[Store]:
        (stores,) = read_all(self._session, self._registry, StoreReader(names))
        return [stores[name] for name in names]


def _outcome(
    root: Store, thumbprint: str, if_held: str, if_not: str, certificate: Certificate | None = None
) -> Outcome:
    entry = root.entry(thumbprint)
    if entry is None:
        return Outcome(if_not, thumbprint, certificate, ())
    return Outcome(if_held, thumbprint, entry.certificate, entry.physical_stores)


def _pass_gate(certificates: Sequence[Certificate], pin: str | None, now: datetime) -> None:
    refusals = [refusal for certificate in certificates for refusal in judge(certificate, now, pin)]
    if refusals:
        reasons = "; ".join(f"{refusal.reason} (rule {refusal.rule})" for refusal in refusals)
        raise CertificateError(f"refused, nothing was imported: {reasons}")


def _refuse_disallowed(certificates: Sequence[Certificate], disallowed: Store, host: str) -> None:
    for certificate in certificates:
        if disallowed.entry(certificate.thumbprint):
            raise CertificateError(
                f"refused, nothing was imported: {certificate.subject} is in the store Disallowed of {host}, "
                "which wins over Root; remove it from there first, if it was a mistake"
            )
