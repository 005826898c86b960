# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A listener of WinRM for HTTPS, and the certificate that it shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HttpsListener:
    """``name`` is that of its key. ``thumbprint`` (SHA-1) is None when the listener shares another service's certificate."""

    name: str
    thumbprint: str | None
