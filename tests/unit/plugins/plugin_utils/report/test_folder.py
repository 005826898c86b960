# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records are written as a whole, merge by host, and what is none becomes a sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ControllerFileError
from ansible_collections.scom.dmz.plugins.plugin_utils.report import folder as folders
from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import (
    gateway_path,
    read,
    record_path,
    write_if_different,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.report.gateway_record import gateway_record
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Controller, Record, record_text

from tests.unit.plugins.plugin_utils.report.records import APP, DB, GATEWAY, OTHER_GATEWAY, WEB, record

LATER = "2026-01-02T12:00:00Z"


def keep(folder: Path, *records: Record) -> None:
    for each in records:
        write_if_different(record_path(folder, each["host"], each["gateway"]), record_text(each))


def test_folders_merge_and_the_newest_record_of_a_host_counts(tmp_path: Path) -> None:
    north, south = tmp_path / "north", tmp_path / "south"
    keep(north, record(WEB, "trusted", LATER), record(DB))
    keep(south, record(WEB, "root_missing"), record(APP))
    for order in ([north, south], [south, north]):
        assert [(each["host"], each["verdict"]) for each in read(order).records] == [
            (APP, "root_missing"),
            (DB, "root_missing"),
            (WEB, "trusted"),
        ]


def test_a_record_of_this_run_counts_unless_a_newer_one_is_there(tmp_path: Path) -> None:
    keep(tmp_path, record(WEB, "trusted", LATER), record(APP, "trusted"))
    reading = read([tmp_path], [record(WEB, "no_agent"), record(APP, "no_agent", LATER)])
    assert [each["verdict"] for each in reading.records] == ["no_agent", "trusted"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is no JSON"),
        (b"\xff\xfe", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"[]", "it is no record of a host"),
        (b'{"schema": "other/1"}', "its schema is other/1, and scom.dmz/host/1 is wanted"),
        (b" " * (folders.MOST_BYTES + 1), "it is longer than 4000000 bytes"),
    ],
    ids=["empty", "no text", "deep", "list", "other schema", "long"],
)
def test_a_foreign_file_is_one_sentence_and_the_others_are_read(tmp_path: Path, content: bytes, reason: str) -> None:
    keep(tmp_path, record(WEB))
    foreign = tmp_path / "hosts" / "foreign.json"
    foreign.write_bytes(content)
    reading = read([tmp_path])
    assert [each["host"] for each in reading.records] == [WEB]
    assert reading.problems == (f"cannot use {foreign} as the record of a host: {reason}",)


def test_a_record_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "hosts" / "folder.json").mkdir(parents=True)
    assert read([tmp_path]).problems == (
        f"cannot use {tmp_path}/hosts/folder.json as the record of a host: Is a directory",
    )


def test_a_folder_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    assert read([tmp_path / "gone"]).problems == (f"cannot read records in {tmp_path}/gone: there is no such folder",)


def test_a_folder_that_is_not_one_of_records_is_one_sentence(tmp_path: Path) -> None:
    keep(tmp_path / "north", record(WEB))
    given = [tmp_path, tmp_path / "north" / "hosts"]
    reading = read(given)
    assert reading.records == ()
    assert reading.problems == tuple(f"cannot read records in {each}: there is no folder hosts in it" for each in given)


def test_the_folder_of_the_report_itself_may_hold_no_records_yet(tmp_path: Path) -> None:
    for own in (tmp_path, tmp_path / "gone"):
        assert read([own], own=own) == folders.FoundRecords((), ())


def test_records_that_cannot_be_listed_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hosts").symlink_to("hosts")
    assert read([tmp_path], own=tmp_path).problems == (
        f"cannot read records in {tmp_path}: Too many levels of symbolic links",
    )

    def deny(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(os, "listdir", deny)
    assert read([tmp_path], own=tmp_path).problems == (f"cannot read records in {tmp_path}: Permission denied",)


def test_a_character_that_would_act_is_shown_as_its_escape(tmp_path: Path) -> None:
    path = record_path(tmp_path, WEB, GATEWAY)
    keep(tmp_path, record(WEB, error="\u202egpj\x1b[2J\ud800"))
    assert path.read_bytes().isascii()
    assert read([tmp_path]).records[0]["error"] == "\\u202egpj\\x1b[2J\\ud800"


@pytest.mark.parametrize("host", ["../../etc/passwd", "a b", "a/b", "a_b", "ä", "x" * 300, WEB])
def test_the_record_of_any_name_lies_in_the_folder(tmp_path: Path, host: str) -> None:
    path = record_path(tmp_path, host, GATEWAY)
    assert path.parent == tmp_path / "hosts"
    keep(tmp_path, record(host))
    assert read([tmp_path]).records[0]["host"] == host


def test_a_file_bears_the_names_of_host_and_gateway(tmp_path: Path) -> None:
    keep(tmp_path, record(WEB), record(WEB, gateway=OTHER_GATEWAY))
    names = {path.name for path in (tmp_path / "hosts").iterdir()}
    assert names == {f"{WEB}@{GATEWAY}.json", f"{WEB}@{OTHER_GATEWAY}.json"}


@pytest.mark.parametrize(
    "names",
    [
        [("a b", "g"), ("a/b", "g"), ("a_b", "g")],
        [("a@b", "c"), ("a", "b@c"), ("a_b", "c")],
        [("x" * 300, "g"), ("x" * 300 + "y", "g"), ("x" * 300, "h")],
    ],
)
def test_names_that_differ_have_files_that_differ(tmp_path: Path, names: list[tuple[str, str]]) -> None:
    assert len({record_path(tmp_path, host, gateway) for host, gateway in names}) == len(names)


def test_a_time_alone_is_no_change_but_is_written(tmp_path: Path) -> None:
    path = record_path(tmp_path, WEB, GATEWAY)
    assert write_if_different(path, record_text(record(WEB)))
    assert not write_if_different(path, record_text(record(WEB, time=LATER)))
    assert json.loads(path.read_text())["time"] == LATER
    assert write_if_different(path, record_text(record(WEB, "trusted")))


def test_a_dry_run_tells_the_change_and_writes_nothing(tmp_path: Path) -> None:
    assert write_if_different(tmp_path / "new" / "file", "text", dry=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = record_path(tmp_path, WEB, GATEWAY)
    keep(tmp_path, record(WEB))
    old = path.read_bytes()

    def crash(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(ControllerFileError, match="cannot write the file .*: No space left on device"):
        write_if_different(path, record_text(record(WEB, "trusted")))
    assert path.read_bytes() == old
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ControllerFileError, match="cannot make the folder .*/file/hosts on the controller: Not a dir"):
        write_if_different(tmp_path / "file" / "hosts" / "x.json", "text")


def gateway(name: str, time: str, verdict: str = "in_order") -> Record:
    told = {"gateway": name, "verdict": verdict, "findings": []}
    return gateway_record(told, time, Controller("c01", "2.18", "2.0.0"))


def test_the_newest_record_of_each_gateway_counts(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    early, late = gateway("gw01", "2026-01-01T10:00:00Z"), gateway("gw01", "2026-01-02T10:00:00Z", "gateway_stopped")
    for folder, each in ((one, late), (other, early)):
        keep(folder)
        write_if_different(gateway_path(folder, each["gateway"]), record_text(each))
    (one / "gateways" / "foreign.json").write_text("{}", encoding="utf-8")
    found = read([one, other], fresh_gateways=[gateway("gw 02", "2026-01-01T10:00:00Z")])
    assert [each["verdict"] for each in found.gateways] == ["in_order", "gateway_stopped"]
    assert any(
        "foreign.json as the record of a gateway: it is no record of a gateway" in each for each in found.problems
    )


def test_gateways_whose_names_are_no_file_names_have_files_that_differ(tmp_path: Path) -> None:
    assert gateway_path(tmp_path, "gw01").name == "gw01.json"
    assert gateway_path(tmp_path, "gw/01") != gateway_path(tmp_path, "gw:01")
