# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate that is met again is not read again: a host and its gateway have most roots in common.

A check of a host with sixty roots reads half of its certificates a second time.
"""

from __future__ import annotations

from functools import lru_cache

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

LIMIT = 1024
"""Certificates; the roots of Microsoft's program are some 400, and a host's own stores add a few."""


class KnownCertificates:
    """The ``limit`` certificates that were met last, with all that was found out about them."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._read = lru_cache(maxsize=limit)(Certificate.from_der)

    def read(self, data: bytes) -> Certificate:
        """The certificate that the DER is. Raises :class:`CertificateError` with the parser's words."""
        return self._read(data)


KNOWN = KnownCertificates()
"""Those of this process. A worker of Ansible lives for one task."""
