# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures that several test files of this folder use."""

from __future__ import annotations

import shutil
from typing import Any
from unittest.mock import Mock

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import keys
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.pki.certificates import rsa_key
from tests.pki.odd import with_pss_and_sha1
from tests.unit.plugins.plugin_utils.x509.authority import Identity, issue


@pytest.fixture
def openssl() -> str:
    command = shutil.which("openssl")
    if command is None:
        pytest.skip("there is no openssl command here")
    return command


@pytest.fixture
def old_hashes_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let RSA keys refuse SHA-1 as cryptography does on RHEL 9 and 10, in these words, and MD5 as one more thing that fails."""

    load = keys.load_der_public_key

    def refusing(public_key_info: bytes) -> Any:
        key = load(public_key_info)
        if not isinstance(key, rsa.RSAPublicKey):
            return key
        return Mock(wraps=key, spec=rsa.RSAPublicKey, key_size=key.key_size, verify=_verify(key))

    monkeypatch.setattr(keys, "load_der_public_key", refusing)


def _verify(key: rsa.RSAPublicKey) -> Any:
    def verify(signature: bytes, data: bytes, scheme: Any, algorithm: Any) -> None:
        if isinstance(algorithm, hashes.SHA1):
            raise UnsupportedAlgorithm("sha1 is not supported by this backend for RSA signing.")
        if isinstance(algorithm, hashes.MD5):
            raise InternalError("Unknown OpenSSL error.", [])
        key.verify(signature, data, scheme, algorithm)

    return verify


@pytest.fixture
def pss_with_sha1() -> Identity:
    """A root that is signed with RSASSA-PSS and SHA-1, which can be verified only where SHA-1 is allowed."""
    authority = issue("Old Root", key=rsa_key())
    return Identity(authority.key, Certificate.from_der(with_pss_and_sha1(authority.certificate.der, authority.key)))
