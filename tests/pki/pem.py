# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates and keys in PEM."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.pki.certificates import PrivateKey


def pem(*certificates: x509.Certificate) -> str:
    return "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in certificates)


def key_pem(key: PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def write_pair(folder: Path, name: str, certificate: x509.Certificate, key: PrivateKey) -> tuple[str, str]:
    """Write the files NAME.pem and NAME.key, and return where they are."""
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_text(pem(certificate))
    files[1].write_text(key_pem(key))
    return str(files[0]), str(files[1])
