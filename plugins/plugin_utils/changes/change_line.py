# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change as one line, by which people approve it before it is made: the same for a plan and for what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Outcome


def change_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """``removed Root <SHA-256>``, sorted. What is no certificate has the name of its registry key instead."""
    return sorted(
        f"{each.action} {each.store} {each.certificate.sha256 if each.certificate else each.name}"
        for each in outcomes
        if each.changed
    )


def unapproved_change(outcomes: Sequence[Outcome], approved: Collection[str] | None) -> str:
    """The first change that is not among the ``approved`` lines; empty when all are, and where nothing has to be approved."""
    if approved is None:
        return ""
    return next((line for line in change_lines(outcomes) if line not in approved), "")
