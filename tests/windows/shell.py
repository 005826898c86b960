# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The host's own tools, run through pywinrm alone: what the modules return is held against what these say."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from requests import RequestException
from winrm.exceptions import WinRMError, WinRMTransportError
from winrm.protocol import Protocol

from tests.integration.lab.clients import SERVICE, send, texts
from tests.lab.wsman import names
from tests.windows.settings import Settings, Target

_HIVE = "HKEY_LOCAL_MACHINE\\"
_BINARY = re.compile(r"    REG_BINARY    ([0-9A-Fa-f]*)\s*$", re.MULTILINE)
_HASH = re.compile(r"\(sha1\): ?((?:[0-9a-f]{2} ?){20})", re.IGNORECASE)
_CODE_PAGE_UTF_8 = 65001


class ShellError(Exception):
    """A sentence that says why the host gives no shell."""


@dataclass(frozen=True)
class Output:
    """What a command printed, as bytes and as text, and how it ended."""

    raw: bytes
    errors: str
    exit_code: int

    @property
    def text(self) -> str:
        return self.raw.decode("utf-8", "replace")


def printed_hashes(text: str) -> list[str]:
    """The thumbprints that certutil prints: with blanks on old Windows, after words of the host's language."""
    return [found.replace(" ", "").upper() for found in _HASH.findall(text)]


class Shell:
    """One shell on the host, in which cmd runs each command."""

    def __init__(self, protocol: Protocol, shell_id: str) -> None:
        self._protocol = protocol
        self._id = shell_id

    def run(self, line: str) -> Output:
        command = self._protocol.run_command(self._id, line)
        try:
            out, errors, code = self._protocol.get_command_output(self._id, command)
        finally:
            self._protocol.cleanup_command(self._id, command)
        return Output(out, errors.decode("utf-8", "replace"), code)

    def subkeys(self, key: str) -> set[str]:
        """The names of a key's subkeys below HKEY_LOCAL_MACHINE, none when there is no such key."""
        listed = self.run(f'reg query "HKLM\\{key}"').text.splitlines()
        prefix = f"{_HIVE}{key}\\".upper()
        return {line[len(prefix) :].strip() for line in listed if line.upper().startswith(prefix)}

    def binary(self, key: str, name: str) -> bytes | None:
        """A REG_BINARY below HKEY_LOCAL_MACHINE, None when there is none."""
        found = _BINARY.search(self.run(f'reg query "HKLM\\{key}" /v {name}').text)
        return bytes.fromhex(found[1]) if found else None

    def service_state(self, name: str) -> str | None:
        """The state of a service, by a Get of Win32_Service."""
        answer = send(self._protocol, names.GET, SERVICE, selectors={"Name": name})
        return next(iter(texts(answer, "State")), None)


@contextmanager
def shell(settings: Settings, target: Target) -> Iterator[Shell]:
    """A shell on the host until the block ends. Raises ShellError when it gives none."""
    login: dict[str, Any] = {
        "transport": settings["WINDOWS_TRANSPORT"],
        "username": target.user,
        "password": os.environ[target.password_variable],
        "server_cert_validation": settings["WINDOWS_VALIDATION"],
        "ca_trust_path": settings["WINDOWS_CA_FILE"] or "legacy_requests",
    }
    url = f"{settings['WINDOWS_SCHEME']}://{target.address}:{settings.port}{settings.path(target)}"
    protocol = Protocol(url, **login)
    try:
        opened = protocol.open_shell(codepage=_CODE_PAGE_UTF_8)
    except (RequestException, WinRMError, WinRMTransportError) as error:
        raise ShellError(f"cannot open a shell on {target.name} at {url} as {target.user}: {error}") from error
    try:
        yield Shell(protocol, opened)
    finally:
        protocol.close_shell(opened)
