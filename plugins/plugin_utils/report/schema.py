# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of a host, ``scom.dmz/host/1``, which guide_report documents. A new version of it gets a new number."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import one_line
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict

SCHEMA = "scom.dmz/host/1"

Record = dict[str, Any]
Facts = Mapping[str, Any]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True)
class Controller:
    """Who wrote a record."""

    name: str
    ansible: str
    collection: str


def host_record(
    host: str, result: Facts, trust: Facts, gateways: Collection[str], time: str, by: Controller, check_mode: bool
) -> Record:
    """The record of a host and a gateway.

    ``result`` is the role's ``gateway_trust_result`` with regard to the gateway, which is empty where nobody knows which
    one of several it would be; ``trust`` is what ``gateway_trust_info`` returned last of that gateway, empty when it
    failed. ``gateways`` are all that the run asked the host about. ``time`` is a moment in UTC by ISO 8601.
    """
    own = trust.get("own_certificate") or {}
    return {
        "schema": SCHEMA,
        "host": host,
        "time": time,
        "gateway": result["gateway"],
        "gateways": sorted({result["gateway"], *gateways} - {""}),
        "run": result["run"],
        "check_mode": check_mode,
        "verdict_before": result["verdict_before"],
        "verdict": result["verdict"],
        "confidence": result["confidence"],
        "link": result["link"],
        "changes": list(result["changes"]),
        "error": result["error"],
        "next_step": result["fix"] or find_verdict(result["verdict"]).next_step,
        "findings": [pick(finding, FINDING) for finding in trust.get("findings", [])],
        "root": pick(trust.get("gateway_root"), _ROOT),
        "own_certificate": pick(own.get("certificate"), _CERTIFICATE),
        "controller": asdict(by),
    }


def record_text(record: Record) -> str:
    """ASCII, so that no character acts on a terminal that shows the file."""
    return json.dumps(record, indent=1) + "\n"


def fault_of(value: object) -> str | None:
    """Why a value is no record of this version, as the end of a sentence, or None when it is one."""
    return fault_in(value, SCHEMA, _RECORD, "host")


def fault_in(value: object, schema: str, shape: Record, what: str) -> str | None:
    """The same of a record of another schema."""
    if not isinstance(value, dict) or "schema" not in value:
        return f"it is no record of a {what}"
    if value["schema"] != schema:
        return f"its schema is {one_line(str(value['schema']))[:60]}, and {schema} is wanted"
    wrong = _wrong(value, shape, "")
    return f"its {wrong} is missing or not of its type" if wrong else None


def paths(shape: Any = None, path: str = "") -> list[str]:
    """Every key of a record, as ``findings.id``."""
    found = []
    for name, each in (_RECORD if shape is None else shape).items():
        found.append(f"{path}{name}")
        inner = next((part for part in _parts(each) if isinstance(part, dict)), None)
        found += paths(inner, f"{path}{name}.") if inner else []
    return found


def is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def is_moment(value: object) -> bool:
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None


def is_moment_or_unknown(value: object) -> bool:
    """A certificate may have a date that cannot be read."""
    return value is None or is_moment(value)


@dataclass(frozen=True)
class _Optional:
    inner: Any


FINDING: Record = dict.fromkeys(("id", "severity", "evidence", "cause", "fix", "source"), is_text)
_CERTIFICATE: Record = {
    "subject": is_text,
    "thumbprint": is_text,
    "sha256": is_text,
    "not_before": is_moment_or_unknown,
    "not_after": is_moment_or_unknown,
}
_ROOT: Record = {**_CERTIFICATE, "physical_stores": _Optional([is_text])}
CONTROLLER: Record = dict.fromkeys(("name", "ansible", "collection"), is_text)
_RECORD: Record = {
    "schema": is_text,
    "host": is_text,
    "time": is_moment,
    "gateway": is_text,
    "gateways": [is_text],
    "run": is_text,
    "check_mode": _is_flag,
    "verdict_before": is_text,
    "verdict": is_text,
    "confidence": is_text,
    "link": is_text,
    "changes": [is_text],
    "error": is_text,
    "next_step": is_text,
    "findings": [FINDING],
    "root": _Optional(_ROOT),
    "own_certificate": _Optional(_CERTIFICATE),
    "controller": CONTROLLER,
}
"""A function says whether a leaf is of its type, a list holds the shape of its items, a dictionary that of its members."""


def pick(described: Facts | None, shape: Record) -> Record | None:
    return {name: described[name] for name in shape} if described else None


def _parts(shape: Any) -> list[Any]:
    return shape if isinstance(shape, list) else [shape.inner] if isinstance(shape, _Optional) else [shape]


def _wrong(value: Any, shape: Any, path: str) -> str | None:
    """The path of the first value that does not fit."""
    if isinstance(shape, _Optional):
        return None if value is None else _wrong(value, shape.inner, path)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return path
        return next((wrong for item in value if (wrong := _wrong(item, shape[0], path))), None)
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return path
        members = ((value.get(name, ...), inner, f"{path}.{name}".lstrip(".")) for name, inner in shape.items())
        return next((wrong for member in members if (wrong := _wrong(*member))), None)
    fits: Callable[[Any], bool] = shape
    return None if fits(value) else path
