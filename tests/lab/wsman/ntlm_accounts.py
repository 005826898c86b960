# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the NTLM acceptor finds the accounts of one machine."""

from __future__ import annotations

import os
import tempfile
import threading

from tests.lab.wsman.host import Host

_CREDENTIAL_FILE = "NTLM_USER_FILE"
# The acceptor finds the accounts by an environment variable, of which a process has only one.
_CREDENTIAL_LOCK = threading.Lock()


class NtlmAccounts:
    """Lets the NTLM acceptor see one machine's accounts, and nobody else's, while the block runs."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def __enter__(self) -> None:
        _CREDENTIAL_LOCK.acquire()
        self._former = os.environ.get(_CREDENTIAL_FILE)
        self._file = tempfile.NamedTemporaryFile("w", encoding="utf-8")
        self._file.write("\n".join(self._lines()))
        self._file.flush()
        os.environ[_CREDENTIAL_FILE] = self._file.name

    def __exit__(self, *exception: object) -> None:
        if self._former is None:
            del os.environ[_CREDENTIAL_FILE]
        else:
            os.environ[_CREDENTIAL_FILE] = self._former
        self._file.close()
        _CREDENTIAL_LOCK.release()

    def _lines(self) -> list[str]:
        """`DOMAIN:user:password` for each way to name a local account. The format has no way to write a colon."""
        domains = ("", ".", self._host.name, self._host.name.partition(".")[0])
        return [
            f"{domain}:{name}:{account.password}" for name, account in self._host.accounts.items() for domain in domains
        ]
