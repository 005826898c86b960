# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fake host, endpoints over HTTP and HTTPS, and a certificate for the latter."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.integration.lab.fake_host import FakeHost
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.request_log import RequestLog


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def endpoint(host: FakeHost) -> Iterator[Endpoint]:
    with Endpoint({host.name: host}, log=RequestLog(keep_answers=True)) as running:
        yield running


@pytest.fixture
def open_endpoint(host: FakeHost) -> Iterator[Endpoint]:
    with Endpoint({host.name: host}, limits=Limits(allow_unencrypted=True)) as running:
        yield running


@pytest.fixture
def https_endpoint(host: FakeHost, certificate: tuple[str, str]) -> Iterator[Endpoint]:
    with Endpoint({host.name: host}, tls=certificate) as running:
        yield running


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """(certificate file, key file) for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    signed = builder.sign(key, hashes.SHA256())
    folder: Path = tmp_path_factory.mktemp("tls")
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(folder / "certificate.pem"), str(folder / "key.pem")
