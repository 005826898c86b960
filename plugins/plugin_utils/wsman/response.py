# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers read into values. Elements are told by local name: prefixes, order and namespace case differ between hosts."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ResponseRefused
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import names

_NIL = f"{{{names.XSI}}}nil"
_NUMBER = re.compile("[+-]?[0-9]{1,20}")
"""64 bits, with or without a sign."""

MAX_ELEMENTS = 500_000
"""An answer of 8 MiB with a REG_BINARY has 350,000; an element takes up to forty times the memory of its text."""

_LONGEST_ID = 100


class _GuardedBuilder(ElementTree.TreeBuilder):
    """SOAP 1.2 part 1, section 5 forbids a document type declaration; refusing it keeps entity bombs out."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise ResponseRefused(f"the XML holds more than {MAX_ELEMENTS} elements")
        return super().start(tag, attrs)

    def doctype(self, *declaration: Any) -> None:
        raise ResponseRefused("the XML holds a document type declaration, which SOAP forbids")


def parse_xml(xml: bytes | str) -> Element:
    """The root of XML from a host.

    Raises :class:`ResponseRefused` when it is not well-formed, declares a document type, or has more than
    :data:`MAX_ELEMENTS` elements.
    """
    parser = ElementTree.XMLParser(target=_GuardedBuilder())
    try:
        parser.feed(xml)
        root: Element = parser.close()
    except (ElementTree.ParseError, ValueError, LookupError) as error:  # the latter two: an encoding that expat lacks
        raise ResponseRefused(f"the XML is not well-formed: {error}") from error
    return root


def local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    return next((node for node in element if local_name(node) == name), None)


def descendant(element: Element, name: str) -> Element | None:
    return next((node for node in element.iter() if local_name(node) == name), None)


def text_of(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def read_body(xml: bytes, message_id: str) -> Element:
    """The SOAP body of the answer to ``message_id``. Raises :class:`ResponseRefused` when it answers something else."""
    envelope = parse_xml(xml)
    body = child(envelope, "Body")
    if local_name(envelope) != "Envelope" or body is None:
        raise ResponseRefused("the answer is not a SOAP envelope")
    relates_to = text_of(descendant(envelope, "RelatesTo"))
    if relates_to.lower() != message_id.lower():
        raise ResponseRefused(f"the answer relates to {relates_to[:_LONGEST_ID] or 'no request'}, not to ours")
    return body


class CimObject:
    """An instance of a CIM class or the output of a method: properties by name, in any letter case."""

    def __init__(self, element: Element) -> None:
        self._values: dict[str, list[str | None]] = {}
        for node in element:
            self._values.setdefault(local_name(node).lower(), []).append(_scalar(node))

    def text(self, name: str) -> str | None:
        """The value, or None when it is null or absent."""
        return self._values.get(name.lower(), [None])[0]

    def integer(self, name: str) -> int | None:
        """The value as an integer, or None. Raises :class:`ResponseRefused` when it isn't one."""
        text = self.text(name)
        return None if text is None else _integer(name, text)

    def texts(self, name: str) -> list[str]:
        """The items of an array; a null or empty array is an absent element on the wire."""
        return [item for item in self._values.get(name.lower(), []) if item is not None]

    def octets(self, name: str) -> bytes:
        """The items of a uint8 array, one decimal number an element. Raises :class:`ResponseRefused` when one is no byte."""
        try:
            return bytes(_integer(name, item) for item in self.texts(name))
        except ValueError as error:
            raise ResponseRefused(f"{name} holds a number that is no byte") from error


def _scalar(node: Element) -> str | None:
    if node.get(_NIL) in ("true", "1"):
        return None
    return text_of(node[0]) if len(node) else (node.text or "")


def _integer(name: str, text: str) -> int:
    if not _NUMBER.fullmatch(text.strip()):
        raise ResponseRefused(f"{name} should be a number")
    return int(text)


def read_object(body: Element) -> CimObject:
    """The one instance or method output that a Get or Invoke answer carries. Raises :class:`ResponseRefused` for an empty one."""
    if not len(body):
        raise ResponseRefused("the answer has an empty body")
    return CimObject(body[0])


@dataclass(frozen=True)
class Page:
    """A page of an enumeration; ``context`` asks for the next one and is None after the last."""

    items: tuple[CimObject, ...]
    context: str | None


def read_page(body: Element) -> Page:
    """The page of an EnumerateResponse or PullResponse: Items may be missing, and EndOfSequence or an empty context ends it."""
    items = descendant(body, "Items")
    ended = descendant(body, "EndOfSequence") is not None
    context = text_of(descendant(body, "EnumerationContext"))
    return Page(
        tuple(CimObject(item) for item in items) if items is not None else (),
        None if ended or not context else context,
    )


def read_command_id(body: Element) -> str:
    """The id of the command that a Command has started. Raises :class:`ResponseRefused` when there is none."""
    command_id = text_of(descendant(body, "CommandId"))
    if not command_id:
        raise ResponseRefused("the answer to Command names no command")
    return command_id


@dataclass(frozen=True)
class Received:
    """A piece of a command's output; ``exit_code`` is None while the command runs."""

    stdout: bytes
    stderr: bytes
    exit_code: int | None


NOTHING_YET = Received(b"", b"", None)


def read_received(body: Element) -> Received:
    """The piece of output that a ReceiveResponse carries. Raises :class:`ResponseRefused` when it is malformed."""
    if descendant(body, "ReceiveResponse") is None:
        raise ResponseRefused("the answer to Receive holds no output")
    stdout, stderr = (b"".join(_stream(body, name)) for name in ("stdout", "stderr"))
    state = descendant(body, "CommandState")
    done = state is not None and state.get("State", "").endswith("/Done")
    exit_code = text_of(descendant(body, "ExitCode"))
    return Received(stdout, stderr, _integer("ExitCode", exit_code or "0") if done else None)


def _stream(body: Element, name: str) -> Iterator[bytes]:
    for node in body.iter():
        if local_name(node) == "Stream" and node.get("Name") == name and node.text:
            try:
                yield base64.b64decode(node.text)
            except ValueError as error:
                raise ResponseRefused(f"the command's {name} is not base64") from error
