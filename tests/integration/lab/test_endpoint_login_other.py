# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logins by CredSSP, by client certificate, and by Kerberos."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from requests_credssp.exceptions import AuthenticationException, NTStatusException
from winrm.exceptions import InvalidCredentialsError, WinRMTransportError
from winrm.protocol import Protocol

from tests.integration.lab import clients
from tests.integration.lab.fake_host import NAME, PASSWORD, USER, FakeAccount, FakeHost
from tests.lab.kdc import REALM, missing_for_kerberos, realm
from tests.lab.pki import Pki
from tests.lab.windows.clock import Clock
from tests.lab.wsman.certificate_mapping import CertificateMapping
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits
from tests.pki.certificates import Authority
from tests.pki.pem import pem, write_pair

PRINCIPAL = "ansible@localhost"

needs_kerberos = pytest.mark.skipif(missing_for_kerberos() is not None, reason=missing_for_kerberos() or "")


@pytest.fixture
def credssp_endpoint(host: FakeHost) -> Iterator[Endpoint]:
    with Endpoint({host.name: host}, limits=Limits(credssp=True)) as endpoint:
        yield endpoint


def enumerates_keys(client: Protocol) -> bool:
    return "AuthRoot" in clients.texts(clients.invoke(client, clients.REGISTRY, "EnumKey"), "sNames")


def test_pywinrm_logs_in_by_credssp_and_seals_its_messages(credssp_endpoint: Endpoint) -> None:
    assert enumerates_keys(clients.pywinrm(credssp_endpoint, "credssp"))
    last = list(credssp_endpoint.log)[-1]
    assert (last.scheme, last.sealed) == ("CredSSP", True)


def test_long_messages_are_sealed_in_parts_by_credssp(credssp_endpoint: Endpoint, host: FakeHost) -> None:
    client = clients.pywinrm(credssp_endpoint, "credssp")
    value = [number % 256 for number in range(3_000)]
    clients.invoke(client, clients.REGISTRY, "SetBinaryValue", uValue=value)
    assert host.registry.received[-1]["uValue"] == [str(number) for number in value]
    answer = clients.invoke(client, clients.REGISTRY, "GetBinaryValue", sValueName="3000")
    assert len(clients.texts(answer, "uValue")) == 3_000


def test_pywinrm_logs_in_by_credssp_over_https(host: FakeHost, certificate: tuple[str, str]) -> None:
    with Endpoint({host.name: host}, tls=certificate, limits=Limits(credssp=True)) as endpoint:
        assert enumerates_keys(clients.pywinrm(endpoint, "credssp"))


def test_a_wrong_password_is_refused_within_credssp(credssp_endpoint: Endpoint) -> None:
    with pytest.raises(NTStatusException):
        clients.pywinrm(credssp_endpoint, "credssp", password="wrong").open_shell()


def test_a_message_sealed_by_credssp_for_a_dropped_connection_is_refused_until_the_session_is_renewed(
    credssp_endpoint: Endpoint,
) -> None:
    client = clients.pywinrm(credssp_endpoint, "credssp")
    assert enumerates_keys(client)
    credssp_endpoint.drop_connections()
    with pytest.raises(AuthenticationException):
        enumerates_keys(client)
    assert list(credssp_endpoint.log)[-1].status == 400
    client.transport.close_session()
    assert enumerates_keys(client)


@pytest.fixture(scope="module")
def pki() -> Pki:
    return Pki(Clock().now())


@pytest.fixture(scope="module")
def issuer(pki: Pki) -> Authority:
    return pki.root("Issuer of clients")


def _by_certificate(endpoint: Endpoint, folder: Path, pki: Pki, issuer: Authority, principal: str) -> Protocol:
    certificate, key = write_pair(folder, "client", pki.user(principal, issuer), pki.host_key)
    return clients.pywinrm(endpoint, "certificate", cert_pem=certificate, cert_key_pem=key)


@pytest.fixture
def mapping_endpoint(
    host: FakeHost, certificate: tuple[str, str], issuer: Authority, tmp_path: Path
) -> Iterator[Endpoint]:
    file = tmp_path / "issuer.pem"
    file.write_text(pem(issuer.certificate))
    mapping = CertificateMapping(str(file), PRINCIPAL, USER)
    with Endpoint({host.name: host}, tls=certificate, mapping=mapping) as endpoint:
        yield endpoint


def test_a_mapped_certificate_logs_in_as_its_account(
    mapping_endpoint: Endpoint, tmp_path: Path, pki: Pki, issuer: Authority
) -> None:
    assert enumerates_keys(_by_certificate(mapping_endpoint, tmp_path, pki, issuer, "Ansible@localhost"))
    assert list(mapping_endpoint.log)[-1].scheme == "Certificate"


def test_a_certificate_of_another_name_is_refused(
    mapping_endpoint: Endpoint, tmp_path: Path, pki: Pki, issuer: Authority
) -> None:
    with pytest.raises(InvalidCredentialsError):
        _by_certificate(mapping_endpoint, tmp_path, pki, issuer, "stranger@localhost").open_shell()


def test_a_certificate_of_another_issuer_is_refused(mapping_endpoint: Endpoint, tmp_path: Path, pki: Pki) -> None:
    stranger = pki.root("Issuer of strangers")
    with pytest.raises(OSError):
        _by_certificate(mapping_endpoint, tmp_path, pki, stranger, PRINCIPAL).open_shell()


def test_a_password_still_logs_in_where_certificates_do(mapping_endpoint: Endpoint) -> None:
    assert enumerates_keys(clients.pywinrm(mapping_endpoint, "ntlm"))


def test_a_certificate_is_nothing_where_none_is_mapped(
    https_endpoint: Endpoint, tmp_path: Path, pki: Pki, issuer: Authority
) -> None:
    with pytest.raises(InvalidCredentialsError):
        _by_certificate(https_endpoint, tmp_path, pki, issuer, PRINCIPAL).open_shell()


@contextmanager
def _domain(folder: Path, *names: str) -> Iterator[Endpoint]:
    """A realm of one user with a ticket, and an endpoint with these machines."""
    hosts = {name: FakeHost(name, {USER: FakeAccount("not used")}) for name in names}
    with realm(folder, {USER: PASSWORD}, [f"HTTP/{name}" for name in names]), Endpoint(hosts) as endpoint:
        subprocess.run(["kinit", USER], input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
        yield endpoint


def _by_kerberos(endpoint: Endpoint, name: str, **settings: str) -> Protocol:
    return clients.pywinrm(
        endpoint, "kerberos", username=f"{USER}@{REALM}", kerberos_hostname_override=name, **settings
    )


@needs_kerberos
def test_pywinrm_logs_in_by_kerberos_and_seals_its_messages(tmp_path: Path) -> None:
    with _domain(tmp_path, NAME) as endpoint:
        assert enumerates_keys(_by_kerberos(endpoint, NAME))
        last = list(endpoint.log)[-1]
        assert (last.scheme, last.sealed) == ("Kerberos", True)


@needs_kerberos
def test_a_ticket_for_another_machine_is_refused(tmp_path: Path) -> None:
    other = "sql01.dmz.example"
    with _domain(tmp_path, NAME, other) as endpoint, pytest.raises(InvalidCredentialsError):
        _by_kerberos(endpoint, other, host=NAME).open_shell()


@needs_kerberos
def test_a_kerberos_message_in_clear_text_is_refused_over_http(tmp_path: Path) -> None:
    with _domain(tmp_path, NAME) as endpoint:
        with pytest.raises(WinRMTransportError) as caught:
            _by_kerberos(endpoint, NAME, encryption="never").open_shell()
        assert caught.value.code == 500
