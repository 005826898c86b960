# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a record means for those who read the report: whose turn it is, where a root comes from, what ends when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import TRUSTED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName


class Standing(StrEnum):
    """Whose turn it is, those first that need attention."""

    ATTENTION = "attention"
    TRUSTED = "trusted"
    NOT_CONCERNED = "not concerned"

    @property
    def rank(self) -> int:
        return tuple(Standing).index(self)


class Tone(StrEnum):
    """How near an end is."""

    EXPIRED = "expired"
    URGENT = "urgent"
    SOON = "soon"
    LATER = "later"


class ExpiryKind(StrEnum):
    """What ends: a root, or the certificate of an agent."""

    ROOT = "root"
    AGENT = "agent"


_ORIGINS = {
    PhysicalName.DEFAULT: "local",
    PhysicalName.AUTH_ROOT: "Microsoft's root program",
    PhysicalName.GROUP_POLICY: "group policy",
    PhysicalName.ENTERPRISE: "Active Directory",
}


@dataclass(frozen=True)
class Expiry:
    """A certificate and the hosts that hold it, which may be none of a root that is still to be imported."""

    kind: ExpiryKind
    subject: str
    thumbprint: str
    not_after: str
    hosts: tuple[str, ...]


def standing(record: Record) -> Standing:
    """Whether somebody has to do something for a host."""
    verdict = find_verdict(record["verdict"])
    if record["error"] or (verdict == TRUSTED and record["link"] == LinkState.DOWN):
        return Standing.ATTENTION
    if not verdict.concerns_gateway:
        return Standing.NOT_CONCERNED
    return Standing.TRUSTED if verdict == TRUSTED else Standing.ATTENTION


def in_order(records: Sequence[Record]) -> list[Record]:
    """Those that need attention first, then by verdict and names."""
    return sorted(records, key=lambda each: (standing(each).rank, each["verdict"], each["host"], each["gateway"]))


def verdicts(records: Sequence[Record]) -> dict[str, int]:
    """How many hosts have each verdict."""
    return dict(
        sorted(Counter(verdict for verdict, _host in {(each["verdict"], each["host"]) for each in records}).items())
    )


def figures(records: Sequence[Record]) -> dict[str, int]:
    """The figures at the head of the report. They count hosts, whatever the number of their gateways."""
    standings = Counter(_standings(records).values())
    return {
        "hosts": standings.total(),
        "gateways": len({record["gateway"] for record in records} - {""}),
        "trusted": standings[Standing.TRUSTED],
        "attention": standings[Standing.ATTENTION],
        "not_concerned": standings[Standing.NOT_CONCERNED],
        "changed": len({each["host"] for each in records if each["changes"] and not each["check_mode"]}),
    }


def summary(counted: Mapping[str, int], files: Sequence[str], problems: Sequence[str]) -> list[str]:
    """The report in lines: its figures, where it is, and what could not be used."""
    hosts = (
        f"{counted['hosts']} hosts: {counted['trusted']} trusted, {counted['attention']} need attention, "
        f"{counted['not_concerned']} not concerned"
    )
    return [line for line in (hosts, ", ".join(files), "; ".join(problems)) if line]


def _standings(records: Sequence[Record]) -> dict[str, Standing]:
    """How each host stands: somebody has to do something for it when one of its gateways asks for that."""
    return {record["host"]: standing(record) for record in reversed(in_order(records))}


def origin(root: Record) -> str:
    """Where the host has a root from, as the physical stores tell."""
    if root["physical_stores"] is None:
        return "not looked at"
    return ", ".join(_ORIGINS.get(store, store) for store in root["physical_stores"]) or "not on the host"


def expiries(records: Sequence[Record]) -> list[Expiry]:
    """All certificates of the records whose end is known, each once, the first to end first."""
    found: dict[tuple[ExpiryKind, str, str, str], set[str]] = {}
    for record in records:
        for kind, certificate in ((ExpiryKind.ROOT, record["root"]), (ExpiryKind.AGENT, record["own_certificate"])):
            if certificate and certificate["not_after"]:
                hosts = found.setdefault((kind, *_identity(certificate)), set())
                hosts |= {record["host"]} if certificate.get("physical_stores", True) else set()
    listed = [Expiry(*key, tuple(sorted(hosts))) for key, hosts in found.items()]
    return sorted(listed, key=lambda each: (each.not_after, each.kind, each.subject, each.thumbprint))


def days_left(not_after: str, now: datetime) -> int | None:
    """Whole days until a moment, negative after it; None for a moment that no calendar has."""
    try:
        return (datetime.fromisoformat(not_after).astimezone(UTC) - now).days
    except ValueError:
        return None


def tone(days: float) -> Tone:
    """How near an end is that comes in so many days."""
    return Tone.EXPIRED if days < 0 else Tone.URGENT if days < 30 else Tone.SOON if days < 90 else Tone.LATER


def _identity(certificate: dict[str, Any]) -> tuple[str, str, str]:
    return certificate["subject"], certificate["thumbprint"], certificate["not_after"]
