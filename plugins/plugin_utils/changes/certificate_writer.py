# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes the certificate stores of LocalMachine: one key with one value, journalled, read back, undone when it differs.

Only ``SystemCertificates\\ROOT`` and ``SystemCertificates\\CA`` are ever written: the copies of group policy, of the
enterprise and of Microsoft's root program are managed elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import (
    ROOT,
    VALUE,
    Held,
    LocalEntries,
    entry_key,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.registry_writer import RegistryWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.settling import (
    Settlement,
    SettlingStep,
    same_certificate,
    same_description,
    settle,
    undo,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    JournalError,
    RegistryError,
    ScomDmzError,
    TimeLimitReached,
    TooLarge,
    WriteFailed,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import verify_root
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

UNDO_SECONDS = 30
"""What a change that went wrong still gets to be put back when the time limit is reached."""

_NTE_NOT_FOUND = 0x80090011
"""What ``certutil -verifystore`` returns for a certificate that the store does not hold (winerror.h)."""


class CertutilOpinion(StrEnum):
    """What ``certutil -verifystore`` says of an entry that was written."""

    AGREES = "agrees"
    NOT_FOUND = "not_found"
    NOT_RUN = "not_run"
    """It was not asked, or could not tell."""


@dataclass(frozen=True)
class Written:
    """The host holds the entry as it was written."""

    certutil: CertutilOpinion


@dataclass(frozen=True)
class Superseded:
    """The host holds the same certificate as another run has written it meanwhile, and that entry stays."""


class CertificateWriter:
    """Writes into the ``.Default`` physical stores of one host."""

    def __init__(self, host: Host, journal: Journal) -> None:
        self._host = host
        self._keys = RegistryWriter(host.registry)
        self._entries = LocalEntries(host)
        self._journal = journal

    def write(
        self,
        store: str,
        thumbprint: str,
        data: bytes,
        ask_certutil: bool = False,
        new: bool = False,
        gateways: Sequence[str] = (),
    ) -> Written | Superseded:
        """Write the Blob ``data`` of a store entry, and say whether the host holds it or what another run has written.

        The journal notes the ``gateways`` that it is for. A ``new`` one is not written where another run has written this
        certificate since the stores were read.
        Raises :class:`WriteFailed` when the host holds something else afterwards, or certutil does not find it;
        what was there before is put back. Raises :class:`TooLarge` for what does not fit into a request, or could not be put
        back in one, and :class:`JournalError` when the journal cannot be written, both before anything is written.
        """
        with attempting(f"write {thumbprint} into the store {store} of {self._host.name}"), self._alone():
            before = self._entries.to_be_replaced(store, thumbprint)
            if new and same_certificate(before, data):
                return Superseded()
            if obstacle := self.obstacle(store, thumbprint, data, before):
                raise TooLarge(obstacle)
            change = self._journal.intend(store, thumbprint, before, data, gateways)
            try:
                outcome = self._put(change, data)
                opinion = self._opinion(store, thumbprint) if ask_certutil else CertutilOpinion.NOT_RUN
                if opinion == CertutilOpinion.NOT_FOUND:
                    raise WriteFailed("certutil does not find it in the store afterwards")
            except ScomDmzError as error:
                undone = self._undo(change, error)
                left = (
                    "this entry is as it was"
                    if undone
                    else "something else has changed this entry meanwhile: it is left"
                )
                raise WriteFailed(f"{error.reason}; {left}") from error
            self._journal.conclude(change, outcome)
            return Written(opinion) if outcome == ChangeOutcome.DONE else Superseded()

    def remove(self, store: str, name: str, gateways: Sequence[str] = ()) -> None:
        """Remove the entry of a registry key, whatever it holds; a missing one is as good as removed.

        Raises :class:`WriteFailed` when it is there afterwards, :class:`JournalError`, and the host's errors.
        """
        with attempting(f"remove {name} from the store {store} of {self._host.name}"), self._alone():
            before = self.read(store, name)
            if before is None and not self._entries.is_there(store, name):
                return
            change = self._journal.intend(store, name, before, None, gateways)
            try:
                self._delete(entry_key(store, name))
            except (WriteFailed, RegistryError):
                self._journal.conclude(change, ChangeOutcome.UNDONE)  # the host says that it has not done it
                raise
            if self._entries.is_there(store, name):
                left = self.read(store, name)
                self._journal.conclude(change, ChangeOutcome.UNDONE if left == before else ChangeOutcome.FAILED)
                raise WriteFailed("the host holds it afterwards all the same")
            self._journal.conclude(change, ChangeOutcome.DONE)

    def read(self, store: str, name: str) -> bytes | None:
        """The bytes of a store entry, or None when there are none."""
        return self._entries.read(store, name)

    def obstacle(self, store: str, name: str, *blobs: bytes | None) -> str | None:
        """Why the host does not take one of these Blobs in a request, None when it takes all."""
        key = entry_key(store, name)
        sizes = (self._keys.oversize_of(key, VALUE, data) for data in blobs if data is not None)
        return next((str(oversize) for oversize in sizes if oversize), None)

    def settle_open_changes(self) -> list[tuple[Change, ChangeOutcome]]:
        """Find out on the host how interrupted changes ended, and put back those that were to be put back.

        A key that was left without its value is removed, and whatever else a change has not written is left alone. A change
        that another run is at is waited for; raises :class:`JournalError` when that run takes longer than the session's deadline.
        """
        if not self._journal.open_changes():
            return []
        with self._alone():
            return [(change, self._settle(change)) for change in self._journal.open_changes()]

    def foresee_open_changes(self) -> list[tuple[Change, ChangeOutcome]]:
        """How interrupted changes would end if they were settled now, by what the host holds. Nothing is written."""
        return [(change, self._settlement(change).outcome) for change in self._journal.open_changes()]

    def _delete(self, key: str) -> None:
        try:
            self._keys.delete_key(key)
        except RegistryError as error:
            if error.code == RegistryError.ACCESS_DENIED and (subkeys := self._subkeys(key)):
                below = ", ".join(subkeys)
                raise WriteFailed(
                    f"HKLM\\{key} has subkeys, which no entry needs: look into them and delete them first: {below}"
                ) from error
            raise

    def _subkeys(self, key: str) -> Sequence[str]:
        """Those of a key that the host does not delete; none when it does not tell."""
        try:
            return self._host.registry.subkeys(key)
        except RegistryError:
            return ()

    def _settle(self, change: Change) -> ChangeOutcome:
        with attempting(f"settle an interrupted change of {change.thumbprint} on {self._host.name}"):
            settlement = self._settlement(change)
            outcome = settlement.outcome if self._take(settlement.step, change) else ChangeOutcome.FAILED
            self._journal.conclude(change, outcome)
            return outcome

    def _settlement(self, change: Change) -> Settlement:
        return settle(change, self._held(change), undoing=change.id in self._journal.being_undone())

    def _held(self, change: Change) -> Held:
        return self._entries.held(change.store, change.thumbprint)

    def _take(self, step: SettlingStep, change: Change) -> bool:
        """Whether it could be done: a key that has subkeys stays, so that it keeps no other change from being made."""
        try:
            match step:
                case SettlingStep.PUT_BACK:
                    self._put_back(change)
                case SettlingStep.CLEAR:
                    self._delete(entry_key(change.store, change.thumbprint))
        except WriteFailed:
            return False
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                with self._host.deadline.waiting():
                    stack.enter_context(self._journal.alone())
            except TimeLimitReached as error:
                reason = f"another run is changing {self._host.name} and did not end in time; {error.reason}"
                raise JournalError(reason) from error
            yield

    def _put(self, change: Change, data: bytes) -> ChangeOutcome:
        """Write and read back. Two controllers may be at one host, and each marks what it imports as its own."""
        key = entry_key(change.store, change.thumbprint)
        self._keys.create_key(key)
        self._keys.set_binary(key, VALUE, data)
        current = self._entries.printed(change.store, change.thumbprint)  # not by the program that wrote
        if current == data:
            return ChangeOutcome.DONE
        if change.before is None and same_certificate(current, data) and not same_description(current, data):
            return ChangeOutcome.SUPERSEDED
        raise WriteFailed("the host holds other bytes than were written")

    def _opinion(self, store: str, thumbprint: str) -> CertutilOpinion:
        if store != ROOT:
            return CertutilOpinion.NOT_RUN
        try:
            code = self._host.session.run(verify_root(thumbprint)).exit_code % 2**32
        except ScomDmzError:
            return CertutilOpinion.NOT_RUN
        opinions = {0: CertutilOpinion.AGREES, _NTE_NOT_FOUND: CertutilOpinion.NOT_FOUND}
        return opinions.get(code, CertutilOpinion.NOT_RUN)

    def _undo(self, change: Change, cause: ScomDmzError) -> bool:
        """Whether the entry is as it was; not where something else has changed it meanwhile."""
        with suppress(JournalError):  # the host matters more
            self._journal.conclude(change, ChangeOutcome.UNDOING)
        self._host.deadline.grant(UNDO_SECONDS)
        try:
            settlement = undo(change, self._held(change))
            if settlement.step == SettlingStep.PUT_BACK:
                self._put_back(change)
        except ScomDmzError as error:
            key = entry_key(change.store, change.thumbprint)
            raise WriteFailed(
                f"{cause.reason}; HKLM\\{key} could not be put back, the next run will try: {error}"
            ) from cause
        self._journal.conclude(change, settlement.outcome)
        return settlement.outcome == ChangeOutcome.UNDONE

    def _put_back(self, change: Change) -> None:
        key = entry_key(change.store, change.thumbprint)
        if change.before is None:
            self._delete(key)
        else:
            self._keys.set_binary(key, VALUE, change.before)
