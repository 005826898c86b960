# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of a stage of a rotation, for those who approve a change: ``<folder>/rotations/<stage>-<run>.json``.

That of a check has ``check`` in its name, and says what would be changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rotation_approval import ChangePlan
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult
from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import write_if_different
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import brief_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

ROTATIONS = "rotations"


@dataclass(frozen=True)
class RecordedRun:
    """The run of a record, and when it was written, in ISO 8601 (UTC)."""

    run: str
    time: str
    check_mode: bool


def describe_record(
    plan: ChangePlan,
    results: Sequence[HostResult],
    occasion: RecordedRun,
    new: Sequence[Certificate],
    old: Certificate | None,
) -> dict[str, Any]:
    """``old`` is None where only its fingerprint is known, or nothing."""
    named = {"sha256": plan.old} if plan.old else None
    return {
        "stage": plan.stage,
        "check_mode": occasion.check_mode,
        "run": occasion.run,
        "time": occasion.time,
        "gateways": sorted(plan.gateways),
        "new": sorted((brief_certificate(each) for each in new), key=lambda each: str(each["sha256"])),
        "old": brief_certificate(old) if old else named,
        "digest": plan.digest,
        "hosts": [_describe_host(each, plan.changes) for each in sorted(results, key=lambda each: each.host)],
    }


def write_record(folder: Path, record: Mapping[str, Any]) -> Path:
    """Where it lies now; the batches of a run have one. Raises :class:`ControllerFileError`."""
    check = "-check" if record["check_mode"] else ""
    path = folder / ROTATIONS / f"{record['stage']}{check}-{record['run'] or record['time'].replace(':', '')}.json"
    write_if_different(path, json.dumps(printable(dict(record)), indent=2, sort_keys=True) + "\n")
    return path


def read_record(content: bytes, path: str) -> ChangePlan:
    """What a record says that is changed. Raises :class:`OptionError` unless its digest is that of what it says."""
    try:
        found = json.loads(content)
        plan = ChangePlan(
            stage=str(found["stage"]),
            gateways=tuple(map(str, found["gateways"])),
            new=tuple(str(each["sha256"]) for each in found["new"]),
            old=str(found["old"]["sha256"]) if found["old"] else "",
            changes={
                str(each["host"]): [str(line) for line in each["changes"]] for each in found["hosts"] if each["changes"]
            },
        )
        digest = found["digest"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise OptionError(
            f"root_rotation_approved is {path}: it is neither a digest of 64 hexadecimal digits nor the record of a rotation"
        ) from error
    if digest != plan.digest:
        raise OptionError(
            f"root_rotation_approved is {path}: its digest {digest} is not that of the changes in it, so it was edited"
        )
    return plan


def _describe_host(result: HostResult, changes: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "host": result.host,
        "state": result.state.value,
        "detail": result.detail,
        "gateways": sorted(result.gateways),
        "changes": list(changes.get(result.host, ())),
        "run": result.run,
    }
