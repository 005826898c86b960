# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit looks at: the roots of a host as they were read, and what they are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import Baseline
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store

LEAD_DAYS = 90
"""To have a new root everywhere before the old one ends takes longer than to renew a certificate."""


@dataclass(frozen=True)
class Trusted:
    """The store of roots and that of disallowed certificates, and whether TLS clients are sent the names of the roots."""

    root: Store
    disallowed: Store
    sends_issuer_list: bool


@dataclass(frozen=True)
class Measure:
    """Without lists of allowed or denied roots these are None."""

    now: datetime
    lead_days: int = LEAD_DAYS
    allow: Baseline | None = None
    deny: Baseline | None = None


@dataclass(frozen=True)
class Subject:
    """A host's trust and the measure of it, as rules see them."""

    trusted: Trusted
    measure: Measure
