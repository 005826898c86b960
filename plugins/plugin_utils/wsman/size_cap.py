# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cap on the size of HTTP answers. pywinrm reads whole answers into memory; a hostile host must not fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import AnswerRefused

try:
    from requests import PreparedRequest, Response, Session
    from requests.adapters import BaseAdapter
except ImportError:
    BaseAdapter = object  # type: ignore[assignment,misc]

MAX_ANSWER_BYTES = 8 * 1024 * 1024
"""Sixteen times the largest envelope that we ask for."""


class CappedAdapter(BaseAdapter):
    """Delegates to an adapter that has its connections already, so that a sealed session goes on undisturbed."""

    def __init__(self, adapter: BaseAdapter, limit: int) -> None:
        super().__init__()
        self._adapter = adapter
        self._limit = limit

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        response: Response = self._adapter.send(request, *args, **kwargs)
        response.raw.stream = _capped(response.raw, self._limit)
        response.connection = self  # type: ignore[assignment]  # login handlers send again through it
        return response

    def close(self) -> None:
        self._adapter.close()


def _capped(body: Any, limit: int) -> Callable[..., Iterator[bytes]]:
    """The body's own ``stream``, with an end. The body stays urllib3's: login handlers get the TLS certificate from it."""
    stream = body.stream

    def capped(*args: Any, **kwargs: Any) -> Iterator[bytes]:
        size = 0
        for chunk in stream(*args, **kwargs):
            size += len(chunk)
            if size > limit:
                body.close()
                raise AnswerRefused(f"the answer is larger than {limit} bytes")
            yield chunk

    return capped


def cap_answers(session: Session, limit: int = MAX_ANSWER_BYTES) -> None:
    """Cap every adapter of a requests session; a capped one is left as it is. ``limit`` is in bytes."""
    for prefix, adapter in list(session.adapters.items()):
        if not isinstance(adapter, CappedAdapter):
            session.mount(prefix, CappedAdapter(adapter, limit))
