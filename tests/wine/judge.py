# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asks Wine's crypt32, through a program that is built here."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.wine.prefix import COMMAND_SECONDS, COMPILER, Prefix

SOURCE = Path(__file__).with_name("judge.c")

TRUSTED = 0
PARTIAL_CHAIN = 0x10000
"""CERT_TRUST_IS_PARTIAL_CHAIN (wincrypt.h): the issuer is nowhere to be found."""


@dataclass
class Found:
    """A certificate as crypt32 read it: its properties by id, its entry's purposes, and the entry that it would write."""

    certificate: bytes = b""
    properties: dict[int, bytes] = field(default_factory=dict)
    purposes: list[str] = field(default_factory=list)
    element: bytes = b""

    def text(self, property_id: int) -> str:
        return self.properties[property_id].decode("utf-16-le").removesuffix("\0")


class Judge:
    """Looks at LocalMachine's Root. Every question is a process of its own, so none sees an older registry."""

    def __init__(self, prefix: Prefix, folder: Path) -> None:
        self._prefix = prefix
        self._program = folder / "judge.exe"
        command = [COMPILER, "-O2", "-Wall", "-Werror", "-o", str(self._program), str(SOURCE), "-lcrypt32"]
        subprocess.run(command, check=True, timeout=COMMAND_SECONDS)

    def certificates(self) -> list[bytes]:
        """All of Root in DER."""
        return [bytes.fromhex(data) for _word, data in self._facts("list")]

    def find(self, thumbprint: str) -> Found | None:
        """The certificate with this SHA-1."""
        found = Found()
        for word, *rest in self._facts("find", thumbprint):
            match word, rest:
                case "missing", []:
                    return None
                case "certificate", [data]:
                    found.certificate = bytes.fromhex(data)
                case "property", [number, data]:
                    found.properties[int(number)] = bytes.fromhex(data)
                case "purpose", [purpose]:
                    found.purposes.append(purpose)
                case "element", [data]:
                    found.element = bytes.fromhex(data)
        return found

    def chain_error(self, leaf: x509.Certificate) -> int:
        """TrustStatus.dwErrorStatus of the leaf's chain, 0 when it ends in a trusted root."""
        [(_word, status)] = self._facts("chain", leaf.public_bytes(Encoding.DER).hex())
        return int(status, 16)

    def _facts(self, *question: str) -> list[list[str]]:
        output = self._prefix.run(str(self._program), *question)
        if output.exit_code:
            raise RuntimeError(f"judge {question[0]} ended with {output.exit_code}: {output.stderr.decode()}")
        return [line.split(" ") for line in output.stdout.decode().splitlines()]
