# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes one host through a stage that may change it: the import of the new root, or the removal of the old one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import ROOT, CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import (
    ManagedStores,
    Outcome,
    Wanted,
    refusal_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.attempt import Attempt, read_interruptions
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.distribution import (
    distribution_result,
    import_needs_settling,
    needs_import,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import (
    HostResult,
    failed_look,
    look_result,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.needs import OldRoot
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.reading import RotationReading, read_host
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.removal import (
    is_removable,
    removal_needs_settling,
    removal_result,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.standing import look
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import HealthServiceState, ImportMark
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


@dataclass(frozen=True)
class Look:
    """What was read of a host, and what it means for the rotation."""

    reading: RotationReading
    old_root: OldRoot | None
    result: HostResult


class Rotator:
    """Serves one host. A ``dry`` run, as in check mode, changes nothing and settles nothing.

    Both stages raise the errors of the first look. What fails after it is the ``error`` of the attempt.
    """

    def __init__(self, session: Session, rotation: Rotation, journal: Journal, *, dry: bool) -> None:
        self._session = session
        self._rotation = rotation
        self._journal = journal
        self._writer = CertificateWriter(session, Registry(session), journal)
        self._dry = dry

    def distribute(self) -> tuple[HostResult, Attempt]:
        """Import the new root, and the CAs given with it, where the host lacks one of them and needs them."""
        interruptions, seen = read_interruptions(self._journal), self.look()
        outcomes: list[Outcome] = []
        error = ""
        try:
            if import_needs_settling(seen.result, interruptions):
                seen = self._settle(seen)
            if needs_import(seen.result):
                outcomes.extend(self._import(seen))
        except ScomDmzError as failure:
            error = str(failure)
        attempt = Attempt(tuple(outcomes), error, self._dry)
        result = self._look_again() if outcomes and not error and not self._dry else seen.result
        return distribution_result(result, attempt, interruptions), attempt

    def remove(self, remove_foreign: bool) -> tuple[HostResult, Attempt]:
        """Remove the local copy of the old root unless there is a reason to keep it."""
        interruptions, seen = read_interruptions(self._journal), self.look()
        outcomes: list[Outcome] = []
        error = ""
        try:
            if removal_needs_settling(seen.old_root, remove_foreign, interruptions, self._rotation.old_sha256):
                seen = self._settle(seen)
            if seen.old_root and is_removable(seen.old_root, remove_foreign):
                outcomes.extend(self._remove(seen, seen.old_root))
        except ScomDmzError as failure:
            error = str(failure)
        attempt = Attempt(tuple(outcomes), error, self._dry)
        return removal_result(seen.result, seen.old_root, remove_foreign, attempt, interruptions), attempt

    def look(self) -> Look:
        """Read where the host stands. Raises the errors of reading it."""
        reading = read_host(self._session, listeners=self._rotation.old_sha256 is not None)
        standing = look(reading.host, self._rotation)
        return Look(reading, standing.old_root, look_result(self._session.host, standing))

    def _look_again(self) -> HostResult:
        try:
            return self.look().result
        except ScomDmzError as error:
            return failed_look(self._session.host, error)

    def _settle(self, seen: Look) -> Look:
        """What an interrupted change left may be put back, so the host is looked at anew."""
        if self._dry:
            return seen
        self._writer.settle_open_changes()
        return self.look()

    def _import(self, seen: Look) -> Iterator[Outcome]:
        stores = self._stores(seen)
        pins = [certificate.sha256 for certificate in self._rotation.new]
        planned = stores.plan_present(self._rotation.new, Wanted(pins=pins), self._rotation.now)
        if refusal := refusal_of(planned):
            yield from planned
            raise CertificateError(refusal)
        yield from self._carry_out(planned, stores)

    def _remove(self, seen: Look, old_root: OldRoot) -> Iterator[Outcome]:
        stores = self._stores(seen)
        return self._carry_out(stores.plan_absent([old_root.entry.certificate.thumbprint], ROOT), stores)

    def _carry_out(self, planned: Sequence[Outcome], stores: ManagedStores) -> Iterator[Outcome]:
        """A journal that cannot be read says so here: nothing is changed before it is known what was interrupted."""
        if self._dry:
            return iter(planned)
        self._writer.settle_open_changes()
        return stores.carry_out(planned, ask_certutil=False)

    def _stores(self, seen: Look) -> ManagedStores:
        reading = seen.reading
        noted = HealthServiceState(reading.process_id, reading.record_id)
        return ManagedStores(self._session.host, reading.host.stores, self._writer, ImportMark(RUN, str(noted)))
