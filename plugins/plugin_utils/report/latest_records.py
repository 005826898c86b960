# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of many records count: what a later run has learned of a host and a gateway replaces what was known before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.registry import NOT_POINTED_AT_GATEWAY
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record, record_text


def current(records: Iterable[Record]) -> list[Record]:
    """The records that count, by host and gateway, however many controllers have left them and in whatever order."""
    counting = _without_needless(_newest(_without_overtaken(list(records))))
    return sorted(counting, key=lambda each: (each["host"], each["gateway"]))


def _without_overtaken(records: Sequence[Record]) -> list[Record]:
    """A record that names no gateway tells that the host could not be checked: a later run that asked it again knows better."""
    last: dict[str, str] = {}
    for record in records:
        last[record["host"]] = max(record["time"], last.get(record["host"], ""))
    return [each for each in records if each["gateway"] or each["time"] == last[each["host"]]]


def _newest(records: Iterable[Record]) -> list[Record]:
    """The last of each host and gateway, unless a later run asked the host about that gateway and found another one."""
    newest: dict[tuple[str, str], Record] = {}
    asked: dict[tuple[str, str], str] = {}
    for record in sorted(records, key=lambda each: (each["time"], record_text(each))):
        newest[record["host"], record["gateway"]] = record
        asked |= {(record["host"], gateway): record["time"] for gateway in record["gateways"]}
    return [record for key, record in newest.items() if record["time"] >= asked.get(key, "")]


def _without_needless(records: Sequence[Record]) -> list[Record]:
    """Where an agent is known to be pointed at a gateway, it needs no row for each of the others."""
    pointed = {each["host"] for each in records if _is_pointed_at_gateway(each)}
    return [each for each in records if each["verdict"] != NOT_POINTED_AT_GATEWAY.id or each["host"] not in pointed]


def _is_pointed_at_gateway(record: Record) -> bool:
    verdict = find_verdict(record["verdict"])
    return verdict.concerns_gateway and not verdict.unread
