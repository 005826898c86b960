# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots that hosts trust: each once with its hosts, for the report, and those of one host as a baseline for a review."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.advice import Advice
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Root, imported_by
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import CATALOGUE, NOT_IN_BASELINE
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import one_line
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.audited_hosts import AuditedHost

Result = dict[str, Any]


def describe_roots(hosts: Iterable[AuditedHost]) -> list[Result]:
    """Each root of any host, by subject, with the hosts that hold it in the same physical stores by the same import."""
    held: dict[tuple[str, str, str], dict[tuple[Any, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for host in hosts:
        for root in host.roots:
            held[root.subject, root.sha256, root.thumbprint][root.physical_stores, root.imported_by].append(host.name)
    return [
        {
            "sha256": sha256,
            "thumbprint": thumbprint,
            "subject": subject,
            "held": [
                {"physical_stores": list(stores), "imported_by": run, "hosts": names}
                for (stores, run), names in places.items()
            ],
        }
        for (subject, sha256, thumbprint), places in sorted(held.items(), key=lambda item: item[0][0].casefold())
    ]


def baseline_of(host: AuditedHost) -> str:
    """The roots of a host as a list of allowed ones, with what a reviewer has to know of each.

    What the audit calls an error is left out, but for missing from the list that this one may replace.
    """
    refused = {root for root in host.roots if any(map(_is_refusal, _findings(root, host)))}
    taken = [root for root in host.roots if root not in refused]
    lines = [
        f"# The roots of {host.name}, as a list for root_audit_allow. Each line is to be reviewed before it is used.",
        *_section("Roots that were chosen", (root for root in taken if not root.is_fetched), host),
        *_section("Roots that Windows fetched (.AuthRoot alone)", (root for root in taken if root.is_fetched), host),
        *_section("Left out, for the errors of the audit", refused, host, before="# "),
    ]
    return "\n".join([*map(_plain, lines), ""])


def _section(title: str, roots: Iterable[Root], host: AuditedHost, before: str = "") -> Iterator[str]:
    lines = [f"{before}{root.sha256}  # {_remarks(root, host)}" for root in sorted(roots, key=_by_subject)]
    return iter(["#", f"# {title}: {len(lines)}", *lines])


def _remarks(root: Root, host: AuditedHost) -> str:
    found = "".join(f", {finding['severity']} {finding['id']}" for finding in _findings(root, host))
    return f"{root.subject}, in {' and '.join(root.physical_stores)}{imported_by(root)}{found}"


def _plain(line: str) -> str:
    """The line without what looks like the boundary of a block of PEM, which would make the file one of certificates."""
    return re.sub("-(?=-)", "- ", one_line(line))


def _findings(root: Root, host: AuditedHost) -> Sequence[Result]:
    return [finding for finding in host.findings if finding["sha256"] == root.sha256]


def _is_refusal(finding: Result) -> bool:
    kind = CATALOGUE[finding["id"]]
    return kind.severity is Severity.ERROR and kind.advises is Advice.REMOVE and kind is not NOT_IN_BASELINE


def _by_subject(root: Root) -> tuple[str, str]:
    return root.subject.casefold(), root.sha256
