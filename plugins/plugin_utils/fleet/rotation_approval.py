# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stage would change on all hosts, the digest by which people approve it, and whether it is what they approved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.host_names import name_hosts
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch

_AGAIN = "Look at what --check says now and have it approved, or leave root_rotation_approved out. No host was changed."


@dataclass(frozen=True)
class ChangePlan:
    """What is changed on the hosts that are changed, a line each. ``new`` and ``old`` are SHA-256 fingerprints, ``old`` empty without one."""

    stage: str
    gateways: tuple[str, ...]
    new: tuple[str, ...]
    old: str
    changes: Mapping[str, Sequence[str]]

    @property
    def subject(self) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
        """What it is about, whichever hosts it changes."""
        return (self.stage, tuple(sorted(self.gateways)), tuple(sorted(self.new)), self.old)

    @property
    def digest(self) -> str:
        """The SHA-256 over all of it, in upper-case hex. Neither an order nor a time counts."""
        changes = {host: sorted(lines) for host, lines in self.changes.items()}
        text = json.dumps([self.subject, changes], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest().upper()

    def besides(self, approved: ChangePlan) -> list[str]:
        """The hosts that would be changed otherwise than approved."""
        return sorted(host for host, lines in self.changes.items() if set(lines) - set(approved.changes.get(host, ())))


def changes_of(registered: Mapping[str, Mapping[str, Any]], asked: Sequence[str]) -> dict[str, list[str]]:
    """The changes of each host that was asked this and is changed, by what ``root_rotation`` returned of it."""
    return {
        host: sorted(each["changes"])
        for host, each in registered.items()
        if each.get("asked") == list(asked) and each.get("changes")
    }


def say_unapproved(now: ChangePlan, approved: ChangePlan | str, batch: Batch) -> str:
    """Why a run may not change the hosts, as a sentence; empty when it may.

    ``approved`` is a digest, which is that of all changes, or what was approved, of which a part may be done already: what
    is left of it was approved too.
    """
    if set(batch.active) - set(batch.hosts):
        return "root_rotation_approved is about all hosts at once: leave serial out. No host was changed."
    if isinstance(approved, str):
        return "" if now.digest == approved else _say_other_digest(now, approved)
    if now.subject != approved.subject:
        about = (
            f"the stage {approved.stage} of {', '.join(approved.gateways)} with the certificates that were given then"
        )
        return f"root_rotation_approved is about something else, which is {about}. {_AGAIN}"
    others = now.besides(approved)
    return f"This was not approved on {name_hosts(others)}. {_AGAIN}" if others else ""


def say_approvable(digest: str | None, record: str | None, *, check_mode: bool) -> list[str]:
    """The last lines of a table: how a run is bound to what a check says, and where its record is."""
    lines = [f"The record is {record}"] if record else []
    if not (check_mode and digest):
        return lines
    return [*lines, f"What would be changed is approved by root_rotation_approved={digest}"]


def _say_other_digest(now: ChangePlan, approved: str) -> str:
    hosts = name_hosts(sorted(now.changes)) or "no host"
    return (
        f"What would be changed now, on {hosts}, has the digest {now.digest}, and {approved} is what root_rotation_approved "
        f"says. {_AGAIN}"
    )
