# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of certificates in the stores of a host, as modules return it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import Outcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import one_line
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import name_purposes

Result = dict[str, Any]


def describe_outcome(outcome: Outcome) -> Result:
    """What ``root_certificate`` says of one certificate."""
    certificate = outcome.certificate
    return {
        "action": str(outcome.action),
        "reason": outcome.reason,
        "thumbprint": outcome.thumbprint,
        "sha256": certificate.sha256 if certificate else None,
        "subject": certificate.subject if certificate else None,
        "store": outcome.store,
        "physical_stores": list(outcome.physical_stores),
        "purposes": _purposes(outcome.after),
        "certutil": str(outcome.certutil),
    }


def diff_of_outcomes(outcomes: Sequence[Outcome]) -> Result:
    """The local entries that come, go or change."""
    changed = [outcome for outcome in outcomes if outcome.changed]
    return diff_of_entries(
        "".join(_line(outcome, outcome.before) for outcome in changed),
        "".join(_line(outcome, outcome.after) for outcome in changed),
    )


def diff_of_entries(before: str, after: str) -> Result:
    """A diff of the local entries of a host, a line each, as :func:`name_entry` has them."""
    header = "local certificates"
    return {"before_header": header, "after_header": header, "before": before, "after": after}


def name_entry(store: str, certificate: Certificate, blob: Blob) -> str:
    """An entry as a person would name it, on one line without its end."""
    name, purposes = blob.text(FRIENDLY_NAME), _purposes(blob)
    line = (
        f"{store}: {certificate.subject} (SHA-1 {certificate.thumbprint}, SHA-256 {certificate.sha256}, "
        f"until {certificate.not_after.date().isoformat() if certificate.not_after else 'a date that cannot be read'})"
        + (f", friendly name {name}" if name is not None else "")
        + (f", for {', '.join(purposes)} only" if purposes is not None else "")
    )
    return one_line(line)


def _line(outcome: Outcome, blob: Blob | None) -> str:
    if blob is None or outcome.store is None or outcome.certificate is None:
        return ""
    return f"{name_entry(outcome.store, outcome.certificate, blob)}\n"


def _purposes(blob: Blob | None) -> list[str] | None:
    data = blob.properties.get(ENHANCED_KEY_USAGE) if blob else None
    return None if data is None else name_purposes(data)
