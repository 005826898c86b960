# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which servers hold the lists of revoked certificates that those of a chain name."""

from __future__ import annotations

from urllib.parse import urlsplit

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain


def revocation_servers_of(*chains: Chain | None) -> list[str]:
    """Their names, sorted. Nothing is asked there."""
    certificates = (certificate for chain in chains if chain for certificate in chain.certificates)
    uris = (uri for certificate in certificates for uri in certificate.distribution_points)
    return sorted({host for uri in uris if (host := _host_of(uri))})


def _host_of(uri: str) -> str | None:
    try:
        return urlsplit(uri).hostname
    except ValueError:
        return None
