# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificate stores of a state: which certificates lie in each, and which one is registered with HealthService."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509

from tests.lab.opsmgr.installation import name_certificate
from tests.lab.states.certificates import AGENTS_ROOT, GATEWAYS_ROOT, Certificates, read_usages
from tests.lab.states.section import Section
from tests.lab.windows.certificate_store import physical_stores
from tests.lab.windows.machine import Machine

ENTRY_KEYS = ("certificate", "physical store", "purposes", "description", "archived")
NOTHING = "nothing"


@dataclass(frozen=True)
class Entry:
    """Of a store: a certificate by its name, with what Windows keeps beside it. `purposes` is None where it allows all."""

    certificate: str
    physical_store: str
    purposes: Sequence[x509.ObjectIdentifier] | None
    description: str | None
    archived: bool


def read_stores(section: Section) -> dict[str, tuple[Entry, ...]]:
    """Those that are named. Raises StateError."""
    stores = {name: entries for name, entries in section.content.items() if entries is not None}
    listed = Section(stores, section.place)
    return {name: tuple(_read(entry, name, listed.at(name)) for entry in listed.items(name)) for name in stores}


def _read(content: object, store: str, place: str) -> Entry:
    section = Section.of({"certificate": content} if isinstance(content, str) else content, place, ENTRY_KEYS)
    purposes = section.texts("purposes")
    return Entry(
        section.text("certificate"),
        section.choice("physical store", physical_stores(store), ".Default"),
        read_usages(purposes, section.at("purposes")) if "purposes" in section else None,
        section.text("description") or None,
        section.flag("archived"),
    )


def usual_stores(role: str) -> dict[str, tuple[Entry, ...]]:
    """Its own certificate, and the roots of both sides."""
    return read_stores(Section({"My": [role], "Root": [AGENTS_ROOT, GATEWAYS_ROOT]}, role))


def fill_stores(machine: Machine, stores: Mapping[str, Sequence[Entry]], certificates: Certificates) -> None:
    """Raises StateError for a certificate that the state does not describe."""
    for store, entries in stores.items():
        for entry in entries:
            name = entry.certificate
            machine.stores.add(
                store,
                certificates[name],
                physical=entry.physical_store,
                key=certificates.private_key(name, f"{machine.host_name}-{name}") if store == "My" else None,
                purposes=entry.purposes,
                description=entry.description,
                archived=entry.archived,
            )


def register(machine: Machine, name: str, certificates: Certificates) -> None:
    """Name a certificate in Machine Settings, whether or not it lies in My."""
    if name != NOTHING:
        name_certificate(machine, certificates[name])
