# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finding of an audit, and the root that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry


@dataclass(frozen=True)
class Root:
    """What identifies a certificate among the roots, and the physical stores that hold it. Fingerprints are upper-case hex."""

    sha256: str
    thumbprint: str
    subject: str
    physical_stores: tuple[str, ...]


@dataclass(frozen=True)
class Concern:
    """A finding; without a root it is about the store as a whole."""

    finding: Finding
    root: Root | None = None


def root_of(entry: StoreEntry) -> Root:
    certificate = entry.certificate
    return Root(certificate.sha256, certificate.thumbprint, certificate.subject, entry.physical_stores)
