# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What audits found on hosts, put together: a row a host, and every rule with what was seen and on which hosts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.advice import Advice
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import CATALOGUE, MISSING_ROOT
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.suppressions import sift
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.comparison import compare
from ansible_collections.scom.dmz.plugins.plugin_utils.results.audit import (
    count,
    describe_concern,
    describe_suppressions,
    root_from,
    suppression_from,
)

Result = dict[str, Any]

NEVER = "never"
FAIL_ON = (NEVER, *map(str, reversed(Severity)))


class AuditState(StrEnum):
    """What became of the audit of a host."""

    AUDITED = "audited"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class AuditedHost:
    """A host with what was found on it. With an ``error`` it was not audited, and nothing is known."""

    name: str
    error: str = ""
    unreachable: bool = False
    roots: tuple[Root, ...] = ()
    findings: tuple[Result, ...] = ()
    ignored: tuple[Result, ...] = ()
    suppressions: tuple[Result, ...] = ()

    @property
    def state(self) -> AuditState:
        if self.unreachable:
            return AuditState.UNREACHABLE
        return AuditState.UNREADABLE if self.error else AuditState.AUDITED

    def with_findings(self, concerns: Sequence[Concern], now: datetime) -> AuditedHost:
        """The host with what a comparison found on it, which the suppressions of its audit cover as well."""
        suppressions = tuple(map(suppression_from, self.suppressions))
        sifted = sift(concerns, suppressions, now)
        return replace(
            self,
            findings=(*self.findings, *map(describe_concern, sifted.reported)),
            ignored=(*self.ignored, *map(describe_concern, sifted.ignored)),
            suppressions=(*self.suppressions, *describe_suppressions(suppressions, concerns, now)),
        )

    @property
    def to_be_removed(self) -> frozenset[str]:
        """The SHA-256 of the roots that a finding advises to remove."""
        found = (each["sha256"] for each in self.findings if CATALOGUE[each["id"]].advises is Advice.REMOVE)
        return frozenset(filter(None, found))


def read_host(name: str, check: Mapping[str, Any]) -> AuditedHost:
    """What an audit returned of a host, whatever became of it."""
    if check.get("unreachable") or check.get("failed"):
        return AuditedHost(name, str(check.get("msg") or "the audit failed"), bool(check.get("unreachable")))
    return AuditedHost(
        name,
        roots=tuple(map(root_from, check["roots"])),
        findings=tuple(check["findings"]),
        ignored=tuple(check["ignored"]),
        suppressions=tuple(check["suppressions"]),
    )


def compared(hosts: Sequence[AuditedHost], groups: Iterable[Iterable[str]], now: datetime) -> tuple[AuditedHost, ...]:
    """The hosts with what is odd on them among their group. A host of several groups is compared with each.

    Of a root that most hosts which have it are advised to remove, no other one is told that it lacks it.
    """
    to_be_removed = _to_be_removed(hosts)
    odd: dict[str, dict[tuple[str, str], Concern]] = {host.name: {} for host in hosts}
    for group in map(set, groups):
        members = {host.name: host.roots for host in hosts if host.name in group and not host.error}
        for name, concerns in compare(members).items():
            odd[name] |= {
                (each.finding.id, each.root.sha256): each
                for each in concerns
                if each.root and not (each.finding.kind is MISSING_ROOT and each.root.sha256 in to_be_removed)
            }
    return tuple(host.with_findings(tuple(odd[host.name].values()), now) for host in hosts)


def _to_be_removed(hosts: Iterable[AuditedHost]) -> frozenset[str]:
    """The SHA-256 of the roots that most hosts which have them are advised to remove."""
    having, removing = Counter[str](), Counter[str]()
    for host in hosts:
        having.update({root.sha256 for root in host.roots})
        removing.update(host.to_be_removed)
    return frozenset(sha256 for sha256, number in removing.items() if 2 * number > having[sha256])


def describe_host(host: AuditedHost, fail_on: str) -> Result:
    """A host's row: what became of it, its findings by severity, and whether it fails at that severity."""
    counts = count(host.findings)
    return {
        "host": host.name,
        "state": host.state,
        "error": host.error or None,
        "roots": None if host.error else len(host.roots),
        "counts": counts,
        "ignored": len(host.ignored),
        "fails": fails(host, fail_on),
        "sentence": _sentence(host, counts),
    }


def fails(host: AuditedHost, fail_on: str) -> bool:
    """A host that nothing is known of fails in any case."""
    if host.error or fail_on == NEVER:
        return bool(host.error)
    return any(Severity(finding["severity"]).rank >= Severity(fail_on).rank for finding in host.findings)


def _sentence(host: AuditedHost, counts: Mapping[str, int]) -> str:
    if host.error:
        return f"{host.name} was not audited: {host.error}"
    rules = ", ".join(dict.fromkeys(finding["id"] for finding in host.findings))
    number = ", ".join(f"{severity} {found}" for severity, found in counts.items())
    return f"{host.name}: {number}" + (f" ({rules})" if rules else "")


def describe_rules(hosts: Sequence[AuditedHost]) -> list[Result]:
    """Every rule that a host breaks, the gravest first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for host in hosts:
        for finding in host.findings:
            found[finding["id"]].append((host.name, finding["evidence"]))
    kinds = sorted((kind for kind in CATALOGUE.values() if kind.id in found), key=_gravity)
    return [_describe_rule(kind, found[kind.id]) for kind in kinds]


def _describe_rule(kind: Kind, found: Sequence[tuple[str, str]]) -> Result:
    return {
        "id": kind.id,
        "severity": kind.severity,
        "cause": kind.cause,
        "fix": kind.fix,
        "findings": len(found),
        "hosts": list(dict.fromkeys(host for host, _evidence in found)),
        "seen": _seen(found),
    }


def _seen(found: Sequence[tuple[str, str]]) -> list[Result]:
    """What was seen, as of one root, with its hosts; first what most hosts have."""
    hosts: dict[str, dict[str, None]] = defaultdict(dict)
    for host, evidence in found:
        hosts[evidence][host] = None
    each = [{"evidence": evidence, "hosts": list(names)} for evidence, names in hosts.items()]
    return sorted(each, key=lambda seen: -len(seen["hosts"]))


def _gravity(kind: Kind) -> int:
    return -kind.severity.rank


def sum_suppressions(hosts: Sequence[AuditedHost]) -> list[Result]:
    """How many findings on all hosts each suppression covers."""
    sums: dict[tuple[tuple[str, Any], ...], int] = {}
    for each in (each for host in hosts for each in host.suppressions):
        what = tuple((key, value) for key, value in each.items() if key != "findings")
        sums[what] = sums.get(what, 0) + each["findings"]
    return [{**dict(what), "findings": number} for what, number in sums.items()]
