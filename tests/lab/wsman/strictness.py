# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What [MS-WSMV] and DSP0226 let a service refuse of a request that it has read: its sets, its options and its body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from tests.lab.wsman import faults, names
from tests.lab.wsman.codes import Code

_WSMAN = f"{{{names.WSMAN}}}"
_SHELL = f"{{{names.SHELL}}}"
_ENUMERATION = f"{{{names.ENUMERATION}}}"

_SWITCH = re.compile("true|false", re.IGNORECASE)
_OPTIONS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    names.CREATE: {"WINRS_NOPROFILE": _SWITCH, "WINRS_CODEPAGE": re.compile("[0-9]{1,5}")},
    names.COMMAND: {"WINRS_CONSOLEMODE_STDIN": _SWITCH, "WINRS_SKIP_CMD_SHELL": _SWITCH},
    names.RECEIVE: {"WSMAN_CMDSHELL_OPTION_KEEPALIVE": _SWITCH},
}
"""MS-WSMV 3.1.4.5.2, 3.1.4.11 and 3.1.4.14."""

_SIGNALS = {f"{names.SHELL}/signal/{code}" for code in ("ctrl_c", "ctrl_break", "terminate")}
_STREAMS = {"stdout", "stderr"}


@dataclass(frozen=True)
class _Content:
    """A body's element, and its children in their order: at least and at most so many of each."""

    root: str
    children: Mapping[str, tuple[int, int]]
    open_to: str = ""
    """The namespace of which any children may be there besides."""


_ONE, _PERHAPS, _SOME = (1, 1), (0, 1), (0, 1000)
_SHELL_PROPERTIES = (
    "ShellId Name ResourceUri Owner ClientIP ProcessId Environment WorkingDirectory Lifetime IdleTimeOut InputStreams"
    " OutputStreams MaxIdleTimeOut"
)
_SHELL_BODIES = {
    names.COMMAND: _Content(f"{_SHELL}CommandLine", {f"{_SHELL}Command": _ONE, f"{_SHELL}Arguments": _SOME}),
    names.RECEIVE: _Content(f"{_SHELL}Receive", {f"{_SHELL}DesiredStream": _ONE}),
    names.SIGNAL: _Content(f"{_SHELL}Signal", {f"{_SHELL}Code": _ONE}),
}
"""MS-WSMV 2.2.4.7, 2.2.4.26 and 2.2.4.38."""
_BODIES = {
    names.ENUMERATE: _Content(
        f"{_ENUMERATION}Enumerate",
        {f"{_ENUMERATION}{name}": _PERHAPS for name in ("EndTo", "Expires", "Filter")},
        open_to=_WSMAN,
    ),
    names.PULL: _Content(
        f"{_ENUMERATION}Pull",
        {f"{_ENUMERATION}EnumerationContext": _ONE}
        | {f"{_ENUMERATION}{name}": _PERHAPS for name in ("MaxTime", "MaxElements", "MaxCharacters")},
    ),
    names.RELEASE: _Content(f"{_ENUMERATION}Release", {f"{_ENUMERATION}EnumerationContext": _ONE}),
}
"""The schema of WS-Enumeration, and what DSP0226 8 adds to an Enumerate."""


def check_sets(header: ElementTree.Element, action: str, resource_uri: str) -> None:
    """Raise the `Fault` of a selector or option that a service refuses."""
    selectors: set[str] = set()
    for chosen in header.findall(f"{_WSMAN}SelectorSet"):
        selectors = _checked_selectors(chosen)
    if resource_uri.casefold() == names.COMMAND_SHELL:
        _check_shell_selectors(selectors, set() if action == names.CREATE else {"shellid"})
    for chosen in header.findall(f"{_WSMAN}OptionSet"):
        for option in chosen:
            _check_option(option, _OPTIONS.get(action, {}))


def check_body(action: str, resource_uri: str, body: ElementTree.Element | None) -> None:
    """Raise the `Fault` of a body that isn't that of the action."""
    if action in (names.GET, names.DELETE):
        if body is not None:  # EmptyMessage, MS-WSMV 2.2.2.1
            raise faults.of(Code.INVALID_SOAP_BODY)
    elif action == names.CREATE:
        _check_shell(body)
    elif action in _SHELL_BODIES:
        _check_shell_body(action, body)
    elif action in _BODIES:
        _check_content(_BODIES[action], body)
    elif body is not None and action.casefold().startswith(f"{resource_uri}/".casefold()):
        _check_parameters(resource_uri, body)


def _checked_selectors(chosen: ElementTree.Element) -> set[str]:
    selector_names = [selector.get("Name", "").casefold() for selector in chosen]
    if {selector.tag for selector in chosen} != {f"{_WSMAN}Selector"} or "" in selector_names:
        raise faults.of(Code.INVALID_SELECTORS)
    if len(set(selector_names)) < len(selector_names):  # DSP0226 R5.1.2.2-4
        raise faults.of(Code.DUPLICATE_SELECTORS)
    return set(selector_names)


def _check_shell_selectors(selectors: set[str], wanted: set[str]) -> None:
    """MS-WSMV 3.1.4.5.2, and 3.1.4.11 to 3.1.4.14."""
    if selectors - wanted:
        raise faults.of(Code.UNEXPECTED_SELECTORS)
    if wanted - selectors:
        raise faults.of(Code.INSUFFICIENT_SELECTORS)


def _check_option(option: ElementTree.Element, known: Mapping[str, re.Pattern[str]]) -> None:
    name = option.get("Name", "")
    if option.tag != f"{_WSMAN}Option" or not name:
        raise faults.of(Code.OPTIONS_INVALID_NAME)
    if name in known and not known[name].fullmatch((option.text or "").strip()):
        raise faults.of(Code.OPTIONS_INVALID_VALUE)
    if name not in known and option.get("MustComply", "false") in ("true", "1"):  # MS-WSMV 3.1.4.1.10
        raise faults.of(Code.OPTIONS_NOT_SUPPORTED)


def _check_shell(body: ElementTree.Element | None) -> None:
    """MS-WSMV 2.2.4.37, which leaves the order open and ends with an element of another namespace."""
    if body is None or body.tag != f"{_SHELL}Shell":
        raise faults.of(Code.INVALID_SOAP_BODY)
    known = {f"{_SHELL}{name}" for name in _SHELL_PROPERTIES.split()}
    _refuse(element for element in body if element.tag.startswith(_SHELL) and element.tag not in known)


def _check_shell_body(action: str, body: ElementTree.Element | None) -> None:
    _check_content(_SHELL_BODIES[action], body)
    assert body is not None
    text = (body[0].text or "").strip()
    is_valid = {
        names.COMMAND: bool(text),
        names.RECEIVE: bool(text) and set(text.split()) <= _STREAMS,
        names.SIGNAL: text.casefold() in _SIGNALS,
    }
    if not is_valid[action]:
        _refuse([body[0]])


def _check_content(content: _Content, body: ElementTree.Element | None) -> None:
    if body is None or body.tag != content.root:
        raise faults.of(Code.INVALID_SOAP_BODY)
    own = [element for element in body if not (content.open_to and element.tag.startswith(content.open_to))]
    _refuse(element for element in own if element.tag not in content.children)
    order = list(content.children)
    if [element.tag for element in own] != sorted((element.tag for element in own), key=order.index):
        _refuse(own)
    for tag, (least, most) in content.children.items():
        if not least <= sum(element.tag == tag for element in own) <= most:
            raise faults.invalid_element(names.local(tag))


def _check_parameters(resource_uri: str, body: ElementTree.Element) -> None:
    """Parameters are in the namespace of their class (DSP0227 11)."""
    for parameter in body:
        if parameter.tag[1:].partition("}")[0].casefold() != resource_uri.casefold():
            raise faults.of(Code.INVALID_XML_NAMESPACE)


def _refuse(elements: Iterable[ElementTree.Element]) -> None:
    for element in elements:
        raise faults.invalid_element(names.local(element.tag))
