# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are too large, compressed or redirections are refused, and everything else goes through unchanged."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import requests
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ResponseRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response_guard import (
    GuardedAdapter,
    guard_responses,
    guard_session,
)
from requests.adapters import BaseAdapter
from requests.utils import select_proxy
from urllib3 import HTTPResponse
from winrm.transport import Transport

URL = "http://web01.dmz.example/wsman"
LIMIT = 100_000


class FixedAdapter(BaseAdapter):
    """Answers every request with the same body."""

    def __init__(self, body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.source = BytesIO(body)
        self.status = status
        self.headers = headers or {}
        self.asked: list[requests.PreparedRequest] = []
        self.bodies: list[HTTPResponse] = []
        self.proxies: list[str | None] = []
        self.closed = False

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = self.status
        response.headers.update(self.headers)
        response.request = request
        response.raw = HTTPResponse(self.source, headers=self.headers, preload_content=False)
        self.asked.append(request)
        self.bodies.append(response.raw)
        self.proxies.append(select_proxy(request.url or "", kwargs["proxies"]))
        return response

    def close(self) -> None:
        self.closed = True


def _session(
    body: bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> tuple[requests.Session, FixedAdapter]:
    session, adapter = requests.Session(), FixedAdapter(body, status, headers)
    session.mount("http://", adapter)
    guard_responses(session, LIMIT)
    return session, adapter


def test_an_answer_of_just_the_limit_is_delivered_whole() -> None:
    session, _adapter = _session(b"x" * LIMIT)
    assert session.get(URL).content == b"x" * LIMIT


def test_a_larger_answer_is_refused() -> None:
    session, _adapter = _session(b"x" * (LIMIT + 1))
    with pytest.raises(ResponseRefused, match="^the answer is larger than 100000 bytes$"):
        session.get(URL)


def test_a_much_larger_answer_is_not_read_to_its_end() -> None:
    session, adapter = _session(b"x" * (LIMIT * 100))
    with pytest.raises(ResponseRefused):
        session.get(URL)
    assert adapter.source.closed


def test_both_schemes_are_guarded_and_only_once() -> None:
    session = requests.Session()
    guard_responses(session)
    first = dict(session.adapters)
    guard_responses(session)
    assert dict(session.adapters) == first
    assert {prefix: type(adapter) for prefix, adapter in first.items()} == {
        "https://": GuardedAdapter,
        "http://": GuardedAdapter,
    }


def test_an_authentication_that_sends_again_is_guarded_too() -> None:
    session, _adapter = _session(b"")
    response = session.get(URL)
    assert response.connection is session.get_adapter(URL)


def test_the_body_stays_urllib3s_own_which_login_handlers_ask_for_the_tls_certificate() -> None:
    session, _adapter = _session(b"")
    assert isinstance(session.get(URL).raw, HTTPResponse)


def test_closing_the_session_closes_the_connections_below() -> None:
    session, adapter = _session(b"")
    session.close()
    assert adapter.closed


def test_an_answer_that_would_grow_when_it_is_unpacked_is_refused() -> None:
    session, adapter = _session(gzip.compress(b"x" * (LIMIT * 100)), headers={"Content-Encoding": "gzip"})
    with pytest.raises(ResponseRefused, match="^the answer is compressed, which was not asked for$"):
        session.get(URL)
    assert adapter.asked[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_host_cannot_send_the_controller_elsewhere(status: int) -> None:
    session, adapter = _session(b"", status, {"Location": "http://192.0.2.99/"})
    with pytest.raises(ResponseRefused, match="^the host redirects to another address, which WinRM never does$"):
        session.post(URL, data=b"<s:Envelope/>")
    (body,) = adapter.bodies
    assert body.closed


ENVIRONMENT, OWN = "http://proxy.example:3128", "http://own.example:8080"


@pytest.mark.parametrize(
    ("environment", "proxy", "expected"),
    [
        ({"http_proxy": ENVIRONMENT}, "legacy_requests", ENVIRONMENT),
        ({"all_proxy": ENVIRONMENT}, "legacy_requests", ENVIRONMENT),
        ({"http_proxy": ENVIRONMENT, "no_proxy": "dmz.example"}, "legacy_requests", None),
        ({"http_proxy": ENVIRONMENT}, OWN, OWN),
        ({"no_proxy": "dmz.example"}, OWN, OWN),
        ({"http_proxy": ENVIRONMENT}, None, None),
        ({}, "legacy_requests", None),
    ],
    ids=["environment", "all schemes", "exception", "own first", "own always", "none wanted", "none"],
)
@pytest.mark.filterwarnings("ignore:'pywinrm' will use an environment")
def test_the_proxy_of_the_login_stays_without_a_look_at_the_environment(
    environment: Mapping[str, str], proxy: str | None, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with monkeypatch.context() as login:
        for name, value in environment.items():
            login.setenv(name, value)
        transport = Transport(URL, "u", "p", auth_method="plaintext", proxy=proxy, read_timeout_sec=1)
        adapter = FixedAdapter(b"")
        transport.build_session().mount("http://", adapter)
        transport.send_message(b"login")
        guard_session(transport)
        transport.send_message(b"guarded")
    monkeypatch.setenv("http_proxy", "http://later.example:1")
    transport.send_message(b"later")
    assert adapter.proxies == [expected] * 3


def test_a_login_that_fails_leaves_no_session_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = Transport(URL, "u", "p", auth_method="ntlm", read_timeout_sec=1)
    monkeypatch.setattr(transport, "encryption", object())
    monkeypatch.setattr(transport, "setup_encryption", Mock(side_effect=requests.ConnectionError))
    with pytest.raises(requests.ConnectionError):
        guard_session(transport)
    assert transport.session is None
    assert transport.message_encryption == "auto"


def test_a_login_by_certificate_keeps_what_netrc_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine web01.dmz.example login u password p")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "pem").touch()
    pem = str(tmp_path / "pem")
    transport = Transport(URL, auth_method="certificate", cert_pem=pem, cert_key_pem=pem, read_timeout_sec=1)
    adapter = FixedAdapter(b"")
    transport.build_session().mount("http://", adapter)
    transport.send_message(b"login")
    guard_session(transport)
    transport.send_message(b"guarded")
    assert [request.headers["Authorization"] for request in adapter.asked] == ["Basic dTpw"] * 2
