# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What audits found on hosts, put together: a row a host, every rule with its hosts, and both as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.comparison import compare
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.exemptions import Exemption, sift
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import CATALOGUE, SEVERITIES
from ansible_collections.scom.dmz.plugins.plugin_utils.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.results.audit import (
    count,
    describe_concern,
    describe_exemptions,
    root_from,
)

Result = dict[str, Any]

NEVER = "never"
FAIL_ON = (NEVER, *reversed(SEVERITIES))
MOST_HOSTS = 5
"""That a line of the table names."""

_COLUMNS = "%6s %6s %8s %6s %8s"
_TITLES = ("roots", "errors", "warnings", "infos", "ignored")


@dataclass(frozen=True)
class Host:
    """A host with what was found on it. With an ``error`` it was not audited, and nothing is known."""

    name: str
    error: str = ""
    unreachable: bool = False
    roots: tuple[Root, ...] = ()
    findings: tuple[Result, ...] = ()
    ignored: tuple[Result, ...] = ()
    exemptions: tuple[Result, ...] = ()

    def with_findings(self, concerns: Sequence[Concern], exemptions: Sequence[Exemption]) -> Host:
        """The host with what a comparison found on it."""
        sifted = sift(concerns, exemptions)
        return replace(
            self,
            findings=(*self.findings, *map(describe_concern, sifted.reported)),
            ignored=(*self.ignored, *map(describe_concern, sifted.ignored)),
            exemptions=(*self.exemptions, *describe_exemptions(exemptions, concerns)),
        )


def read_host(name: str, check: Mapping[str, Any]) -> Host:
    """What an audit returned of a host, whatever became of it."""
    if check.get("unreachable") or check.get("failed"):
        return Host(name, str(check.get("msg", "the audit failed")), bool(check.get("unreachable")))
    return Host(
        name,
        roots=tuple(map(root_from, check["roots"])),
        findings=tuple(check["findings"]),
        ignored=tuple(check["ignored"]),
        exemptions=tuple(check["exemptions"]),
    )


def compared(
    hosts: Sequence[Host], groups: Iterable[Iterable[str]], exemptions: Sequence[Exemption]
) -> tuple[Host, ...]:
    """The hosts with what is odd on them among their group. A host of several groups is compared with each."""
    odd: dict[str, dict[tuple[str, str], Concern]] = {host.name: {} for host in hosts}
    for group in map(set, groups):
        members = {host.name: host.roots for host in hosts if host.name in group and not host.error}
        for name, concerns in compare(members).items():
            odd[name] |= {(each.finding.id, each.root.sha256): each for each in concerns if each.root}
    return tuple(host.with_findings(tuple(odd[host.name].values()), exemptions) for host in hosts)


def describe_host(host: Host, fail_on: str) -> Result:
    counts = count(host.findings)
    return {
        "host": host.name,
        "state": "unreachable" if host.unreachable else "unreadable" if host.error else "audited",
        "error": host.error or None,
        "roots": None if host.error else len(host.roots),
        "counts": counts,
        "ignored": len(host.ignored),
        "fails": fails(host, fail_on),
        "sentence": _sentence(host, counts),
    }


def fails(host: Host, fail_on: str) -> bool:
    """A host that nothing is known of fails in any case."""
    if host.error or fail_on == NEVER:
        return bool(host.error)
    grave = SEVERITIES[SEVERITIES.index(fail_on) :]
    return any(finding["severity"] in grave for finding in host.findings)


def _sentence(host: Host, counts: Mapping[str, int]) -> str:
    if host.error:
        return f"{host.name} was not audited: {host.error}"
    rules = ", ".join(dict.fromkeys(finding["id"] for finding in host.findings))
    number = ", ".join(f"{severity} {found}" for severity, found in counts.items())
    return f"{host.name}: {number}" + (f" ({rules})" if rules else "")


def describe_rules(hosts: Sequence[Host]) -> list[Result]:
    """Every rule that a host breaks, the gravest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for host in hosts:
        for finding in host.findings:
            found.setdefault(finding["id"], []).append((host.name, finding["evidence"]))
    kinds = sorted((kind for kind in CATALOGUE.values() if kind.id in found), key=_gravity)
    return [_describe_rule(kind, found[kind.id]) for kind in kinds]


def _describe_rule(kind: Kind, found: Sequence[tuple[str, str]]) -> Result:
    """With the evidence where it is everywhere the same, as for one root on many hosts."""
    evidence = {each for _host, each in found}
    return {
        "id": kind.id,
        "severity": kind.severity,
        "evidence": evidence.pop() if len(evidence) == 1 else None,
        "cause": kind.cause,
        "fix": kind.fix,
        "findings": len(found),
        "hosts": list(dict.fromkeys(host for host, _evidence in found)),
    }


def _gravity(kind: Kind) -> int:
    return -SEVERITIES.index(kind.severity)


def sum_exemptions(hosts: Sequence[Host]) -> list[Result]:
    """How many findings on all hosts each exemption covers."""
    sums: dict[str, int] = {}
    for each in (each for host in hosts for each in host.exemptions):
        sums[each["exemption"]] = sums.get(each["exemption"], 0) + each["findings"]
    return [{"exemption": text, "findings": number} for text, number in sums.items()]


def table(hosts: Sequence[Result], rules: Sequence[Result], exemptions: Sequence[Result]) -> list[str]:
    """What the end of a run shows, line by line."""
    width = max((len(host["host"]) for host in hosts), default=0)
    lines = [f"{'host':{width}} {_COLUMNS % _TITLES}"]
    lines += [f"{host['host']:{width}} {_columns(host)}" for host in hosts]
    lines += map(_line, rules)
    lines += [f"ignored by {each['exemption']}: {each['findings']}" for each in exemptions]
    return lines


def _columns(host: Result) -> str:
    if host["error"]:
        return f"{host['state']}: {host['error']}"
    return _COLUMNS % (host["roots"], *host["counts"].values(), host["ignored"])


def _line(rule: Result) -> str:
    evidence = f"{rule['evidence']}. " if rule["evidence"] else ""
    return f"{rule['severity']} {rule['id']} on {_some(rule['hosts'])}: {evidence}{rule['fix']}"


def _some(hosts: Sequence[str]) -> str:
    if len(hosts) <= MOST_HOSTS:
        return ", ".join(hosts)
    return f"{len(hosts)} hosts ({', '.join(hosts[:MOST_HOSTS])}, ...)"
