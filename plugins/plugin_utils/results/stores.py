# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in a store, and what became of it, as modules return it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import Outcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import one_line
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_purposes
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import Properties
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import decode_purposes

Result = dict[str, Any]


def describe_properties(properties: Properties) -> Result:
    """What a store says of a certificate."""
    return {
        "friendly_name": properties.friendly_name,
        "description": properties.description,
        "has_private_key": properties.has_private_key,
        "restricted_purposes": describe_purposes(properties.restricted_purposes),
        "disallowed_after": _iso_or_none(properties.disallowed_after),
        "disallowed_purposes": describe_purposes(properties.disallowed_purposes),
        "issuance_disallowed_after": _iso_or_none(properties.issuance_disallowed_after),
        "issuance_disallowed_purposes": describe_purposes(properties.issuance_disallowed_purposes),
        "unreadable_properties": list(properties.unreadable),
    }


def describe_outcome(outcome: Outcome) -> Result:
    """What ``root_certificate`` says of one certificate."""
    certificate = outcome.certificate
    return {
        "action": outcome.action,
        "reason": outcome.reason,
        "thumbprint": outcome.thumbprint,
        "sha256": certificate.sha256 if certificate else None,
        "subject": certificate.subject if certificate else None,
        "store": outcome.store,
        "physical_stores": list(outcome.physical_stores),
        "purposes": _purposes(outcome.after),
        "certutil": outcome.certutil,
    }


def diff_of_outcomes(outcomes: Sequence[Outcome]) -> Result:
    """The local entries that come, go or change, a line each, as a person would name them."""
    changed = [outcome for outcome in outcomes if outcome.changed]
    return {
        "before_header": "local certificates",
        "after_header": "local certificates",
        "before": "".join(_line(outcome, outcome.before) for outcome in changed),
        "after": "".join(_line(outcome, outcome.after) for outcome in changed),
    }


def _iso_or_none(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def _purposes(blob: Blob | None) -> list[str] | None:
    data = blob.properties.get(ENHANCED_KEY_USAGE) if blob else None
    return None if data is None else decode_purposes(data)


def _line(outcome: Outcome, blob: Blob | None) -> str:
    if blob is None or outcome.certificate is None:
        return ""
    certificate = outcome.certificate
    name, purposes = blob.text(FRIENDLY_NAME), _purposes(blob)
    line = (
        f"{outcome.store}: {certificate.subject} (SHA-1 {certificate.thumbprint}, SHA-256 {certificate.sha256}, "
        f"until {certificate.not_after.date().isoformat()})"
        + (f", friendly name {name}" if name is not None else "")
        + (f", for {', '.join(purposes)} only" if purposes is not None else "")
    )
    return f"{one_line(line)}\n"
