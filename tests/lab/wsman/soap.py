# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What SOAP 1.2 and DSP0226 let a service refuse of an envelope and its header blocks, whatever the request is."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NoReturn
from xml.etree import ElementTree

from tests.lab.wsman import faults, names
from tests.lab.wsman.codes import Code

_SOAP = f"{{{names.SOAP}}}"
_MUST_UNDERSTAND = f"{_SOAP}mustUnderstand"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_UNDERSTOOD = {
    names.ADDRESSING: {"To", "From", "ReplyTo", "FaultTo", "Action", "MessageID", "RelatesTo"},
    names.WSMAN: {
        "ResourceURI",
        "SelectorSet",
        "OptionSet",
        "OperationTimeout",
        "MaxEnvelopeSize",
        "Locale",
        "FragmentTransfer",
        "RequestEPR",
        "RequestTotalItemsCountEstimate",
    },
    names.MICROSOFT_WSMAN: {"DataLocale", "SessionId", "OperationID", "SequenceId", "ActivityId", "CompressionType"},
}
_BOOLEAN = {"true", "false", "1", "0"}
_TRUE = {"true", "1"}
_RFC_3066 = re.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_LONGEST_MESSAGE_ID = 2048  # MS-WSMV note <47>


class Builder(ElementTree.TreeBuilder):
    """Refuses what a SOAP message holds none of (SOAP 1.2 part 1, section 5)."""

    def doctype(self, *_declaration: Any) -> None:
        raise faults.of(Code.INVALID_XML)

    def pi(self, target: str, text: str | None = None, /) -> NoReturn:
        raise faults.of(Code.INVALID_XML)


def check_envelope(envelope: ElementTree.Element) -> None:
    """Raise the `Fault` of an envelope that is none of SOAP 1.2, or holds more than a header and a body."""
    namespace, _, name = envelope.tag[1:].rpartition("}")
    if name == "Envelope" and namespace != names.SOAP:
        raise faults.of(Code.SOAP_VERSION_MISMATCH)
    if [element.tag for element in envelope] not in ([f"{_SOAP}Header", f"{_SOAP}Body"], [f"{_SOAP}Body"]):
        raise faults.of(Code.SCHEMA_VALIDATION_ERROR)
    if len(envelope[-1]) > 1:
        raise faults.of(Code.INVALID_SOAP_BODY)


def check_header(header: ElementTree.Element) -> None:
    """Raise the `Fault` of the first block that a service refuses, or of one that is missing."""
    for block in header:
        _check_block(block)
    _check_once(header)
    _check_addressing(header)


def _check_block(block: ElementTree.Element) -> None:
    namespace, _, name = block.tag[1:].rpartition("}") if block.tag.startswith("{") else ("", "", block.tag)
    insists = block.get(_MUST_UNDERSTAND, "false").strip()
    if not namespace or insists not in _BOOLEAN:  # SOAP 1.2 part 1, 5.2.1 and 5.2.3
        raise faults.invalid_header(f"The header {name} is not valid.")
    if name in ("Locale", "DataLocale") and name in _UNDERSTOOD.get(namespace, ()):
        _check_language(block, name, insists in _TRUE)
    elif insists in _TRUE and name not in _UNDERSTOOD.get(namespace, ()):  # DSP0226 R5.2-2
        raise faults.of(Code.SOAP_FAULT_MUST_UNDERSTAND)


def _check_language(block: ElementTree.Element, name: str, insists: bool) -> None:
    if insists:  # MS-WSMV 3.1.4.1.8 and 3.1.4.1.9
        raise faults.language_demanded(name)
    if not _RFC_3066.fullmatch(block.get(_LANGUAGE, "")):  # DSP0226 R6.3-3
        raise faults.invalid_header(f"The header {name} has no valid language.")


def _check_once(header: ElementTree.Element) -> None:
    """DSP0226 R13.1-9."""
    for tag, count in Counter(block.tag for block in header).items():
        namespace, _, name = tag[1:].rpartition("}")
        if count > 1 and namespace in (names.ADDRESSING, names.WSMAN, names.EVENTING):
            raise faults.invalid_header(f"The header {name} is there {count} times.")


def _check_addressing(header: ElementTree.Element) -> None:
    address = {name: _address(header, name) for name in ("ReplyTo", "FaultTo")}
    if not (_text(header, "To") and _text(header, "Action") and address["ReplyTo"]):
        raise faults.of(Code.MESSAGE_INFORMATION_HEADER_REQUIRED)  # DSP0226 R5.4.1-1, R5.4.6-1; MS-WSMV 3.1.4.1.3
    if not 1 <= len(_text(header, "MessageID")) <= _LONGEST_MESSAGE_ID:  # MS-WSMV 3.1.4.1.5
        raise faults.invalid_header("The header MessageID is missing, empty or too long.")
    if any(given and given.rstrip("/") != names.ANONYMOUS for given in address.values()):
        raise faults.of(Code.UNSUPPORTED_ADDRESSING_MODE)  # MS-WSMV 3.1.4.1.3 and 3.1.4.1.4


def _text(header: ElementTree.Element, name: str) -> str:
    return (header.findtext(f"{{{names.ADDRESSING}}}{name}") or "").strip()


def _address(header: ElementTree.Element, name: str) -> str:
    return (header.findtext(f"{{{names.ADDRESSING}}}{name}/{{{names.ADDRESSING}}}Address") or "").strip()
