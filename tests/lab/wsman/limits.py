# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a WinRM service allows: the settings of winrm/config that a client can notice."""

from __future__ import annotations

from dataclasses import dataclass

from tests.lab.wsman.channel_binding import Hardening

MINIMUM_ENVELOPE_SIZE = 8192  # MS-WSMV 3.1.4.1.7


@dataclass(frozen=True)
class Limits:
    """Defaults of Windows Server 2012 and later (MS-WSMV 2.2.4.10 and 2.2.4.42).

    ``page_characters`` and ``max_envelope_kb`` count UTF-16: recorded pages stop at 76,8xx characters,
    and an answer of N bytes of allowance holds N / 2 characters. What isn't strict takes a request that the
    specifications let it refuse.
    """

    max_envelope_kb: int = 500
    page_characters: int = 76_800
    max_batch_items: int = 32_000
    max_timeout_seconds: float = 60.0
    idle_seconds: float = 120.0
    max_shells_per_user: int = 30
    max_commands_per_shell: int = 1500
    receive_chunk_bytes: int | None = None
    allow_unencrypted: bool = False
    basic: bool = True
    negotiate: bool = True
    credssp: bool = False
    hardening: Hardening = Hardening.RELAXED
    allow_remote_shell_access: bool = True
    is_strict: bool = True

    @property
    def request_bytes(self) -> int:
        """The longest request body that is read at all; a longer one is answered with 413 (MS-WSMV 3.1.4.1.20)."""
        return self.max_envelope_kb * 1024
