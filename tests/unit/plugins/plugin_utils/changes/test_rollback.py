# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run is taken back to the byte, once, and not at all where somebody has changed what it left."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.rollback import RollbackStep, carry_out, plan_rollback
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ChangedSince,
    RegistryError,
    TooLarge,
    WriteFailed,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim
from tests.unit.plugins.plugin_utils.windows.stores import CA, ONE, OTHER, ROOT, entry, wrote

MALFORMED = b"not a store entry"
OURS, LATER = entry(ONE, "ours"), entry(ONE, "later")


@pytest.fixture
def restorer(windows: Host, host: FakeHost, journal: Journal, tmp_path: Any) -> CertificateWriter:
    """Writes as another run into the same journal."""
    return CertificateWriter(windows, Journal(tmp_path, host.host, "run-2"))


def _roll_back(journal: Journal, restorer: CertificateWriter, run: str = "run-1") -> list[tuple[str, str, str]]:
    return [_brief(step) for step in carry_out(plan_rollback(journal.done_changes(run), restorer), restorer)]


def _brief(step: RollbackStep) -> tuple[str, str, str]:
    return step.action, step.store, step.thumbprint


def _change_everything(host: FakeHost, writer: CertificateWriter) -> dict[str, dict[str, bytes]]:
    """Import, change and remove; the keys before."""
    host.add(rf"{ROOT}\{ONE.thumbprint}", Blob=MALFORMED)
    host.add(rf"{CA}\{OTHER.thumbprint}", Blob=entry(OTHER))
    before = {key: dict(values) for key, values in host.keys.items()}
    writer.write("Root", OTHER.thumbprint, entry(OTHER))
    writer.write("Root", ONE.thumbprint, OURS)
    writer.remove("CA", OTHER.thumbprint)
    return before


def test_everything_is_as_it_was_before_the_run(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    before = _change_everything(host, writer)
    assert host.keys != before
    assert _roll_back(journal, restorer) == [
        ("restored", "CA", OTHER.thumbprint),
        ("restored", "Root", ONE.thumbprint),
        ("removed", "Root", OTHER.thumbprint),
    ]
    assert host.keys == before


def test_a_second_rollback_changes_nothing(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    before = _change_everything(host, writer)
    _roll_back(journal, restorer)
    host.calls.clear()
    assert {action for action, _store, _thumbprint in _roll_back(journal, restorer)} == {"unchanged"}
    assert not wrote(host)
    assert host.keys == before


def test_a_rollback_is_taken_back_like_any_run(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    _change_everything(host, writer)
    after = {key: dict(values) for key, values in host.keys.items()}
    _roll_back(journal, restorer)
    _roll_back(journal, writer, "run-2")
    assert host.keys == after


def test_several_changes_of_one_entry_are_one_step(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    writer.write("Root", ONE.thumbprint, OURS)
    writer.write("Root", ONE.thumbprint, LATER)
    assert _roll_back(journal, restorer) == [("removed", "Root", ONE.thumbprint)]
    assert host.subkeys(ROOT) == []


def test_what_the_run_itself_has_put_back_is_unchanged(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    writer.write("Root", ONE.thumbprint, OURS)
    writer.remove("Root", ONE.thumbprint)
    host.calls.clear()
    assert _roll_back(journal, restorer) == [("unchanged", "Root", ONE.thumbprint)]
    assert not wrote(host)


@pytest.mark.parametrize("left", [MALFORMED, LATER, None], ids=["damaged", "changed", "removed"])
def test_one_entry_that_was_changed_since_keeps_all_of_them(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter, left: bytes | None
) -> None:
    writer.write("Root", OTHER.thumbprint, entry(OTHER))
    host.add(rf"{ROOT}\{ONE.thumbprint}", Blob=entry(ONE))
    writer.write("Root", ONE.thumbprint, OURS)
    host.keys[rf"{ROOT}\{ONE.thumbprint}"] = {"Blob": left} if left else {}
    host.calls.clear()
    with pytest.raises(ChangedSince) as caught:
        plan_rollback(journal.done_changes("run-1"), restorer)
    sentence = f"changed since that run, so nothing was taken back: {ONE.thumbprint} in Root"
    assert str(caught.value) == sentence
    assert not wrote(host)


def test_what_is_too_large_to_be_put_back_keeps_all_of_them(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    host.add(rf"{ROOT}\{ONE.thumbprint}", Blob=bytes(1000))
    host.add(rf"{CA}\{OTHER.thumbprint}", Blob=entry(OTHER))
    writer.remove("Root", ONE.thumbprint)
    writer.remove("CA", OTHER.thumbprint)
    host.takes = 999
    host.calls.clear()
    with pytest.raises(TooLarge, match=f"^{ONE.thumbprint} of Root .* nothing was taken back: "):
        plan_rollback(journal.done_changes("run-1"), restorer)
    assert not wrote(host)


def test_an_import_is_taken_back_whatever_its_size(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    writer.write("Root", ONE.thumbprint, OURS)
    host.takes = 0
    assert _roll_back(journal, restorer) == [("removed", "Root", ONE.thumbprint)]


def test_every_entry_that_was_changed_since_is_named(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    for store, certificate in (("Root", ONE), ("CA", OTHER)):
        writer.write(store, certificate.thumbprint, entry(certificate))
    host.keys[rf"{ROOT}\{ONE.thumbprint}"] = host.keys[rf"{CA}\{OTHER.thumbprint}"] = {"Blob": MALFORMED}
    with pytest.raises(ChangedSince, match=f"{OTHER.thumbprint} in CA, {ONE.thumbprint} in Root$"):
        plan_rollback(journal.done_changes("run-1"), restorer)


def test_a_rollback_that_was_interrupted_is_finished_by_the_next_one(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    before = _change_everything(host, writer)
    host.methods["SetBinaryValue"] = [cim(ReturnValue=0)]
    with pytest.raises(WriteFailed):
        _roll_back(journal, restorer)
    host.methods.clear()
    _roll_back(journal, restorer)
    assert host.keys == before


def test_the_steps_before_one_that_fails_are_told(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    _change_everything(host, writer)
    planned, taken = plan_rollback(journal.done_changes("run-1"), restorer), []
    host.denied.add(rf"{ROOT}\{OTHER.thumbprint}")
    with pytest.raises(RegistryError, match=f"^cannot remove {OTHER.thumbprint} from the store Root of {host.host}: "):
        taken.extend(carry_out(planned, restorer))
    assert [_brief(step) for step in taken] == [
        ("restored", "CA", OTHER.thumbprint),
        ("restored", "Root", ONE.thumbprint),
    ]


def test_only_an_entry_that_stays_is_updated(
    host: FakeHost, writer: CertificateWriter, journal: Journal, restorer: CertificateWriter
) -> None:
    _change_everything(host, writer)
    planned = plan_rollback(journal.done_changes("run-1"), restorer)
    assert [step.updates for step in planned] == [False, True, False]
    assert (planned[1].current, planned[1].before) == (OURS, MALFORMED)


def test_a_run_that_changed_nothing_here_takes_no_step(journal: Journal, restorer: CertificateWriter) -> None:
    assert _roll_back(journal, restorer, "another run") == []
