# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule says: a finding, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.kind import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.situation import Situation

CONFIRMED = "confirmed"
PROBABLE = "probable"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judgement:
    """A finding and its confidence."""

    finding: Finding
    confidence: str = CONFIRMED


Rule = Callable[[Situation], Judgement | None]
