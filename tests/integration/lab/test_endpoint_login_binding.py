# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""NTLM over HTTPS, bound to the certificate that the client was shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from winrm.exceptions import InvalidCredentialsError
from winrm.protocol import Protocol

from tests.integration.lab import clients
from tests.integration.lab.fake_host import NAME, PASSWORD, USER, FakeHost
from tests.integration.lab.relay import man_in_the_middle
from tests.lab.pki import Pki
from tests.lab.windows.clock import Clock
from tests.lab.wsman.channel_binding import Hardening, expected_binding
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits
from tests.pki.pem import write_pair


@pytest.fixture(scope="module")
def other_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    pki = Pki(Clock().now())
    shown = pki.host("localhost", pki.root("Somebody else"))
    return write_pair(tmp_path_factory.mktemp("middle"), "shown", shown, pki.host_key)


@contextmanager
def serving(host: FakeHost, certificate: tuple[str, str], hardening: Hardening) -> Iterator[Endpoint]:
    with Endpoint({host.name: host}, tls=certificate, limits=Limits(hardening=hardening)) as endpoint:
        yield endpoint


def through(port: int, endpoint: Endpoint, **settings: object) -> Protocol:
    return Protocol(
        f"https://127.0.0.1:{port}{endpoint.path(NAME)}",
        transport="ntlm",
        username=USER,
        password=PASSWORD,
        server_cert_validation="ignore",
        **settings,
    )


@pytest.mark.parametrize("hardening", Hardening)
def test_a_login_bound_to_the_servers_certificate_passes(
    host: FakeHost, certificate: tuple[str, str], hardening: Hardening
) -> None:
    with serving(host, certificate, hardening) as endpoint:
        assert clients.pywinrm(endpoint).open_shell()


@pytest.mark.parametrize("hardening", [Hardening.STRICT, Hardening.RELAXED])
def test_a_login_bound_to_the_certificate_of_somebody_in_the_middle_is_refused(
    host: FakeHost, certificate: tuple[str, str], other_certificate: tuple[str, str], hardening: Hardening
) -> None:
    with (
        serving(host, certificate, hardening) as endpoint,
        man_in_the_middle(endpoint.port, other_certificate) as port,
        pytest.raises(InvalidCredentialsError),
    ):
        through(port, endpoint).open_shell()


@pytest.mark.parametrize("settings", [{}, {"send_cbt": False}], ids=["bound", "unbound"])
def test_somebody_in_the_middle_gets_through_where_bindings_are_not_looked_at(
    host: FakeHost, certificate: tuple[str, str], other_certificate: tuple[str, str], settings: dict[str, bool]
) -> None:
    with (
        serving(host, certificate, Hardening.NONE) as endpoint,
        man_in_the_middle(endpoint.port, other_certificate) as port,
    ):
        assert through(port, endpoint, **settings).open_shell()


def test_a_login_without_a_binding_is_refused_by_strict(host: FakeHost, certificate: tuple[str, str]) -> None:
    with serving(host, certificate, Hardening.STRICT) as endpoint, pytest.raises(InvalidCredentialsError):
        clients.pywinrm(endpoint, send_cbt=False).open_shell()


def test_a_login_without_a_binding_passes_relaxed(host: FakeHost, certificate: tuple[str, str]) -> None:
    with serving(host, certificate, Hardening.RELAXED) as endpoint:
        assert clients.pywinrm(endpoint, send_cbt=False).open_shell()


def test_pypsrp_sends_the_binding_that_strict_asks_for(host: FakeHost, certificate: tuple[str, str]) -> None:
    with serving(host, certificate, Hardening.STRICT) as endpoint, clients.pypsrp(endpoint, "negotiate") as wsman:
        assert wsman.get(clients.SERVICE, selector_set=clients.named("Service001")) is not None


def test_strict_asks_for_nothing_over_http(host: FakeHost) -> None:
    with Endpoint({host.name: host}, limits=Limits(hardening=Hardening.STRICT)) as endpoint:
        assert clients.pywinrm(endpoint).open_shell()


def test_two_certificates_are_bound_differently(other_certificate: tuple[str, str]) -> None:
    pki = Pki(Clock().now())
    root = pki.root("A root")
    first, second = (pki.host("localhost", root).public_bytes(Encoding.DER) for _ in range(2))
    assert expected_binding(first) != expected_binding(second)
