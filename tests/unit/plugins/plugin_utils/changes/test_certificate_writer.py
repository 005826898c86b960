# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change is one key with one value, journalled before, read back, and undone when it did not arrive as it was meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import (
    UNDO_SECONDS,
    CertificateWriter,
    CertutilOpinion,
    Superseded,
    Written,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.registry_writer import RegistryWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import Change, ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ConnectionLost,
    JournalError,
    RegistryError,
    ScomDmzError,
    TimeLimitReached,
    TooLarge,
    WriteFailed,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import reg_query, verify_root
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import Deadline
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import CommandOutput

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim
from tests.unit.plugins.plugin_utils.windows.stores import CA, ONE, ROOT, WRITES, entry, imported

SHA1 = ONE.thumbprint
KEY = rf"{ROOT}\{SHA1}"
DATA = imported(ONE, "run-1")
THEIRS = imported(ONE, "run-2")
FORMER = entry(ONE, "somebody else's")
DEED = f"cannot write {SHA1} into the store Root of web01.dmz.example: "
NOT_FOUND = 0x80090011
LOST = ConnectionLost("the connection to the host broke")
UNASKED = Written(CertutilOpinion.NOT_RUN)


class Interrupted(BaseException):
    """The run is killed."""


def _fail(writer: CertificateWriter, **options: bool) -> str:
    """Write and fail; the sentence."""
    with pytest.raises(WriteFailed) as caught:
        writer.write("Root", SHA1, DATA, **options)
    return str(caught.value)


def _hook(host: FakeHost, monkeypatch: pytest.MonkeyPatch, hook: Callable[[str], None]) -> None:
    """Have `hook` called with each method just before the host carries it out."""
    invoke = host.invoke

    def hooked(resource_uri: str, method: str, parameters: Any = None) -> Any:
        hook(method)
        return invoke(resource_uri, method, parameters)

    monkeypatch.setattr(host, "invoke", hooked)


def _done(journal: Journal) -> list[tuple[str, str, bytes | None, bytes | None]]:
    return [(each.store, each.thumbprint, each.before, each.after) for each in journal.done_changes("run-1")]


def test_an_import_is_one_key_with_one_value(host: FakeHost, writer: CertificateWriter) -> None:
    host.add(ROOT)
    before = dict(host.keys)
    assert writer.write("Root", SHA1, DATA) == UNASKED
    assert host.keys == {**before, KEY: {"Blob": DATA}}


def test_an_intermediate_goes_into_its_own_store(host: FakeHost, writer: CertificateWriter) -> None:
    writer.write("CA", SHA1, DATA)
    assert host.keys[rf"{CA}\{SHA1}"] == {"Blob": DATA}


@pytest.mark.parametrize("store", ["My", "Disallowed", "AuthRoot", "root"])
def test_no_other_store_is_ever_written(host: FakeHost, writer: CertificateWriter, store: str) -> None:
    with pytest.raises(ValueError, match=f"^the store {store} is never written$"):
        writer.write(store, SHA1, DATA)
    with pytest.raises(ValueError, match=f"^the store {store} is never written$"):
        writer.remove(store, SHA1)
    assert host.calls == []


def test_every_write_and_removal_is_in_the_journal_before_the_host_is_changed(
    host: FakeHost, writer: CertificateWriter, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    intended: dict[str, list[Change]] = {}
    _hook(host, monkeypatch, lambda method: intended.setdefault(method, journal.open_changes()))
    writer.write("Root", SHA1, DATA)
    writer.remove("Root", SHA1)
    assert {method: len(intended[method]) for method in WRITES & set(intended)} == {
        "CreateKey": 1,
        "SetBinaryValue": 1,
        "DeleteKey": 1,
    }
    assert _done(journal) == [("Root", SHA1, None, DATA), ("Root", SHA1, DATA, None)]
    assert journal.open_changes() == []


def test_without_a_journal_nothing_is_written(windows: Host, host: FakeHost, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    writer = CertificateWriter(windows, Journal(blocked, host.host))
    for change in (lambda: writer.write("Root", SHA1, DATA), lambda: writer.remove("Root", SHA1)):
        with pytest.raises(JournalError, match="; nothing is changed without it$"):
            change()
    assert WRITES.isdisjoint(host.methods_called)


def test_other_bytes_than_were_written_are_undone(host: FakeHost, writer: CertificateWriter, journal: Journal) -> None:
    host.texts[reg_query(KEY)] = f"\r\nHKEY_LOCAL_MACHINE\\{KEY}\r\n    Blob    REG_BINARY    00\r\n"
    assert _fail(writer) == f"{DEED}the host holds other bytes than were written; this entry is as it was"
    assert KEY not in host.keys
    assert (journal.open_changes(), _done(journal)) == ([], [])


def test_a_value_that_cannot_be_read_back_is_undone(host: FakeHost, writer: CertificateWriter) -> None:
    host.texts[reg_query(KEY)] = None
    _fail(writer)
    assert KEY not in host.keys


def test_a_value_that_cannot_be_written_leaves_no_key_behind(host: FakeHost, writer: CertificateWriter) -> None:
    host.methods["SetBinaryValue"] = [cim(ReturnValue=5)]
    sentence = _fail(writer)
    assert sentence.startswith(f"{DEED}access is denied (StdRegProv returned 5)")
    assert sentence.endswith("; this entry is as it was")
    assert KEY not in host.keys


def test_a_key_that_cannot_be_created_changes_nothing(host: FakeHost, writer: CertificateWriter) -> None:
    host.methods["CreateKey"] = [cim(ReturnValue=5)]
    assert _fail(writer).endswith("; this entry is as it was")
    assert host.keys == {}


def test_what_was_there_before_is_put_back(host: FakeHost, writer: CertificateWriter) -> None:
    host.add(KEY, Blob=FORMER)
    host.texts[reg_query(KEY)] = ""
    assert _fail(writer).endswith("; this entry is as it was")
    assert host.keys[KEY] == {"Blob": FORMER}


def test_a_connection_that_is_lost_after_the_write_is_undone_too(host: FakeHost, writer: CertificateWriter) -> None:
    host.failure = LOST
    assert _fail(writer) == f"{DEED}the connection to the host broke; this entry is as it was"
    assert KEY not in host.keys


def test_a_store_whose_former_state_is_unknown_is_not_written(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.denied.add(KEY)
    with pytest.raises(RegistryError) as caught:
        writer.write("Root", SHA1, DATA)
    assert str(caught.value).startswith(f"{DEED}access is denied")
    assert host.methods_called == ["GetBinaryValue"]
    assert journal.open_changes() == []


def _certutil(host: FakeHost, monkeypatch: pytest.MonkeyPatch, answer: int | ScomDmzError) -> None:
    run = host.run

    def answering(command_line: str) -> CommandOutput:
        if command_line != verify_root(SHA1):
            return run(command_line)
        if isinstance(answer, ScomDmzError):
            raise answer
        return CommandOutput(b"", b"", answer)

    monkeypatch.setattr(host, "run", answering)


def test_certutil_is_not_asked_unless_wanted_and_not_about_intermediates(
    host: FakeHost, writer: CertificateWriter
) -> None:
    assert writer.write("Root", SHA1, DATA) == UNASKED
    assert writer.write("CA", SHA1, DATA, ask_certutil=True) == UNASKED
    assert [line for line in host.lines if "certutil" in line] == []


@pytest.mark.parametrize(
    ("answer", "opinion"),
    [(0, "agrees"), (1260, "not_run"), (0x80092012, "not_run"), (LOST, "not_run")],
    ids=["found", "forbidden", "no revocation check", "lost"],
)
def test_an_opinion_of_certutil_is_told_and_what_it_cannot_tell_undoes_nothing(
    host: FakeHost,
    writer: CertificateWriter,
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    answer: int | ScomDmzError,
    opinion: str,
) -> None:
    _certutil(host, monkeypatch, answer)
    assert writer.write("Root", SHA1, DATA, ask_certutil=True) == Written(CertutilOpinion(opinion))
    assert host.keys[KEY] == {"Blob": DATA}
    assert _done(journal) == [("Root", SHA1, None, DATA)]


@pytest.mark.parametrize("code", [NOT_FOUND, NOT_FOUND - 2**32], ids=["unsigned", "signed"])
@pytest.mark.parametrize("former", [None, FORMER], ids=["import", "update"])
def test_what_certutil_does_not_find_is_undone(
    host: FakeHost, writer: CertificateWriter, monkeypatch: pytest.MonkeyPatch, former: bytes | None, code: int
) -> None:
    if former:
        host.add(KEY, Blob=former)
    _certutil(host, monkeypatch, code)
    sentence = _fail(writer, ask_certutil=True)
    assert sentence == f"{DEED}certutil does not find it in the store afterwards; this entry is as it was"
    assert host.keys.get(KEY) == ({"Blob": former} if former else None)


def test_what_cannot_be_undone_is_named_and_left_to_the_next_run(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.methods["SetBinaryValue"] = [cim(ReturnValue=1450)]
    host.methods["DeleteKey"] = [cim(ReturnValue=5)]
    sentence = _fail(writer)
    assert sentence.startswith(f"{DEED}the host lacks system resources (StdRegProv returned 0x000005AA); ")
    assert rf"HKLM\{KEY} could not be put back, the next run will try: " in sentence
    assert "access is denied" in sentence
    assert len(journal.open_changes()) == 1


def test_a_host_that_is_lost_while_undoing_is_settled_by_the_next_run(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.methods |= {"SetBinaryValue": [LOST], "DeleteKey": [LOST]}
    _fail(writer)
    assert (len(journal.open_changes()), host.keys[KEY]) == (1, {})
    host.methods.clear()
    writer.settle_open_changes()
    assert KEY not in host.keys
    assert (journal.open_changes(), _done(journal)) == ([], [])


@pytest.mark.parametrize("moment", ["CreateKey", "SetBinaryValue"])
def test_a_run_that_was_killed_before_the_value_was_written_leaves_nothing_after_the_next_one(
    host: FakeHost, writer: CertificateWriter, journal: Journal, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    host.add(ROOT)
    before = dict(host.keys)
    _kill(host, writer, monkeypatch, moment)
    assert len(journal.open_changes()) == 1
    writer.settle_open_changes()
    assert host.keys == before
    assert (journal.open_changes(), _done(journal)) == ([], [])


def _kill(host: FakeHost, writer: CertificateWriter, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    def hook(method: str) -> None:
        if method == moment:
            raise Interrupted

    with monkeypatch.context() as patch:
        _hook(host, patch, hook)
        with pytest.raises(Interrupted):
            writer.write("Root", SHA1, DATA)


@pytest.mark.parametrize("former", [None, FORMER], ids=["import", "update"])
def test_a_run_that_was_killed_after_the_write_is_found_to_have_done_it(
    host: FakeHost, writer: CertificateWriter, journal: Journal, former: bytes | None
) -> None:
    change = journal.intend("Root", SHA1, former, DATA)
    host.add(KEY, Blob=DATA)
    writer.settle_open_changes()
    assert journal.done_changes("run-1") == [change]
    assert host.keys[KEY] == {"Blob": DATA}


def test_a_removal_that_was_interrupted_is_found_done_or_undone_by_what_the_host_holds(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.add(rf"{CA}\{SHA1}", Blob=FORMER)
    gone = journal.intend("Root", SHA1, FORMER, None)
    journal.intend("CA", SHA1, FORMER, None)
    writer.settle_open_changes()
    assert journal.done_changes("run-1") == [gone]
    assert journal.open_changes() == []


def test_what_somebody_else_has_written_meanwhile_is_left_alone(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    journal.intend("Root", SHA1, None, DATA)
    host.add(KEY, Blob=FORMER)
    writer.settle_open_changes()
    assert host.keys[KEY] == {"Blob": FORMER}
    assert (journal.open_changes(), _done(journal)) == ([], [])


def test_a_run_that_concluded_its_changes_leaves_nothing_to_settle(host: FakeHost, writer: CertificateWriter) -> None:
    writer.write("Root", SHA1, DATA)
    host.calls.clear()
    writer.settle_open_changes()
    assert host.calls == []


def test_an_interrupted_change_that_cannot_be_looked_at_stays_open(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    change = journal.intend("Root", SHA1, None, DATA)
    host.denied.add(KEY)
    with pytest.raises(RegistryError) as caught:
        writer.settle_open_changes()
    assert str(caught.value).startswith(
        f"cannot settle an interrupted change of {SHA1} on web01.dmz.example: access is denied"
    )
    assert journal.open_changes() == [change]


def test_a_certificate_that_another_run_has_imported_since_the_plan_was_made_is_left_to_it(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.add(KEY, Blob=THEIRS)
    assert writer.write("Root", SHA1, DATA, new=True) == Superseded()
    assert host.keys[KEY] == {"Blob": THEIRS}
    assert "SetBinaryValue" not in host.methods_called
    assert (journal.open_changes(), _done(journal)) == ([], [])


def test_a_certificate_that_another_controller_imports_in_the_same_moment_is_left_to_it(
    host: FakeHost, writer: CertificateWriter, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_binary = RegistryWriter.set_binary

    def overtaken(registry: RegistryWriter, key: str, name: str, data: bytes) -> None:
        set_binary(registry, key, name, data)
        host.keys[KEY]["Blob"] = THEIRS

    monkeypatch.setattr(RegistryWriter, "set_binary", overtaken)
    assert writer.write("Root", SHA1, DATA, new=True) == Superseded()
    assert host.keys[KEY] == {"Blob": THEIRS}
    assert (journal.open_changes(), _done(journal)) == ([], [])


def test_a_certificate_that_another_controller_has_imported_meanwhile_is_not_undone(
    host: FakeHost, writer: CertificateWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(line: str) -> CommandOutput:
        host.keys[KEY]["Blob"] = THEIRS
        raise LOST

    monkeypatch.setattr(host, "run", overtaken)
    assert "the connection to the host broke" in _fail(writer, new=True)
    assert host.keys[KEY] == {"Blob": THEIRS}


def test_an_own_entry_that_something_else_has_changed_meanwhile_is_undone_and_told(
    host: FakeHost, writer: CertificateWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_binary = RegistryWriter.set_binary
    blob = certificate_blob.decode(DATA)
    changed = certificate_blob.encode(replace(blob, properties={**blob.properties, 19: b""}))
    monkeypatch.setattr(RegistryWriter, "set_binary", lambda *args: set_binary(*args[:3], changed))
    assert "the host holds other bytes than were written" in _fail(writer, new=True)
    assert KEY not in host.keys


def test_a_journal_that_cannot_be_written_does_not_keep_a_change_from_being_undone(
    host: FakeHost, writer: CertificateWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise JournalError("cannot write the journal: No space left on device")

    monkeypatch.setattr(Journal, "conclude", full)
    host.methods["SetBinaryValue"] = [cim(ReturnValue=112)]
    with pytest.raises(JournalError):
        writer.write("Root", SHA1, DATA)
    assert KEY not in host.keys


def test_an_undoing_that_was_interrupted_spares_what_somebody_has_imported_since(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    journal.conclude(journal.intend("Root", SHA1, None, DATA), ChangeOutcome.UNDOING)
    host.add(KEY, Blob=THEIRS)
    writer.settle_open_changes()
    assert host.keys[KEY] == {"Blob": THEIRS}
    assert journal.open_changes() == []


@pytest.mark.parametrize("undoing", [False, True], ids=["open", "undoing"])
@pytest.mark.parametrize("left", [None, {"Blob": THEIRS}, {"Blob": b"odd"}], ids=["gone", "newer", "odd"])
def test_an_update_that_another_hand_has_changed_is_left_alone_and_the_next_change_is_made(
    host: FakeHost, writer: CertificateWriter, journal: Journal, left: dict[str, bytes] | None, undoing: bool
) -> None:
    change = journal.intend("Root", SHA1, FORMER, DATA)
    if undoing:
        journal.conclude(change, ChangeOutcome.UNDOING)
    if left is not None:
        host.add(KEY, **left)
    assert writer.settle_open_changes() == [(change, ChangeOutcome.FAILED)]
    assert host.keys.get(KEY) == left
    assert WRITES.isdisjoint(host.methods_called)
    assert writer.write("Root", SHA1, DATA) == UNASKED


def test_an_interrupted_undoing_puts_back_what_was_there(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    change = journal.intend("Root", SHA1, FORMER, DATA)
    journal.conclude(change, ChangeOutcome.UNDOING)
    host.add(KEY, Blob=DATA)
    assert writer.settle_open_changes() == [(change, ChangeOutcome.UNDONE)]
    assert host.keys[KEY] == {"Blob": FORMER}


@pytest.mark.parametrize("values", [{}, {"Blob": DATA}], ids=["empty", "with its value"])
def test_a_key_with_subkeys_that_cannot_be_put_back_locks_no_host_out(
    host: FakeHost, writer: CertificateWriter, journal: Journal, values: dict[str, bytes]
) -> None:
    change = journal.intend("Root", SHA1, None, DATA)
    journal.conclude(change, ChangeOutcome.UNDOING)
    host.add(KEY, **values)
    host.add(rf"{KEY}\sub")
    host.methods["DeleteKey"] = [cim(ReturnValue=5)]
    assert writer.settle_open_changes() == [(change, ChangeOutcome.FAILED)]
    assert host.keys[KEY] == values


def test_an_update_that_another_hand_overtakes_is_not_put_back_over_it(
    host: FakeHost, writer: CertificateWriter, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.add(KEY, Blob=FORMER)
    set_binary = RegistryWriter.set_binary
    monkeypatch.setattr(RegistryWriter, "set_binary", lambda *args: set_binary(*args[:3], THEIRS))
    words = "the host holds other bytes than were written; something else has changed this entry meanwhile: it is left"
    assert _fail(writer) == f"{DEED}{words}"
    assert host.keys[KEY] == {"Blob": THEIRS}
    assert [outcome for _change, outcome in journal.changes()] == [ChangeOutcome.FAILED]


def test_a_change_that_another_run_is_at_is_not_settled_but_waited_for(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.deadline = Deadline(0.2)
    with journal.alone():
        journal.intend("Root", SHA1, None, DATA)
        with pytest.raises(
            JournalError, match=r"^another run is changing web01\.dmz\.example and did not end in time; "
        ):
            writer.settle_open_changes()
    assert host.calls == []


def test_a_change_that_went_wrong_at_the_end_of_the_time_limit_is_still_undone(
    host: FakeHost, writer: CertificateWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted: list[float] = []
    monkeypatch.setattr(host.deadline, "grant", granted.append)
    host.methods["SetBinaryValue"] = [TimeLimitReached("it took longer than 300 seconds (time_limit)")]
    assert "it took longer than 300 seconds" in _fail(writer)
    assert granted == [UNDO_SECONDS]
    assert KEY not in host.keys


def test_a_removal_deletes_the_key(host: FakeHost, writer: CertificateWriter, journal: Journal) -> None:
    host.add(KEY, Blob=FORMER)
    writer.remove("Root", SHA1)
    assert KEY not in host.keys
    assert _done(journal) == [("Root", SHA1, FORMER, None)]


def test_a_missing_certificate_is_as_good_as_removed(host: FakeHost, writer: CertificateWriter) -> None:
    writer.remove("Root", SHA1)
    assert host.keys == {}


def test_a_key_without_a_value_is_removed_and_noted(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.add(KEY)
    writer.remove("Root", SHA1)
    assert KEY not in host.keys
    assert _done(journal) == [("Root", SHA1, None, None)]


def test_such_a_removal_that_was_interrupted_is_carried_on(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.add(KEY)
    journal.intend("Root", SHA1, None, None)
    writer.settle_open_changes()
    assert KEY not in host.keys
    assert _done(journal) == [("Root", SHA1, None, None)]


@pytest.mark.parametrize("left", [FORMER, THEIRS], ids=["as it was", "written anew"])
def test_a_removal_after_which_the_entry_is_there_is_told_and_not_taken_for_done(
    host: FakeHost, writer: CertificateWriter, journal: Journal, monkeypatch: pytest.MonkeyPatch, left: bytes
) -> None:
    host.add(KEY, Blob=FORMER)
    _hook(host, monkeypatch, lambda method: host.add(KEY, Blob=left) if method == "DeleteKey" else None)
    host.methods["DeleteKey"] = [cim(ReturnValue=0)]
    with pytest.raises(
        WriteFailed, match=f"^cannot remove {SHA1} from the store Root of web01.dmz.example: the host holds"
    ):
        writer.remove("Root", SHA1)
    assert (journal.open_changes(), _done(journal)) == ([], [])


def test_a_removal_that_cannot_be_looked_at_afterwards_stays_open(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.add(KEY, Blob=FORMER)
    host.failure = LOST
    with pytest.raises(ConnectionLost):
        writer.remove("Root", SHA1)
    assert len(journal.open_changes()) == 1
    host.failure = None
    writer.settle_open_changes()
    assert _done(journal) == [("Root", SHA1, FORMER, None)]


def test_what_is_too_large_is_not_written_nor_what_replaces_it(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.takes = len(FORMER) - 1
    with pytest.raises(TooLarge, match=f"^{DEED}the request would have"):
        writer.write("Root", SHA1, FORMER)
    host.add(KEY, Blob=FORMER)
    with pytest.raises(TooLarge):
        writer.write("Root", SHA1, b"small")
    assert WRITES.isdisjoint(host.methods_called)
    assert journal.changes() == []


def test_a_removal_that_is_denied_is_told_and_not_taken_for_done(
    host: FakeHost, writer: CertificateWriter, journal: Journal
) -> None:
    host.add(KEY, Blob=FORMER)
    host.methods["DeleteKey"] = [cim(ReturnValue=5)]
    with pytest.raises(RegistryError) as caught:
        writer.remove("Root", SHA1)
    assert str(caught.value).startswith(
        f"cannot remove {SHA1} from the store Root of web01.dmz.example: access is denied"
    )
    writer.settle_open_changes()
    assert (journal.open_changes(), _done(journal)) == ([], [])
