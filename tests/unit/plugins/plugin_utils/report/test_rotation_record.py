# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of a stage has what is approved, whichever way the hosts came, and one that was edited is none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_approval import ChangePlan
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, State
from ansible_collections.scom.dmz.plugins.plugin_utils.report.rotation_record import (
    RecordedRun,
    describe_record,
    read_record,
    write_record,
)

from tests.unit.plugins.plugin_utils.opsmgr.rotations import GW1, GW2, NEW, OLD

LINE = f"imported Root {NEW.certificate.sha256}"
PLAN = ChangePlan("distribute", (GW2, GW1), (NEW.certificate.sha256,), OLD.certificate.sha256, {"app01": [LINE]})
CHECK = RecordedRun("run-1", "2026-01-01T10:00:00Z", check_mode=True)
APP = HostResult("app01", State.IMPORTED, "", (GW2, GW1))
WEB = HostResult("web01", State.UNREACHABLE, "refused")


def record(*results: HostResult, occasion: RecordedRun = CHECK, old: bool = True) -> dict[str, Any]:
    return describe_record(PLAN, results, occasion, [NEW.certificate], OLD.certificate if old else None)


def test_a_record_tells_all_that_is_approved() -> None:
    made = record(WEB, APP)
    assert made == record(APP, WEB)
    assert (made["stage"], made["check_mode"], made["run"], made["time"]) == ("distribute", True, "run-1", CHECK.time)
    assert (made["gateways"], made["digest"]) == ([GW1, GW2], PLAN.digest)
    assert [each["sha256"] for each in (*made["new"], made["old"])] == [NEW.certificate.sha256, OLD.certificate.sha256]
    assert made["hosts"][0] == {
        "host": "app01",
        "state": "imported",
        "detail": "",
        "gateways": [GW1, GW2],
        "changes": [LINE],
        "run": "",
    }
    assert made["hosts"][1]["detail"] == "refused"


def test_of_an_old_root_the_fingerprint_alone_may_be_known() -> None:
    assert record(APP, old=False)["old"] == {"sha256": OLD.certificate.sha256}


def test_it_is_written_by_its_stage_and_run_and_read_back(tmp_path: Path) -> None:
    path = write_record(tmp_path, record(APP, WEB))
    assert path == tmp_path / "rotations" / "distribute-check-run-1.json"
    assert read_record(path.read_bytes(), "it").digest == PLAN.digest
    done = write_record(tmp_path, record(APP, occasion=replace(CHECK, check_mode=False)))
    assert done.name == "distribute-run-1.json"
    without = write_record(tmp_path, record(WEB, occasion=replace(CHECK, run="")))
    assert without.name == "distribute-check-2026-01-01T100000Z.json"


def edited(**changes: Any) -> bytes:
    return json.dumps({**record(APP), **changes}).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is neither a digest of 64 hexadecimal digits nor the record of a rotation"),
        (b"[1]", "nor the record of a rotation"),
        (b'"' + b"A" * 64 + b'"', "nor the record of a rotation"),
        (b"{}", "nor the record of a rotation"),
        (b"[" * 100_000, "nor the record of a rotation"),
        (edited(hosts=1), "nor the record of a rotation"),
        (edited(stage="remove"), "is not that of the changes in it, so it was edited"),
        (edited(hosts=[{"host": "app02", "changes": [LINE]}]), "so it was edited"),
        (edited(digest="AB" * 32), "so it was edited"),
    ],
)
def test_what_is_no_record_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(OptionError, match=f"^root_rotation_approved is a.json: .*{words}"):
        read_record(content, "a.json")
