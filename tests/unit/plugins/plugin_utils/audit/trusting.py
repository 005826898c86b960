# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts that trust certificates, as they were read, and what an audit finds on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.audit import audit, summed_up
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import Measure, Trusted
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import (
    IrregularEntry,
    Store,
    StoreEntry,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.x509.authority import NOW

DEFAULT = (".Default",)

Held = Certificate | StoreEntry


def entry(certificate: Certificate, *physical: str, **properties: bytes) -> StoreEntry:
    """A store entry; a property is given as `property_104`."""
    found = {int(name.removeprefix("property_")): data for name, data in properties.items()}
    return StoreEntry(certificate, {name: Blob(certificate.der, found) for name in physical or DEFAULT})


def trusting(
    *roots: Held,
    disallowed: Sequence[Held] = (),
    irregular: tuple[IrregularEntry, ...] = (),
    irregular_disallowed: tuple[IrregularEntry, ...] = (),
    sends: bool = False,
) -> Trusted:
    refused = Store("Disallowed", _entries(disallowed), irregular_disallowed)
    return Trusted(Store("Root", _entries(roots), irregular), refused, sends)


def concerns(trusted: Trusted, **measure: Any) -> tuple[Concern, ...]:
    return summed_up(audit(trusted, Measure(**{"now": NOW, **measure})))


def rules(trusted: Trusted, **measure: Any) -> list[tuple[str, str | None]]:
    """The rules that are broken, each with the SHA-256 of the root, the gravest first. That Windows' own roots are missing is left out."""
    found = [(each.finding.id, each.root.sha256 if each.root else None) for each in concerns(trusted, **measure)]
    return [(rule, root) for rule, root in found if rule != "required_root_missing"]


def evidence(rule: str, trusted: Trusted, **measure: Any) -> list[str]:
    return [each.finding.evidence for each in concerns(trusted, **measure) if each.finding.id == rule]


def _entries(held: Sequence[Held]) -> tuple[StoreEntry, ...]:
    return tuple(entry(each) if isinstance(each, Certificate) else each for each in held)
