# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Windows itself has put among the roots: it is measured as all others are, and told once, with no advice to remove it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.advice import AuditKind
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import names_required_root

MOST_NAMED = 5

OF_AGE = (
    kinds.DISABLED_BY_MICROSOFT,
    kinds.EXPIRED,
    kinds.EXPIRES_SOON,
    kinds.WEAK_KEY,
    kinds.WEAK_HASH,
    kinds.SIGNATURE_UNVERIFIED,
    kinds.SAME_KEY,
)
"""What is overlooked in a root that only .AuthRoot holds."""

OF_A_REQUIRED_ROOT = (*OF_AGE, kinds.LEAF, kinds.SAME_SUBJECT, kinds.DISALLOWED_KEY, kinds.NOT_IN_BASELINE)
"""What is overlooked in a root that Windows needs, which is known by its fingerprint."""


def recast(concern: Concern) -> Concern:
    """The concern as one about what Windows itself has put there, if it is."""
    root, found = concern.root, concern.finding
    if root is None:
        return concern
    if names_required_root(root.thumbprint, root.sha256) and found.kind in OF_A_REQUIRED_ROOT:
        return _as(kinds.REQUIRED_BY_WINDOWS, concern)
    if found.kind in OF_AGE and all(each.is_fetched for each in (root, *concern.others)):
        return _as(kinds.AUTHROOT_ONLY, concern)
    return concern


def _as(kind: AuditKind, concern: Concern) -> Concern:
    return replace(concern, finding=kind(concern.finding.evidence), rule=concern.finding.id)


def fold(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """The concerns with one for the store in place of all of a kind that is folded."""
    kept, folded = list[Concern](), defaultdict[AuditKind, list[Concern]](list)
    for concern in concerns:
        kind = concern.finding.kind
        (folded[kind] if kind.folded else kept).append(concern)
    return (*kept, *(Concern(kind(_evidence(group))) for kind, group in folded.items()))


def _evidence(group: Sequence[Concern]) -> str:
    roots = {concern.root for concern in group if concern.root}
    named = sorted((_name(root) for root in roots), key=str.casefold)
    rules = ", ".join(
        f"{rule} {number}" for rule, number in sorted(Counter(each.rule for each in group).items()) if rule
    )
    more = [f"and {len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    number = f"{len(named)} root{'s' if len(named) > 1 else ''}"
    return f"{number}{f' ({rules})' if rules else ''}: {'; '.join([*named[:MOST_NAMED], *more])}"


def _name(root: Root) -> str:
    return f"{root.subject} ({root.thumbprint})"
