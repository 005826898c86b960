# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of a gateway itself: what was wrong with it when it was read last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import (
    CONTROLLER,
    FINDING,
    Controller,
    Facts,
    Record,
    fault_in,
    is_moment,
    is_text,
    pick,
    record_text,
)

SCHEMA = "scom.dmz/gateway/1"

_SHAPE: Record = {
    "schema": is_text,
    "gateway": is_text,
    "time": is_moment,
    "verdict": is_text,
    "findings": [FINDING],
    "controller": CONTROLLER,
}


def gateway_record(told: Facts, time: str, by: Controller) -> Record:
    """``told`` is the gateway with its verdict and findings, as ``gateway_targets`` returns it; ``time`` is a moment in UTC."""
    return {
        "schema": SCHEMA,
        "gateway": told["gateway"],
        "time": time,
        "verdict": told["verdict"],
        "findings": [pick(finding, FINDING) for finding in told["findings"]],
        "controller": asdict(by),
    }


def fault_of_gateway(value: object) -> str | None:
    """Why a value is no record of a gateway of this version, as the end of a sentence, or None when it is one."""
    return fault_in(value, SCHEMA, _SHAPE, "gateway")


def newest_of_each(records: Iterable[Record]) -> list[Record]:
    """By the names of the gateways."""
    newest = {each["gateway"]: each for each in sorted(records, key=lambda each: (each["time"], record_text(each)))}
    return [newest[name] for name in sorted(newest)]
