# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the stores Root and CA of a host to what is wanted: every certificate passes the gate, or nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import (
    CA,
    WRITABLE_STORES,
    CertificateWriter,
    CertutilOpinion,
    Superseded,
    Written,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    ENHANCED_KEY_USAGE,
    SHA1_HASH,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import LOCAL, ImportMark, read_import_mark
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import Refusal, judge, judge_intermediate, route

_DISALLOWED = "Disallowed"


class Action(StrEnum):
    """What is done about one certificate."""

    IMPORTED = "imported"
    UPDATED = "updated"
    PRESENT = "present"
    REMOVED = "removed"
    ABSENT = "absent"
    REFUSED = "refused"
    HELD_BACK = "held_back"


_CHANGES = frozenset({Action.IMPORTED, Action.UPDATED, Action.REMOVED})


@dataclass(frozen=True)
class Wanted:
    """How certificates are to be trusted. ``store`` None routes roots to Root and other CAs to CA.

    ``properties`` are those of the store entry (friendly name, purposes). ``require_local`` wants an own copy also where
    another physical store holds the certificate already; ``partial`` imports the good ones when others are refused.
    """

    pins: Collection[str] = ()
    waived: Collection[str] = ()
    store: str | None = None
    properties: Mapping[int, bytes] | None = None
    require_local: bool = False
    partial: bool = False
    ask_certutil: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became, or in check mode would become, of one certificate. ``before`` and ``after`` are its local entries.

    ``thumbprint`` is the SHA-1 in upper-case hex, ``store`` Root or CA, None where none was settled on. ``reason`` is why
    nothing was done although it was asked for.
    ``unrestricted_in`` are the other physical stores that trust it for all purposes although it is wanted for some only.
    """

    action: Action
    thumbprint: str
    store: str | None
    certificate: Certificate | None = None
    physical_stores: tuple[str, ...] = ()
    before: Blob | None = None
    after: Blob | None = None
    reason: str | None = None
    certutil: CertutilOpinion = CertutilOpinion.NOT_RUN
    unrestricted_in: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return self.action in _CHANGES


def read_stores(host: Host) -> Mapping[str, Store]:
    """The stores that decide on an import: Root, CA and Disallowed.

    Raises :class:`Unreadable`, :class:`RegistryError` and the errors of the session, so that an import whose ground cannot
    be read ends before anything is written.
    """
    (stores,) = read_all(host, StoreReader((*WRITABLE_STORES, _DISALLOWED)))
    found: Mapping[str, Store] = stores
    return found


class ManagedStores:
    """The stores Root and CA of one host, as they were read together with Disallowed. What is imported gets the ``mark``.

    ``gateways`` are the names of those that a certificate is changed for; the mark and the journal note them.
    """

    def __init__(
        self,
        host: str,
        stores: Mapping[str, Store],
        writer: CertificateWriter,
        mark: ImportMark,
        gateways: Mapping[Certificate, Sequence[str]] | None = None,
    ) -> None:
        self._host = host
        self._stores = stores
        self._writer = writer
        self._mark = mark
        self._gateways = gateways or {}

    def plan_present(self, certificates: Sequence[Certificate], wanted: Wanted, now: datetime) -> list[Outcome]:
        """What it takes to have all certificates; when one is refused the others are held back, unless ``partial``."""
        outcomes = [self._plan(certificate, wanted, now) for certificate in certificates]
        refused = any(outcome.action == Action.REFUSED for outcome in outcomes)
        if refused and not wanted.partial:
            return [replace(each, action=Action.HELD_BACK) if each.changed else each for each in outcomes]
        return outcomes

    def plan_absent(self, thumbprints: Sequence[str], store: str | None) -> list[Outcome]:
        """What it takes that no local store entry has these SHA-1 thumbprints."""
        stores = WRITABLE_STORES if store is None else (store,)
        return [outcome for thumbprint in thumbprints for outcome in self._removals(thumbprint, stores)]

    def plan_exact(self, certificates: Sequence[Certificate], wanted: Wanted, now: datetime) -> list[Outcome]:
        """Like :meth:`plan_present`, and without any other entry that this collection has imported."""
        outcomes = self.plan_present(certificates, wanted, now)
        if not wanted.partial and any(outcome.action == Action.REFUSED for outcome in outcomes):
            return outcomes
        kept = {certificate.thumbprint for certificate in certificates}
        return outcomes + [
            _removal(store, entry)
            for store in (WRITABLE_STORES if wanted.store is None else (wanted.store,))
            for entry in self._stores[store].entries
            if read_import_mark(entry) and entry.certificate.thumbprint not in kept
        ]

    def carry_out(self, outcomes: Sequence[Outcome], ask_certutil: bool) -> Iterator[Outcome]:
        """Write what was planned, in order; each outcome is given when it is written.

        Raises what :class:`CertificateWriter` raises; the outcomes given before stay as they are.
        """
        for outcome in outcomes:
            yield self._carry_out(outcome, ask_certutil) if outcome.changed else outcome

    def _carry_out(self, outcome: Outcome, ask_certutil: bool) -> Outcome:
        store, gateways = outcome.store or "", self._gateways_of(outcome.certificate)
        if outcome.after is None:
            self._writer.remove(store, outcome.thumbprint, gateways)
            return outcome
        data, new = certificate_blob.encode(outcome.after), outcome.action == Action.IMPORTED
        match self._writer.write(store, outcome.thumbprint, data, ask_certutil, new, gateways):
            case Written(certutil):
                return replace(outcome, certutil=certutil)
            case Superseded():
                return replace(outcome, action=Action.PRESENT, reason="another run has imported it meanwhile")

    def _plan(self, certificate: Certificate, wanted: Wanted, now: datetime) -> Outcome:
        store = wanted.store or route(certificate, wanted.waived)
        refusals = self._refusals(certificate, store, wanted, now)
        if refusals:
            return Outcome(Action.REFUSED, certificate.thumbprint, store, certificate, reason=_reasons(refusals))
        entry = self._stores[store].entry(certificate.thumbprint) if store else None
        origins = entry.physical_stores if entry else ()
        local = entry.blobs.get(LOCAL) if entry else None
        outcome = Outcome(Action.PRESENT, certificate.thumbprint, store, certificate, origins, local, local)
        if wanted.properties and ENHANCED_KEY_USAGE in wanted.properties:
            outcome = replace(outcome, unrestricted_in=_unrestricted_elsewhere(entry))
        if local is None:
            needed = entry is None or wanted.require_local
            return (
                replace(outcome, action=Action.IMPORTED, after=self._new_blob(certificate, wanted))
                if needed
                else outcome
            )
        after = replace(local, properties={**local.properties, **(wanted.properties or {})})
        return outcome if after == local else replace(outcome, action=Action.UPDATED, after=after)

    def _refusals(
        self, certificate: Certificate, store: str | None, wanted: Wanted, now: datetime
    ) -> tuple[Refusal, ...]:
        gate = judge_intermediate if store == CA else judge
        refusals = gate(certificate, now, pins=wanted.pins, waived=wanted.waived)
        if store is None and not refusals:
            return (Refusal("ca", f"{certificate.subject} is not a CA, so its store must be named"),)
        disallowed = self._stores[_DISALLOWED]
        unusable = any(entry.startswith(certificate.thumbprint) for entry in disallowed.unusable)
        if disallowed.entry(certificate.thumbprint) is None and not unusable:
            return refusals
        sentence = f"{certificate.subject} is in the store Disallowed of {self._host}, which wins over Root and CA"
        return (*refusals, Refusal("disallowed", sentence))

    def _new_blob(self, certificate: Certificate, wanted: Wanted) -> Blob:
        mark = replace(self._mark, gateways=self._gateways_of(certificate))
        properties = {
            SHA1_HASH: bytes.fromhex(certificate.thumbprint),
            DESCRIPTION: certificate_blob.encode_text(str(mark)),
        }
        return Blob(certificate.der, {**properties, **(wanted.properties or {})})

    def _gateways_of(self, certificate: Certificate | None) -> tuple[str, ...]:
        return tuple(self._gateways.get(certificate, ())) if certificate else ()

    def _removals(self, thumbprint: str, stores: Sequence[str]) -> list[Outcome]:
        found = [(store, entry) for store in stores if (entry := self._stores[store].entry(thumbprint))]
        return [_removal(store, entry) for store, entry in found] or [Outcome(Action.ABSENT, thumbprint, None)]


def refusals_among(outcomes: Sequence[Outcome]) -> list[str]:
    """Why certificates were refused."""
    return [outcome.reason or "" for outcome in outcomes if outcome.action == Action.REFUSED]


def refusal_of(outcomes: Sequence[Outcome]) -> str:
    """Why nothing was written; empty when no certificate was refused."""
    refusals = refusals_among(outcomes)
    return f"refused, nothing was written: {'; '.join(refusals)}" if refusals else ""


def _removal(store: str, entry: StoreEntry) -> Outcome:
    thumbprint, origins = entry.certificate.thumbprint, entry.physical_stores
    if local := entry.blobs.get(LOCAL):
        return Outcome(Action.REMOVED, thumbprint, store, entry.certificate, origins, before=local)
    reason = f"only {', '.join(origins)} holds it, which is not ours to change"
    return Outcome(Action.ABSENT, thumbprint, store, entry.certificate, origins, reason=reason)


def _reasons(refusals: Sequence[Refusal]) -> str:
    return "; ".join(f"{refusal.reason} (rule {refusal.rule})" for refusal in refusals)


def _unrestricted_elsewhere(entry: StoreEntry | None) -> tuple[str, ...]:
    others = entry.blobs.items() if entry else ()
    return tuple(name for name, blob in others if name != LOCAL and ENHANCED_KEY_USAGE not in blob.properties)
