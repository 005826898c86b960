# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of certificates in the stores of a host, as modules return it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Outcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import one_line
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    Blob,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import is_thumbprint
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import name_purposes

Result = dict[str, Any]


def describe_outcome(outcome: Outcome) -> Result:
    """What ``root_certificate`` says of one certificate."""
    certificate, irregular = outcome.certificate, outcome.irregular
    thumbprint, sha256 = _fingerprints(outcome)
    return {
        "action": str(outcome.action),
        "reason": outcome.reason,
        "thumbprint": thumbprint,
        "sha256": sha256,
        "subject": certificate.subject if certificate else None,
        "registry_key": outcome.name if irregular else None,
        "entry_fault": irregular.fault if irregular else None,
        "store": outcome.store,
        "physical_stores": list(outcome.physical_stores),
        "purposes": _purposes(outcome.after),
        "certutil": str(outcome.certutil),
    }


def diff_of_outcomes(outcomes: Sequence[Outcome]) -> Result:
    """The local entries that come, go or change."""
    changed = [outcome for outcome in outcomes if outcome.changed]
    return diff_of_entries(
        "".join(map(_before, changed)),
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


def name_stored(store: str, registry_key: str, data: bytes | None) -> str:
    """An entry out of its bytes, by the name of its registry key where these do not name it."""
    try:
        blob = certificate_blob.decode(data or b"")
        certificate = Certificate.from_der(blob.certificate)
    except CertificateError:
        named = f"SHA-1 {registry_key}" if is_thumbprint(registry_key) else f"registry key {registry_key}"
        return one_line(f"{store}: an entry that cannot be read ({named})")
    line = name_entry(store, certificate, blob)
    elsewhere = "" if registry_key == certificate.thumbprint else f", under the registry key {registry_key}"
    return line + one_line(elsewhere)


def _before(outcome: Outcome) -> str:
    if outcome.irregular and outcome.store:
        return f"{name_stored(outcome.store, outcome.name, outcome.irregular.data)}\n"
    return _line(outcome, outcome.before)


def _line(outcome: Outcome, blob: Blob | None) -> str:
    if blob is None or outcome.store is None or outcome.certificate is None:
        return ""
    return f"{name_entry(outcome.store, outcome.certificate, blob)}\n"


def _fingerprints(outcome: Outcome) -> tuple[str | None, str | None]:
    """SHA-1 and SHA-256, as far as they are known: an entry without a readable Blob has the SHA-1 that its key is named by."""
    if outcome.certificate:
        return outcome.certificate.thumbprint, outcome.certificate.sha256
    if outcome.irregular and outcome.irregular.fingerprints:
        return outcome.irregular.fingerprints
    return (outcome.name, None) if is_thumbprint(outcome.name) else (None, _sha256_or_none(outcome))


def _sha256_or_none(outcome: Outcome) -> str | None:
    """What was named and no entry has; the name of a registry key is none."""
    return None if outcome.irregular else outcome.name


def _purposes(blob: Blob | None) -> list[str] | None:
    data = blob.properties.get(ENHANCED_KEY_USAGE) if blob else None
    return None if data is None else name_purposes(data)
