# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fake host, endpoints over HTTP and HTTPS, and a certificate for the latter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.integration.lab.fake_host import FakeHost
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.request_log import RequestLog
from tests.pki.certificates import issue, name_of
from tests.pki.pem import write_pair


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
    now, key = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1())
    shown = issue(name_of("127.0.0.1"), key, validity=(now, now + timedelta(days=1)))
    return write_pair(tmp_path_factory.mktemp("tls"), "shown", shown, key)
