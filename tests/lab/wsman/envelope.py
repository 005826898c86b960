# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a request envelope and writing the answer's."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from tests.lab.wsman import faults, names, soap, strictness
from tests.lab.wsman.codes import Code
from tests.lab.wsman.limits import MINIMUM_ENVELOPE_SIZE
from tests.lab.wsman.xml_text import escape

_ENVELOPE = (
    f'<s:Envelope xml:lang="en-US" xmlns:s="{names.SOAP}" xmlns:a="{names.ADDRESSING}" xmlns:x="{names.TRANSFER}" '
    f'xmlns:e="{names.EVENTING}" xmlns:n="{names.ENUMERATION}" xmlns:w="{names.WSMAN}" xmlns:rsp="{names.SHELL}" '
    f'xmlns:p="{names.MICROSOFT_WSMAN}">'
)
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_SECONDS = (86_400, 3_600, 60, 1)


@dataclass(frozen=True)
class Request:
    """One WS-Management request; `body` is the first element in the SOAP body."""

    action: str
    resource_uri: str
    message_id: str
    body: ElementTree.Element | None
    max_envelope_size: int | None = None
    operation_timeout: float | None = None
    selectors: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def identifies(self) -> bool:
        """Whether this is the Identify request, which has no headers (DSP0226, section 11)."""
        return self.body is not None and self.body.tag == f"{{{names.IDENTITY}}}Identify"

    @property
    def class_name(self) -> str:
        """The last segment of the resource URI."""
        return self.resource_uri.rpartition("/")[2]


def read(message: bytes, is_strict: bool = True) -> Request:
    """Parse a request. Raises `Fault` for what Windows refuses before it looks at the resource.

    A strict service refuses whatever MS-WSMV and DSP0226 let it refuse, one that isn't what it cannot do without.
    """
    try:
        envelope = ElementTree.fromstring(message, ElementTree.XMLParser(target=soap.Builder()))
    except ElementTree.ParseError:
        raise faults.of(Code.INVALID_XML) from None
    body = envelope.find(f"{{{names.SOAP}}}Body")
    if is_strict:
        soap.check_envelope(envelope)
    if envelope.tag != f"{{{names.SOAP}}}Envelope" or body is None:
        raise faults.of(Code.INVALID_SOAP_BODY)
    content = next(iter(body), None)
    header = envelope.find(f"{{{names.SOAP}}}Header")
    if header is None:
        header = ElementTree.Element("none")
    request = _with_header(header, content)
    if request.identifies:
        return request
    if is_strict:
        _refuse_what_may_be_refused(request, header)
    return _checked(request)


def _refuse_what_may_be_refused(request: Request, header: ElementTree.Element) -> None:
    try:
        soap.check_header(header)
        strictness.check_sets(header, request.action, request.resource_uri)
        strictness.check_body(request.action, request.resource_uri, request.body)
    except faults.Fault as fault:
        raise fault.relating_to(request.message_id) from None


def _with_header(header: ElementTree.Element, content: ElementTree.Element | None) -> Request:
    message_id = _text(header, names.ADDRESSING, "MessageID")
    try:
        size = _text(header, names.WSMAN, "MaxEnvelopeSize")
        return Request(
            action=_text(header, names.ADDRESSING, "Action"),
            resource_uri=_text(header, names.WSMAN, "ResourceURI"),
            message_id=message_id,
            body=content,
            max_envelope_size=_octets(size),
            operation_timeout=_seconds(_text(header, names.WSMAN, "OperationTimeout")),
            selectors=_named(header, "SelectorSet", "Selector"),
            options=_named(header, "OptionSet", "Option"),
        )
    except ValueError as error:
        raise faults.invalid_header(str(error)).relating_to(message_id) from None


def _checked(request: Request) -> Request:
    if not request.action or not request.resource_uri:
        raise faults.of(Code.MESSAGE_INFORMATION_HEADER_REQUIRED).relating_to(request.message_id)
    if not request.message_id:  # MS-WSMV 3.1.4.1.5
        raise faults.invalid_header("The header MessageID is missing or empty.")
    if request.max_envelope_size is not None and request.max_envelope_size < MINIMUM_ENVELOPE_SIZE:
        raise faults.of(Code.MIN_ENVELOPE_SIZE).relating_to(request.message_id)
    return request


def _text(header: ElementTree.Element, namespace: str, name: str) -> str:
    return (header.findtext(f"{{{namespace}}}{name}") or "").strip()


def _named(header: ElementTree.Element, group: str, item: str) -> dict[str, str]:
    found = header.findall(f"{{{names.WSMAN}}}{group}/{{{names.WSMAN}}}{item}")
    return {element.get("Name", ""): element.text or "" for element in found}


def _octets(number: str) -> int | None:
    if number and not number.isdecimal():
        raise ValueError(f"The XML contains an invalid envelope size in the SOAP header: {number}.")
    return int(number) if number else None


def _seconds(duration: str) -> float | None:
    if not duration:
        return None
    match = _DURATION.fullmatch(duration)
    if match is None or not any(match.groups()):
        raise ValueError(f"The XML contains an invalid timeout field in the SOAP header: {duration}.")
    return sum(float(number) * unit for number, unit in zip(match.groups(), _SECONDS, strict=True) if number)


def write(action: str, relates_to: str, body: str) -> str:
    """An answer's envelope around the XML text `body`."""
    relation = f"<a:RelatesTo>{escape(relates_to)}</a:RelatesTo>" if relates_to else ""
    return (
        f"{_ENVELOPE}<s:Header><a:Action>{escape(action)}</a:Action>"
        f"<a:MessageID>uuid:{identifier()}</a:MessageID><a:To>{names.ANONYMOUS}</a:To>{relation}</s:Header>"
        f"<s:Body>{body}</s:Body></s:Envelope>"
    )


def identifier() -> str:
    """A new identifier in the letter case of Windows."""
    return str(uuid.uuid4()).upper()
