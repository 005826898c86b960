# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of trusted issuers, whose names Schannel may send to TLS clients that it asks for a certificate."""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

LONGEST = 0x4000
"""Bytes of names that Schannel sends (Microsoft KB 933430, KB 2801679)."""


def issuer_list_size(roots: Iterable[Certificate]) -> int:
    """The bytes of the list: each name in DER, and two for its length (RFC 5246, 7.4.4)."""
    return sum(2 + len(root.subject_der) for root in roots)
