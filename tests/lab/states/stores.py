# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificate stores of a state: which certificates lie in each, and which one is registered with HealthService."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.lab.opsmgr.installation import name_certificate
from tests.lab.states.certificates import Certificates, read_usages
from tests.lab.states.section import Section
from tests.lab.windows.certificate_store import physical_stores
from tests.lab.windows.machine import Machine

ENTRY_KEYS = ("certificate", "physical store", "purposes", "description")
NOTHING = "nothing"


def fill_stores(machine: Machine, stores: Mapping[str, Sequence[Any]], certificates: Certificates, place: str) -> None:
    for store, entries in stores.items():
        for entry in entries:
            _add(machine, store, entry, certificates, f"{place}, {store}")


def _add(machine: Machine, store: str, entry: object, certificates: Certificates, place: str) -> None:
    section = Section.of({"certificate": entry} if isinstance(entry, str) else entry, place, ENTRY_KEYS)
    name = section.text("certificate")
    machine.stores.add(
        store,
        certificates[name],
        physical=section.choice("physical store", physical_stores(store), ".Default"),
        key=certificates.private_key(name, f"{machine.host_name}-{name}") if store == "My" else None,
        description=section.text("description") or None,
        purposes=read_usages(section.texts("purposes"), section.at("purposes")) if "purposes" in section else None,
    )


def register(machine: Machine, name: str, certificates: Certificates) -> None:
    """Name a certificate in Machine Settings, whether or not it lies in My."""
    if name != NOTHING:
        name_certificate(machine, certificates[name])
