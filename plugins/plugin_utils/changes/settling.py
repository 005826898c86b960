# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a change that was interrupted, or went wrong, by what the host holds now. What another hand has put there stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import Held, Vacancy
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    Blob,
    certificate_sha1,
)


class SettlingStep(StrEnum):
    """What is done on the host."""

    NONE = "none"
    PUT_BACK = "put back"
    """Write what was there before, or delete the key where nothing was."""

    CLEAR = "clear"
    """Delete a key without its value, which a change may leave that creates the key first."""


@dataclass(frozen=True)
class Settlement:
    """What is done on the host, and how the change has ended then."""

    step: SettlingStep
    outcome: ChangeOutcome


def settle(change: Change, held: Held, *, undoing: bool) -> Settlement:
    """How to settle a change that was interrupted, ``undoing`` one that was already being put back.

    Only what the change wrote is put back, and a key without its value, which is no certificate. Whatever else the host holds
    is not of this change: the change has failed, and the host is left alone.
    """
    if held == Vacancy.NO_VALUE:
        return _settle_key_without_value(change, undoing)
    as_before = _is_as_before(change, held)
    if undoing and as_before:
        return Settlement(SettlingStep.NONE, ChangeOutcome.UNDONE)
    if _is_as_wanted(change, held):
        return _put_back(change) if undoing and change.after else Settlement(SettlingStep.NONE, ChangeOutcome.DONE)
    return Settlement(SettlingStep.NONE, ChangeOutcome.UNDONE if as_before else ChangeOutcome.FAILED)


def undo(change: Change, held: Held) -> Settlement:
    """How to undo a write that went wrong just now.

    Bytes that cannot be read, or that have the description of this run, are what became of it. Others are another hand's.
    """
    if _is_as_before(change, held):
        return Settlement(SettlingStep.NONE, ChangeOutcome.UNDONE)
    if held == Vacancy.NO_VALUE or (not isinstance(held, Vacancy) and _is_of_this_run(change, held)):
        return Settlement(SettlingStep.PUT_BACK, ChangeOutcome.UNDONE)
    return Settlement(SettlingStep.NONE, ChangeOutcome.FAILED)


def say_failed(settled: Iterable[tuple[Change, ChangeOutcome]]) -> list[str]:
    """A sentence for each interrupted change that was left as the host holds it."""
    return [
        f"an interrupted change of {change.thumbprint} in {change.store} by the run {change.run} has failed: "
        "the host holds neither what was before nor what was to be, and that is left alone: look there at what it is"
        for change, outcome in settled
        if outcome == ChangeOutcome.FAILED
    ]


def same_certificate(current: bytes | None, data: bytes | None) -> bool:
    blob, wanted = _decoded(current), _decoded(data)
    return blob is not None and wanted is not None and blob.certificate == wanted.certificate


def same_description(current: bytes | None, data: bytes | None) -> bool:
    """Whether both entries were written by one run: our own have its mark there, others their owner's words or nothing."""
    blob, wanted = _decoded(current), _decoded(data)
    return blob is not None and wanted is not None and blob.text(DESCRIPTION) == wanted.text(DESCRIPTION)


def _settle_key_without_value(change: Change, undoing: bool) -> Settlement:
    """A write creates the key before its value, and a removal wants the key gone."""
    if change.after is None:
        return Settlement(SettlingStep.CLEAR, ChangeOutcome.DONE)
    if change.before is None:
        return Settlement(SettlingStep.CLEAR, ChangeOutcome.UNDONE)
    return _put_back(change) if undoing else Settlement(SettlingStep.NONE, ChangeOutcome.FAILED)


def _put_back(change: Change) -> Settlement:
    """Not what the journal has no longer as it was: the certificate of an entry names its registry key, unless it did not before either."""
    if change.before is None or change.irregular or certificate_sha1(change.before) == change.thumbprint:
        return Settlement(SettlingStep.PUT_BACK, ChangeOutcome.UNDONE)
    return Settlement(SettlingStep.NONE, ChangeOutcome.FAILED)


def _is_as_before(change: Change, held: Held) -> bool:
    return held == (Vacancy.NO_KEY if change.before is None else change.before)


def _is_as_wanted(change: Change, held: Held) -> bool:
    return held == (Vacancy.NO_KEY if change.after is None else change.after)


def _is_of_this_run(change: Change, held: bytes) -> bool:
    return _decoded(held) is None or (same_certificate(held, change.after) and same_description(held, change.after))


def _decoded(data: bytes | None) -> Blob | None:
    try:
        return certificate_blob.decode(data) if data is not None else None
    except CertificateError:
        return None
