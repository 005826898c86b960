# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The odd one out: how the roots of a host differ from those of its like, without any baseline.

Of the hosts that are compared, few are a tenth, and at least one. A root that only few have is rare, and one that all
but few have is missing on these. What Windows fetched from Microsoft by itself, when it was needed, tells nothing of a
host: ``.AuthRoot`` counts as having a root, but never as a reason to. The roots that Windows needs are known by their
fingerprints, so that an audit judges them without any other host.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root, imported_by
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import names_required_root

LEAST_HOSTS = 3
"""Of two hosts nobody can tell which one is odd."""

Held = Mapping[str, Mapping[str, Root]]
"""The roots of each host, by SHA-256."""


def compare(roots: Mapping[str, Sequence[Root]]) -> dict[str, tuple[Concern, ...]]:
    """What is odd on each of the hosts."""
    held: Held = {host: {root.sha256: root for root in own} for host, own in roots.items()}
    odd: dict[str, list[Concern]] = defaultdict(list)
    if len(held) >= LEAST_HOSTS:
        for host, concern in _odd(held, max(1, len(held) // 10)):
            odd[host].append(concern)
    return {host: tuple(odd[host]) for host in held}


def _odd(held: Held, few: int) -> Iterator[tuple[str, Concern]]:
    for sha256, chosen_by in sorted(_chosen(held).items()):
        having = [host for host, own in held.items() if sha256 in own]
        if len(having) <= few:
            for host in chosen_by:
                root = held[host][sha256]
                evidence = f"{root.subject} is on {len(having)} of {len(held)} hosts{imported_by(root)}"
                yield host, Concern(kinds.RARE_ROOT(evidence), root)
        elif len(chosen_by) >= len(held) - few:
            root = replace(held[chosen_by[0]][sha256], physical_stores=(), imported_by=None)
            evidence = f"{root.subject} is on {len(having)} of {len(held)} hosts, and not on this one"
            for host in held.keys() - set(having):
                yield host, Concern(kinds.MISSING_ROOT(evidence), root)


def _chosen(held: Held) -> dict[str, list[str]]:
    """The hosts on which somebody has put a root, by its SHA-256."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for host, own in held.items():
        for sha256, root in own.items():
            if not root.is_fetched and not names_required_root(root.thumbprint, sha256):
                hosts[sha256].append(host)
    return hosts
