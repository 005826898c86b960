# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table at the end of an audit: a row a host, then every rule with what was seen, then what was ignored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Result = dict[str, Any]

MOST = 5
"""Hosts that a line names, and lines that a rule has. The report on the controller has all."""

_COLUMNS = "%6s %6s %8s %6s %8s"
_TITLES = ("roots", "errors", "warnings", "infos", "ignored")


def table(hosts: Sequence[Result], rules: Sequence[Result], suppressions: Sequence[Result]) -> list[str]:
    """What the end of a run shows, line by line."""
    width = max((len(host["host"]) for host in hosts), default=0)
    lines = [f"{'host':{width}} {_COLUMNS % _TITLES}"]
    lines += [f"{host['host']:{width}} {_columns(host)}" for host in hosts]
    lines += [line for rule in rules for line in _lines(rule)]
    lines += map(_suppressed, suppressions)
    return lines


def _columns(host: Result) -> str:
    if host["error"]:
        return f"{host['state']}: {host['error']}"
    return _COLUMNS % (host["roots"], *host["counts"].values(), host["ignored"])


def _lines(rule: Result) -> Iterator[str]:
    yield f"{rule['severity']} {rule['id']}: {rule['fix']}"
    for seen in rule["seen"][:MOST]:
        yield f"  {seen['evidence']}: {_some(seen['hosts'])}"
    if len(rule["seen"]) > MOST:
        yield f"  and {len(rule['seen']) - MOST} more"


def _some(hosts: Sequence[str]) -> str:
    if len(hosts) <= MOST:
        return ", ".join(hosts)
    return f"{len(hosts)} hosts ({', '.join(hosts[:MOST])}, ...)"


def _suppressed(each: Result) -> str:
    if each["reason"] is None:
        return f"ignored by {each['suppression']}: {each['findings']}, for no reason given, without an end"
    approved = f"approved by {each['approver']}: {each['reason']}"
    if each["ended"]:
        return f"no longer ignored by {each['suppression']}: {each['findings']}, since its end at {each['until']}, {approved}"
    return f"ignored by {each['suppression']}: {each['findings']}, until {each['until']}, {approved}"
