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
        "findings": [_pick(finding, _FINDING) for finding in trust.get("findings", [])],
        "root": _pick(trust.get("gateway_root"), _ROOT),
        "own_certificate": _pick(own.get("certificate"), _CERTIFICATE),
        "controller": asdict(by),
    }


def record_text(record: Record) -> str:
    """ASCII, so that no character acts on a terminal that shows the file."""
    return json.dumps(record, indent=1) + "\n"


def fault_of(value: object) -> str | None:
    """Why a value is no record of this version, as the end of a sentence, or None when it is one."""
    if not isinstance(value, dict) or "schema" not in value:
        return "it is no record of a host"
    if value["schema"] != SCHEMA:
        return f"its schema is {one_line(str(value['schema']))[:60]}, and {SCHEMA} is wanted"
    wrong = _wrong(value, _RECORD, "")
    return f"its {wrong} is missing or not of its type" if wrong else None


def paths(shape: Any = None, path: str = "") -> list[str]:
    """Every key of a record, as ``findings.id``."""
    found = []
    for name, each in (_RECORD if shape is None else shape).items():
        found.append(f"{path}{name}")
        inner = next((part for part in _parts(each) if isinstance(part, dict)), None)
        found += paths(inner, f"{path}{name}.") if inner else []
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_moment(value: object) -> bool:
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None


def _is_moment_or_unknown(value: object) -> bool:
    """A certificate may have a date that cannot be read."""
    return value is None or _is_moment(value)


@dataclass(frozen=True)
class _Optional:
    inner: Any


_FINDING: Record = dict.fromkeys(("id", "severity", "evidence", "cause", "fix", "source"), _is_text)
_CERTIFICATE: Record = {
    "subject": _is_text,
    "thumbprint": _is_text,
    "sha256": _is_text,
    "not_before": _is_moment_or_unknown,
    "not_after": _is_moment_or_unknown,
}
_ROOT: Record = {**_CERTIFICATE, "physical_stores": _Optional([_is_text])}
_RECORD: Record = {
    "schema": _is_text,
    "host": _is_text,
    "time": _is_moment,
    "gateway": _is_text,
    "gateways": [_is_text],
    "run": _is_text,
    "check_mode": _is_flag,
    "verdict_before": _is_text,
    "verdict": _is_text,
    "confidence": _is_text,
    "link": _is_text,
    "changes": [_is_text],
    "error": _is_text,
    "next_step": _is_text,
    "findings": [_FINDING],
    "root": _Optional(_ROOT),
    "own_certificate": _Optional(_CERTIFICATE),
    "controller": {"name": _is_text, "ansible": _is_text, "collection": _is_text},
}
"""A function says whether a leaf is of its type, a list holds the shape of its items, a dictionary that of its members."""


def _pick(described: Facts | None, shape: Record) -> Record | None:
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
