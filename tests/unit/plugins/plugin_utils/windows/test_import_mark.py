# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every description that was ever written at an import is read, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION, Blob, encode_text
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import (
    HealthServiceState,
    ImportMark,
    read_import_mark,
)

from tests.unit.plugins.plugin_utils.x509.authority import issue

RUN = "20260601T120000Z-5f3a9c"
TIME = "2026-06-01T12:00:00Z"
CERTIFICATE = issue("Corp Root CA").certificate

WRITTEN = {
    f"scom.dmz {TIME}": ImportMark(TIME),
    f"scom.dmz {RUN}": ImportMark(RUN),
    f"scom.dmz {RUN} any note": ImportMark(RUN, "any note"),
    f"scom.dmz {RUN}  two\nlines ": ImportMark(RUN, " two\nlines "),
    f"scom.dmz {TIME} HealthService process 1234": ImportMark(TIME, "HealthService process 1234"),
    f"scom.dmz {RUN} HealthService process 1234 record 56": ImportMark(RUN, str(HealthServiceState(1234, 56))),
    f"scom.dmz {RUN} HealthService process 1234 record 56 for gw01.corp.example,gateway 2": ImportMark(
        RUN, str(HealthServiceState(1234, 56)), ("gw01.corp.example", "gateway 2")
    ),
    f"scom.dmz/corporate.roots_2026-A {RUN}": ImportMark(RUN, owner="corporate.roots_2026-A"),
    f"scom.dmz/set {RUN} HealthService process 1234 record 56 for gw01.corp.example": ImportMark(
        RUN, str(HealthServiceState(1234, 56)), ("gw01.corp.example",), "set"
    ),
    f"scom.dmz {RUN} wanted for gw01.corp.example": ImportMark(RUN, "wanted for gw01.corp.example"),
}

FOREIGN = [
    None,
    "",
    "imported by hand",
    "scom.dmz",
    "scom.dmz ",
    "scom.dmz  ",
    f"scom.dmz  {RUN}",
    f"scom.dmz\t{RUN}",
    f"scom.dmz {RUN}\tnote",
    f"scom.dmz {RUN}\n",
    f" scom.dmz {RUN}",
    f"scom.dmzx {RUN}",
    f"scom.dmz/ {RUN}",
    f"scom.dmz/x/y {RUN}",
    f"scom.dmz/{'x' * 65} {RUN}",
    f"scom.dmz.other {RUN}",
    f"scomxdmz {RUN}",
    f"SCOM.DMZ {RUN}",
    f"by hand, not by scom.dmz {RUN}",
    "HealthService process 1234 record 56",
]

STATES = {
    "HealthService process 1234 record 56": HealthServiceState(1234, 56),
    "HealthService process 0 record 0": HealthServiceState(0, 0),
    "HealthService process 4294967295 record 9223372036854775807": HealthServiceState(2**32 - 1, 2**63 - 1),
    "": None,
    "any note": None,
    "HealthService process": None,
    "HealthService process 1234": None,
    "HealthService process 1234 record": None,
    "HealthService process -1 record 56": None,
    "HealthService process 1234 record -1": None,
    "HealthService process 12345678901 record 1": None,
    "HealthService process 1234 record 12345678901234567890": None,
    "HealthService process ١٢ record ١٢": None,
    "HealthService process 1234 record 56 of yesterday": None,
    "HealthService process 1234 record 56 ": None,
    " HealthService process 1234 record 56": None,
}


def entry(store: str, description: str | None) -> StoreEntry:
    properties = {} if description is None else {DESCRIPTION: encode_text(description)}
    return StoreEntry(CERTIFICATE, {store: Blob(CERTIFICATE.der, properties)})


@pytest.mark.parametrize(("text", "mark"), WRITTEN.items(), ids=map(ascii, WRITTEN))
def test_every_form_that_was_written_is_read_and_written_again(text: str, mark: ImportMark) -> None:
    assert (ImportMark.parse(text), str(mark)) == (mark, text)


@pytest.mark.parametrize("text", FOREIGN, ids=map(ascii, FOREIGN))
def test_what_others_wrote_is_no_mark(text: str | None) -> None:
    assert ImportMark.parse(text) is None


def test_a_run_without_a_note_may_be_followed_by_a_blank() -> None:
    assert ImportMark.parse(f"scom.dmz {RUN} ") == ImportMark(RUN)


@pytest.mark.parametrize(("note", "state"), STATES.items(), ids=map(ascii, STATES))
def test_the_note_of_an_import_for_an_agent_tells_what_health_service_was(
    note: str, state: HealthServiceState | None
) -> None:
    assert ImportMark(RUN, note).health_service == state


@pytest.mark.parametrize(
    ("found", "mark"),
    [
        (entry(".Default", f"scom.dmz {RUN}"), ImportMark(RUN)),
        (entry(".Default", "imported by hand"), None),
        (entry(".Default", None), None),
        (entry(".GroupPolicy", f"scom.dmz {RUN}"), None),
        (None, None),
    ],
    ids=["ours", "another description", "no description", "a copy of group policy", "no entry"],
)
def test_a_certificate_is_ours_by_its_local_copy(found: StoreEntry | None, mark: ImportMark | None) -> None:
    assert read_import_mark(found) == mark
