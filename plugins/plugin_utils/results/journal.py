# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journal tells of a change, as ``root_journal_info`` returns it, and as a line for a SIEM."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import (
    Change,
    ChangeOutcome,
    RecordedChange,
    Reliance,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

Result = dict[str, Any]


@dataclass(frozen=True)
class _Held:
    """The certificate in an entry, as far as it is known."""

    sha256: str | None = None
    subject: str | None = None


def describe_changes(records: Sequence[RecordedChange]) -> list[Result]:
    """Every change of a host, with what it takes back and what has taken it back."""
    return [_describe(record, records) for record in records]


def describe_reliance(reliance: Reliance) -> Result:
    return {
        "host": reliance.host,
        "run": reliance.run,
        "relied_upon": reliance.relied_upon,
        "time": reliance.time,
        "user": reliance.user,
        "store": reliance.store,
        "thumbprint": reliance.thumbprint,
        "gateways": list(reliance.gateways),
        "module": reliance.occasion.module or None,
        "change_id": reliance.occasion.change_id or None,
    }


def flat_line(described: Mapping[str, Any]) -> str:
    """One line of JSON with sorted keys and no value on a second level: lists are texts with commas."""
    values = {name: ", ".join(value) if isinstance(value, list) else value for name, value in described.items()}
    return json.dumps(values, sort_keys=True)


def _describe(record: RecordedChange, records: Sequence[RecordedChange]) -> Result:
    change, occasion, held = record.change, record.change.occasion, _held(record.change)
    return {
        "id": change.id,
        "host": change.host,
        "run": change.run,
        "time": change.time,
        "ended": record.ended,
        "user": change.user,
        "remote_user": occasion.remote_user or None,
        "store": change.store,
        "thumbprint": change.thumbprint,
        "sha256": held.sha256,
        "subject": held.subject,
        "action": "removed" if change.after is None else "imported" if change.before is None else "updated",
        "outcome": str(record.outcome),
        "gateways": list(change.gateways),
        "module": occasion.module or None,
        "stage": occasion.stage or None,
        "reason": occasion.reason or None,
        "source": occasion.source or None,
        "change_id": occasion.change_id or None,
        "undoes_run": occasion.undoes or None,
        "undoes": [each.change.id for each in records if _undoes(record, each)],
        "undone_by": list(dict.fromkeys(each.change.run for each in records if _undoes(each, record))),
    }


def _undoes(rollback: RecordedChange, record: RecordedChange) -> bool:
    """Whether a change has taken another one back."""
    back, change = rollback.change, record.change
    return (
        bool(back.occasion.undoes)
        and (back.occasion.undoes, back.host, back.store, back.thumbprint)
        == (change.run, change.host, change.store, change.thumbprint)
        and rollback.outcome == record.outcome == ChangeOutcome.DONE
    )


def _held(change: Change) -> _Held:
    """That which the change wrote, or else that which it took away."""
    for data in (change.after, change.before):
        try:
            der = certificate_blob.decode(data or b"").certificate
        except CertificateError:
            continue
        return _Held(sha256(der).hexdigest().upper(), _subject(der))
    return _Held()


def _subject(der: bytes) -> str | None:
    try:
        return Certificate.from_der(der).subject
    except CertificateError:
        return None
