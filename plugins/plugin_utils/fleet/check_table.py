# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of checked hosts that the end of a run shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.checked_host import CheckedHost
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.registry import NOT_POINTED_AT_GATEWAY
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import (
    TRUSTED,
    UNREACHABLE,
)


def table(hosts: Sequence[CheckedHost], gateways: Sequence[str], check_mode: bool) -> list[str]:
    """Line by line. The gateway is a column only where there are several."""
    width = max([24, *(len(host.name) for host in hosts)])
    line = f"%-{width}s {'%-24s ' if len(gateways) > 1 else '%.0s'}%-24s %-24s %-9s %s"
    changed = "changed (check mode)" if check_mode else "changed"
    lines = [line % ("host", "gateway", "verdict before", "verdict", "link", changed)]
    lines += [line % row for host in hosts for row in _rows(host)]
    lines += _verdicts(hosts)
    lines += _interrupted(hosts, check_mode)
    if not check_mode:
        lines += _runs(hosts)
    return lines + _hint(hosts, gateways)


def _rows(host: CheckedHost) -> Iterator[tuple[str, ...]]:
    for short, _trust in host.gateways:
        columns = (short["gateway"] or "-", short["verdict_before"], short["verdict"], short["link"])
        yield (host.name, *columns, ", ".join(short["changes"]) or "-")


def _verdicts(hosts: Sequence[CheckedHost]) -> Iterator[str]:
    """How many hosts have each verdict, and what to do about it."""
    for verdict, count in sorted(Counter(host.result["verdict"] for host in hosts).items()):
        fix = _common_fix(verdict, hosts) if verdict != TRUSTED.id else ""
        yield f"{count:4} {verdict}" + (f": {fix}" if fix else "")


def _common_fix(verdict: str, hosts: Sequence[CheckedHost]) -> str:
    """What holds for all hosts of a verdict: the fix that they share, or else the one of the verdict."""
    fixes = {host.result["fix"] for host in hosts if host.result["verdict"] == verdict} - {""}
    return fixes.pop() if len(fixes) == 1 else find_verdict(verdict).fix if fixes else ""


def _interrupted(hosts: Sequence[CheckedHost], check_mode: bool) -> Iterator[str]:
    """Whose other management groups lose their agent for the moment of a restart."""
    for host in hosts:
        if groups := host.result["onboarding"]["interrupted"]:
            touched = "would be interrupted" if check_mode else "were interrupted"
            yield f"The restart of {host.name}: its other management groups {touched} as well: {', '.join(groups)}"


def _runs(hosts: Sequence[CheckedHost]) -> Iterator[str]:
    for run in dict.fromkeys(host.result["onboarding"]["run"] for host in hosts):
        if run:
            yield f"What was imported can be taken back by scom.dmz.rollback with root_rollback_run={run}"


def _hint(hosts: Sequence[CheckedHost], gateways: Sequence[str]) -> list[str]:
    verdicts = {find_verdict(host.result["verdict"]) for host in hosts}
    if {verdict for verdict in verdicts if _names_parents(verdict)} != {NOT_POINTED_AT_GATEWAY}:
        return []
    names = ", ".join(gateways)
    return [
        f"No host is pointed at {names}: if they know it by another name, give that in gateway_trust_gateway_aliases."
    ]


def _names_parents(verdict: Verdict) -> bool:
    """An agent is, or may be, on the host that knows its gateways by some names."""
    return verdict.has_agent and verdict != UNREACHABLE
