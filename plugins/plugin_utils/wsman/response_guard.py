# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What HTTP answers may be like after the login. pywinrm reads whole ones into memory, and requests decompresses them and follows redirections;
a hostile host must neither fill the controller's memory nor have it send requests elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ResponseRefused

try:
    from requests import PreparedRequest, Response, Session
    from requests.adapters import BaseAdapter
except ImportError:
    BaseAdapter = object  # type: ignore[assignment,misc]

MAX_RESPONSE_BYTES = 8 * 1024 * 1024
"""Sixteen times the largest envelope of a host as Windows sets it up (MaxEnvelopeSizekb: 500)."""


class GuardedAdapter(BaseAdapter):
    """Delegates to an adapter that has its connections already, so that a sealed session goes on undisturbed.

    ``status`` is the HTTP status of the latest answer, which pywinrm keeps to itself.
    """

    def __init__(self, adapter: BaseAdapter, limit: int) -> None:
        super().__init__()
        self.status: int | None = None
        self._adapter = adapter
        self._limit = limit

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        request.headers["Accept-Encoding"] = "identity"
        response: Response = self._adapter.send(request, *args, **kwargs)
        self.status = response.status_code
        if reason := _not_winrm(response):
            response.close()
            raise ResponseRefused(reason)
        response.raw.stream = _capped(response.raw, self._limit)
        response.connection = self  # type: ignore[assignment]  # login handlers send again through it
        return response

    def close(self) -> None:
        self._adapter.close()


def _not_winrm(response: Response) -> str | None:
    if response.is_redirect:
        return "the host redirects to another address, which WinRM never does"
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return "the answer is compressed, which was not asked for"
    return None


def _capped(body: Any, limit: int) -> Callable[..., Iterator[bytes]]:
    """The body's own ``stream``, with an end. The body stays urllib3's: login handlers get the TLS certificate from it."""
    stream = body.stream

    def capped(*args: Any, **kwargs: Any) -> Iterator[bytes]:
        size = 0
        for chunk in stream(*args, **kwargs):
            size += len(chunk)
            if size > limit:
                body.close()
                raise ResponseRefused(f"the answer is larger than {limit} bytes")
            yield chunk

    return capped


def guard_session(transport: Any, limit: int = MAX_RESPONSE_BYTES) -> None:
    """Have the session of a pywinrm transport refuse such answers, or a new one if it was closed. ``limit`` is in bytes."""
    if transport.session is None and transport.encryption is not None:
        _renew(transport, limit)
    session = transport.build_session()
    # build_session has resolved the proxies; .netrc counts only where requests has no login of its own, by certificate.
    session.trust_env = session.auth is None
    guard_responses(session, limit)


def _renew(transport: Any, limit: int) -> None:
    """What ``build_session`` does, but guarded before the first exchange, which messages need to be sealed again."""
    wanted, transport.message_encryption = transport.message_encryption, "never"
    try:
        guard_responses(transport.build_session(), limit)
        transport.setup_encryption(transport.session)
    except BaseException:
        transport.close_session()
        raise
    finally:
        transport.message_encryption = wanted


def latest_status(transport: Any) -> int | None:
    """The HTTP status of the latest answer that a guarded session of a pywinrm transport got."""
    adapter = transport.session.get_adapter(transport.endpoint)
    return adapter.status if isinstance(adapter, GuardedAdapter) else None


def guard_responses(session: Session, limit: int = MAX_RESPONSE_BYTES) -> None:
    """Guard every adapter of a requests session; a guarded one is left as it is."""
    for prefix, adapter in list(session.adapters.items()):
        if not isinstance(adapter, GuardedAdapter):
            session.mount(prefix, GuardedAdapter(adapter, limit))
