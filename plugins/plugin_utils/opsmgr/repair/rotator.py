# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes one host through a stage of a rotation: the import of the new root, the removal of the old one, or a look."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.change_line import unapproved_change
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import ManagedStores, Wanted
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Outcome, refusal_of
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.reliance import note_reliances
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.host_facts import read_for_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.attempt import Attempt, read_interruptions
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.distribution import (
    distribution_result,
    import_needs_settling,
    needs_import,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import (
    HostResult,
    State,
    failed_look,
    look_result,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.needs import OldRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.removal import (
    is_removable,
    removal_needs_settling,
    removal_result,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.standing import look
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_CONCERNED = (State.COVERED, State.NOT_COVERED)


@dataclass(frozen=True)
class Look:
    """What was read of a host, and what it means for the rotation."""

    facts: HostFacts
    old_root: OldRoot | None
    result: HostResult


@dataclass(frozen=True)
class Rotated:
    """What became of a host, and of each certificate. ``error`` is why the change failed, empty when it did not."""

    result: HostResult
    outcomes: tuple[Outcome, ...] = ()
    error: str = ""

    @property
    def changed(self) -> bool:
        return any(outcome.changed for outcome in self.outcomes)


class Rotator:
    """Serves one host. A ``dry`` run, as in check mode, changes nothing and settles nothing.

    Where changes have to be ``approved``, as :func:`change_lines` has them, no other one is made.
    Every stage raises the errors of the first look. What fails after it is the ``error`` of the result.
    """

    def __init__(
        self,
        host: Host,
        rotation: Rotation,
        journal: Journal,
        *,
        dry: bool,
        approved: Collection[str] | None = None,
    ) -> None:
        self._host = host
        self._rotation = rotation
        self._journal = journal
        self._writer = CertificateWriter(host, journal)
        self._dry = dry
        self._approved = approved

    def look(self) -> Look:
        """Read where the host stands. Raises the errors of reading it."""
        facts = read_for_rotation(self._host, listeners=self._rotation.old_sha256 is not None)
        standing = look(HostState.of(facts), self._rotation)
        return Look(facts, standing.old_root, look_result(self._host.name, standing))

    def distribute(self) -> Rotated:
        """Import the new root, and the CAs given with it, where the host lacks one of them and needs them."""
        interruptions, seen = read_interruptions(self._journal), self.look()
        outcomes: list[Outcome] = []
        error = ""
        try:
            if import_needs_settling(seen.result, interruptions):
                seen = self._settle(seen)
            if needs_import(seen.result):
                outcomes.extend(self._import(seen))
            if not self._dry and seen.result.state in _CONCERNED:
                note_reliances(self._journal, seen.facts.readable_stores, self._gateways_of(seen))
        except ScomDmzError as failure:
            error = str(failure)
        result = self._look_again() if outcomes and not error and not self._dry else seen.result
        return Rotated(
            distribution_result(result, self._attempt(outcomes, error), interruptions), tuple(outcomes), error
        )

    def remove(self, remove_foreign: bool) -> Rotated:
        """Remove the local copy of the old root unless there is a reason to keep it."""
        interruptions, seen = read_interruptions(self._journal), self.look()
        outcomes: list[Outcome] = []
        error = ""
        try:
            old_sha256 = self._rotation.old_sha256
            if removal_needs_settling(seen.result, seen.old_root, remove_foreign, interruptions, old_sha256):
                seen = self._settle(seen)
            if seen.old_root and is_removable(seen.result, seen.old_root, remove_foreign):
                outcomes.extend(self._remove(seen, seen.old_root))
        except ScomDmzError as failure:
            error = str(failure)
        attempt = self._attempt(outcomes, error)
        result = removal_result(seen.result, seen.old_root, remove_foreign, attempt, interruptions)
        return Rotated(result, tuple(outcomes), error)

    def _gateways_of(self, seen: Look) -> dict[Certificate, Sequence[str]]:
        """The new certificates, each with the gateways that the host needs it for."""
        return dict.fromkeys(self._rotation.new, seen.result.gateways)

    def _attempt(self, outcomes: Sequence[Outcome], error: str) -> Attempt:
        return Attempt(RUN, any(outcome.changed for outcome in outcomes), error, self._dry)

    def _look_again(self) -> HostResult:
        try:
            return self.look().result
        except ScomDmzError as error:
            return failed_look(self._host.name, error)

    def _settle(self, seen: Look) -> Look:
        """What an interrupted change left may be put back, so the host is looked at anew."""
        if self._dry:
            return seen
        self._writer.settle_open_changes()
        return self.look()

    def _import(self, seen: Look) -> Iterator[Outcome]:
        stores = self._stores(seen, self._rotation.new)
        pins = [certificate.sha256 for certificate in self._rotation.new]
        planned = stores.plan_present(self._rotation.new, Wanted(pins=pins), self._rotation.now)
        if refusal := refusal_of(planned):
            yield from planned
            raise CertificateError(refusal)
        yield from self._carry_out(planned, stores)

    def _remove(self, seen: Look, old_root: OldRoot) -> Iterator[Outcome]:
        stores = self._stores(seen, [old_root.entry.certificate])
        return self._carry_out(stores.plan_absent([old_root.entry.certificate.sha256], old_root.store), stores)

    def _carry_out(self, planned: Sequence[Outcome], stores: ManagedStores) -> Iterator[Outcome]:
        """A journal that cannot be read says so here: nothing is changed before it is known what was interrupted."""
        if other := unapproved_change(planned, self._approved):
            raise CertificateError(f"nothing was written, because this was not approved: {other}")
        if self._dry:
            return iter(planned)
        self._writer.settle_open_changes()
        return stores.carry_out(planned, ask_certutil=False)

    def _stores(self, seen: Look, changing: Sequence[Certificate]) -> ManagedStores:
        mark = ImportMark(RUN, str(seen.facts.health_service))
        gateways = dict.fromkeys(changing, tuple(gateway.name for gateway in self._rotation.gateways))
        return ManagedStores(self._host.name, seen.facts.readable_stores, self._writer, mark, gateways)
