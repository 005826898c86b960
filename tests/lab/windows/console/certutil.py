# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`certutil -verifystore STORE THUMBPRINT`."""

from __future__ import annotations

from collections.abc import Sequence

from tests.lab.windows.certificate_store import CertificateStores
from tests.lab.windows.console.output import ConsoleOutput, printed

NTE_NOT_FOUND = 0x80090011
"""Winerror.h: "Object was not found", what certutil gives for a missing certificate."""

INVALID_ARGUMENT = 0x80070057


class Certutil:
    """certutil.exe, as far as -verifystore goes. It prints its errors on stdout."""

    def __init__(self, stores: CertificateStores) -> None:
        self._stores = stores

    def __call__(self, arguments: Sequence[str]) -> ConsoleOutput:
        match [argument.lower() for argument in arguments]:
            case ["-verifystore", store, sought]:
                return self._verify(store, sought.upper())
        return printed("CertUtil: Too few arguments", exit_code=INVALID_ARGUMENT)

    def _verify(self, store: str, sought: str) -> ConsoleOutput:
        for certificate in self._stores.held(store):
            if certificate.thumbprint == sought:
                return printed(
                    f'{store} "Trusted Root Certification Authorities"',
                    f"Cert Hash(sha1): {sought.lower()}",
                    "Certificate is valid",
                    "CertUtil: -verifystore command completed successfully.",
                )
        return printed(
            "CertUtil: -verifystore command FAILED: 0x80090011 (-2146893807 NTE_NOT_FOUND)",
            "CertUtil: Object was not found.",
            exit_code=NTE_NOT_FOUND,
        )
