# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings the stores Root and CA of a host to what is wanted: every certificate passes the gate, or nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import (
    CertificateWriter,
    Superseded,
    Written,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import CA, WRITABLE_STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Action, Outcome, hold_back, refuse
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    ENHANCED_KEY_USAGE,
    SHA1_HASH,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import (
    IrregularEntry,
    Store,
    StoreEntry,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import (
    LOCAL,
    ImportMark,
    is_as_imported,
    read_import_mark,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import Refusal, judge, judge_intermediate, route

_DISALLOWED = "Disallowed"


@dataclass(frozen=True)
class Wanted:
    """How certificates are to be trusted. ``store`` None routes roots to Root and other CAs to CA.

    ``properties`` are those of the store entry (friendly name, purposes). ``require_local`` wants an own copy also where
    another physical store holds the certificate already; ``partial`` imports the good ones when others are refused.
    ``max_removals`` is how many certificates of an exact set may go at once.
    """

    pins: Collection[str] = ()
    waived: Collection[str] = ()
    store: str | None = None
    properties: Mapping[int, bytes] | None = None
    require_local: bool = False
    partial: bool = False
    ask_certutil: bool = False
    max_removals: int = 1


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
        return hold_back(outcomes, partial=wanted.partial)

    def plan_absent(
        self, names: Sequence[str], store: str | None, certificates: Sequence[Certificate] = ()
    ) -> list[Outcome]:
        """What it takes that no local store entry has one of these fingerprints, SHA-1 or SHA-256, in upper-case digits.

        An entry has the SHA-1 that its registry key is named by, and both of the certificate in it, readable or not. Of
        ``certificates`` all is known, so a key that has the name of one and holds another one stays.
        """
        stores = WRITABLE_STORES if store is None else (store,)
        found = [outcome for name in names for outcome in self._removals(name, stores)]
        found += [outcome for each in certificates for outcome in self._removals(each.sha256, stores, each.thumbprint)]
        return list({(outcome.store, outcome.name, outcome.irregular): outcome for outcome in found}.values())

    def plan_exact(self, certificates: Sequence[Certificate], wanted: Wanted, now: datetime) -> list[Outcome]:
        """Like :meth:`plan_present`, and without any other entry of the set that the mark names.

        A store that none of the certificates belongs to is left alone, unless it is the one that is wanted.
        """
        outcomes = self.plan_present(certificates, wanted, now)
        if not wanted.partial and any(outcome.action == Action.REFUSED for outcome in outcomes):
            return outcomes
        kept = {certificate.thumbprint for certificate in certificates}
        stores = {outcome.store for outcome in outcomes} if wanted.store is None else {wanted.store}
        removals = [
            self._removal_from_set(store, entry)
            for store in WRITABLE_STORES
            if store in stores
            for entry in self._stores[store].entries
            if self._owns(entry) and entry.certificate.thumbprint not in kept
        ]
        return _bounded([*outcomes, *removals], wanted)

    def _owns(self, entry: StoreEntry) -> bool:
        mark = read_import_mark(entry)
        return mark is not None and mark.owner == self._mark.owner

    def _removal_from_set(self, store: str, entry: StoreEntry) -> Outcome:
        removal = self._removal(store, entry)
        if is_as_imported(entry.blobs[LOCAL]):
            return removal
        reason = "somebody has imported it again or changed it, so it is no longer of this set"
        return replace(removal, action=Action.ABSENT, before=None, reason=reason)

    def carry_out(self, outcomes: Sequence[Outcome], ask_certutil: bool) -> Iterator[Outcome]:
        """Write what was planned, in order; each outcome is given when it is written.

        Raises what :class:`CertificateWriter` raises; the outcomes given before stay as they are.
        """
        for outcome in outcomes:
            yield self._carry_out(outcome, ask_certutil) if outcome.changed else outcome

    def _carry_out(self, outcome: Outcome, ask_certutil: bool) -> Outcome:
        store, gateways = outcome.store or "", self._gateways_of(outcome.certificate)
        if outcome.after is None:
            self._writer.remove(store, outcome.name, gateways)
            return outcome
        data, new = certificate_blob.encode(outcome.after), outcome.action == Action.IMPORTED
        match self._writer.write(store, outcome.name, data, ask_certutil, new, gateways):
            case Written(certutil):
                return replace(outcome, certutil=certutil)
            case Superseded():
                return replace(outcome, action=Action.PRESENT, reason="another run has imported it meanwhile")

    def _plan(self, certificate: Certificate, wanted: Wanted, now: datetime) -> Outcome:
        store = wanted.store or route(certificate, wanted.waived)
        refusals = self._refusals(certificate, store, wanted, now)
        planned = Outcome(Action.REFUSED, certificate.thumbprint, store, certificate, reason=_reasons(refusals))
        if refusals or store is None:
            return planned
        planned = self._change(planned, store, certificate, wanted)
        if planned.changed and planned.after and (obstacle := self._obstacle(store, planned.name, planned.after)):
            refusal = Refusal("request_size", f"{certificate.subject} is too large for WinRM: {obstacle}")
            return Outcome(Action.REFUSED, planned.name, store, certificate, reason=_reasons((refusal,)))
        return planned

    def _change(self, planned: Outcome, store: str, certificate: Certificate, wanted: Wanted) -> Outcome:
        entry = self._stores[store].entry(certificate.thumbprint)
        origins = entry.physical_stores if entry else ()
        local = entry.blobs.get(LOCAL) if entry else None
        outcome = replace(
            planned, action=Action.PRESENT, physical_stores=origins, before=local, after=local, reason=None
        )
        if wanted.properties and ENHANCED_KEY_USAGE in wanted.properties:
            outcome = replace(outcome, unrestricted_in=_unrestricted_elsewhere(entry))
        if local is None:
            needed = entry is None or wanted.require_local
            return (
                replace(outcome, action=Action.IMPORTED, after=self._new_blob(certificate, wanted))
                if needed
                else outcome
            )
        after = Blob(local.certificate, {**local.properties, **(wanted.properties or {})})
        return outcome if after == local else replace(outcome, action=Action.UPDATED, after=after)

    def _obstacle(self, store: str, name: str, after: Blob) -> str | None:
        """Why an entry cannot be written, or what it replaces could not be put back."""
        regular = self._stores[store].entry(name)
        local = regular.blobs.get(LOCAL) if regular else None
        replaced = [local.stored if local else None]
        replaced += [
            each.data
            for each in self._stores[store].irregular
            if (each.registry_key, each.physical_store) == (name, LOCAL)
        ]
        return self._writer.obstacle(store, name, certificate_blob.encode(after), *replaced)

    def _refusals(
        self, certificate: Certificate, store: str | None, wanted: Wanted, now: datetime
    ) -> tuple[Refusal, ...]:
        gate = judge_intermediate if store == CA else judge
        refusals = gate(certificate, now, pins=wanted.pins, waived=wanted.waived)
        if store is None and not refusals:
            return (Refusal("ca", f"{certificate.subject} is not a CA, so its store must be named"),)
        if certificate.thumbprint not in self._stores[_DISALLOWED].thumbprints:
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

    def _removals(self, name: str, stores: Sequence[str], key_of_unreadable: str | None = None) -> list[Outcome]:
        regular = [
            self._removal(store, entry)
            for store in stores
            for entry in self._stores[store].entries
            if name in (entry.certificate.thumbprint, entry.certificate.sha256)
        ]
        irregular = [
            self._irregular_removal(store, entry)
            for store in stores
            for entry in self._stores[store].irregular
            if name in entry.names or (entry.certificate is None and entry.registry_key == key_of_unreadable)
        ]
        return [*regular, *irregular] or [Outcome(Action.ABSENT, name, None)]

    def _removal(self, store: str, entry: StoreEntry) -> Outcome:
        certificate, origins = entry.certificate, entry.physical_stores
        outcome = Outcome(Action.ABSENT, certificate.thumbprint, store, certificate, origins)
        local = entry.blobs.get(LOCAL)
        return self._goes(outcome, local, local.stored) if local else _stays(outcome)

    def _irregular_removal(self, store: str, entry: IrregularEntry) -> Outcome:
        origins = (entry.physical_store,)
        outcome = Outcome(Action.ABSENT, entry.registry_key, store, entry.certificate, origins, irregular=entry)
        return self._goes(outcome, entry.blob, entry.data) if entry.physical_store == LOCAL else _stays(outcome)

    def _goes(self, outcome: Outcome, before: Blob | None, data: bytes | None) -> Outcome:
        lacking = "its value Blob is missing or not binary" if data is None else None
        irrevocable = lacking or self._writer.obstacle(outcome.store or "", outcome.name, data)
        return replace(outcome, action=Action.REMOVED, before=before, irrevocable=irrevocable)


def _bounded(outcomes: Sequence[Outcome], wanted: Wanted) -> list[Outcome]:
    """The removals are refused where they are more than are wanted at once: a file that was cut short names too few roots."""
    removed = [outcome for outcome in outcomes if outcome.action == Action.REMOVED]
    if len(removed) <= wanted.max_removals:
        return list(outcomes)
    subjects = ", ".join(outcome.certificate.subject for outcome in removed if outcome.certificate)
    excess = f"{len(removed)} certificates would be removed, and max_removals is {wanted.max_removals}: {subjects}"
    reason = f"{excess}; raise it if they are to go, or complete what is given (rule max_removals)"
    return refuse(outcomes, lambda each: reason if each.action == Action.REMOVED else None, partial=wanted.partial)


def _stays(outcome: Outcome) -> Outcome:
    holders = ", ".join(outcome.physical_stores)
    return replace(outcome, reason=f"only {holders} holds it, which is not ours to change")


def _reasons(refusals: Sequence[Refusal]) -> str:
    return "; ".join(f"{refusal.reason} (rule {refusal.rule})" for refusal in refusals)


def _unrestricted_elsewhere(entry: StoreEntry | None) -> tuple[str, ...]:
    others = entry.blobs.items() if entry else ()
    return tuple(name for name, blob in others if name != LOCAL and ENHANCED_KEY_USAGE not in blob.properties)
