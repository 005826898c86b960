# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests as values, and their SOAP envelopes. Pure: nothing here touches a socket.

An envelope carries what Windows demands, and Locale, so that faults come in English ([MS-WSMV] 3.1.4.1.8). It does without

- MaxEnvelopeSize: a host takes its own limit, to which it would lower ours anyway (3.1.4.1.7);
- DataLocale, which is optional and speaks of formatted numbers (3.1.4.1.9); shells ignore it (3.1.4.1.31.2);
- mustUnderstand, which in pywinrm's headers stands without its namespace and so means nothing.

Openwsman sends neither of the first two by itself, to the classes and the command shell of Windows alike.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import names

MAX_ITEMS = 32000
"""Items a page of an enumeration may carry: MaxBatchItems of WinRM 2.0 and later ([MS-WSMV] 2.2.4.21 note 9)."""

_TO = "http://host/wsman"
"""Windows takes any address: pywinrm sends a made-up one to every host, openwsman the anonymous one."""

_SELECTED = re.compile(r"\bFROM\s+(\w+)", re.IGNORECASE)
_NEXT_COMMAND = re.compile(r'"[^"]*"|(?<!&)(&)(?!&)')
"""What cmd.exe separates commands by; ``&&`` makes one of two, and between quotation marks it is a letter."""

Parameter = str | int | Sequence[int]


@dataclass(frozen=True)
class Request:
    """One WS-Management request.

    ``operation`` is what a log may say of it: names of operations, classes and methods, and the number of commands.
    ``command_line`` is the one that a Command runs. ``repeatable`` says whether it may be sent again when the connection broke before the answer came:
    a read, or a write whose effect is the same the second time and is read back afterwards.
    """

    operation: str
    action: str
    resource_uri: str
    body: str = ""
    selectors: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    command_line: str | None = None
    message_id: str = field(default_factory=lambda: f"id:{secrets.token_hex(8)}")
    """Any URI (DSP0226 R5.4.4-1; [MS-WSMV] note 47)."""

    def to_xml(self, operation_timeout_seconds: int) -> bytes:
        """The SOAP envelope in UTF-8; the host may take ``operation_timeout_seconds`` before it answers TimedOut."""
        selectors = "".join(
            f"<w:Selector Name={quoteattr(name)}>{escape(value)}</w:Selector>" for name, value in self.selectors.items()
        )
        return (
            f'<s:Envelope xmlns:s="{names.SOAP}" xmlns:a="{names.ADDRESSING}" xmlns:w="{names.WSMAN}"><s:Header>'
            f"<a:To>{_TO}</a:To><a:ReplyTo><a:Address>{names.ANONYMOUS}</a:Address></a:ReplyTo>"
            f"<a:MessageID>{self.message_id}</a:MessageID>"
            f'<w:Locale xml:lang="en-US"/><w:OperationTimeout>PT{operation_timeout_seconds}S</w:OperationTimeout>'
            f"<w:ResourceURI>{escape(self.resource_uri)}</w:ResourceURI><a:Action>{escape(self.action)}</a:Action>"
            f"{f'<w:SelectorSet>{selectors}</w:SelectorSet>' if selectors else ''}"
            f"</s:Header><s:Body>{self.body}</s:Body></s:Envelope>"
        ).encode()


def get(resource_uri: str, selectors: Mapping[str, str]) -> Request:
    """Ask for one instance by its keys (DSP0226 7.2)."""
    return Request(f"Get {names.class_of(resource_uri)}", names.GET, resource_uri, selectors=selectors)


def invoke(
    resource_uri: str,
    method: str,
    parameters: Mapping[str, Parameter],
    selectors: Mapping[str, str],
) -> Request:
    """Call a CIM method; an array parameter is one element an item ([MS-WSMV] 4.1.4)."""
    operation = f"Invoke {names.class_of(resource_uri)}.{method}"
    elements = "".join(_parameter(name, value) for name, value in parameters.items())
    body = f"<m:{method}_INPUT xmlns:m={quoteattr(resource_uri)}>{elements}</m:{method}_INPUT>"
    return Request(operation, f"{resource_uri}/{method}", resource_uri, body, selectors)


def _parameter(name: str, value: Parameter) -> str:
    items = [value] if isinstance(value, (str, int)) else value
    return "".join(f"<m:{name}>{escape(str(item))}</m:{name}>" for item in items)


def enumerate_wql(resource_uri: str, query: str) -> Request:
    """The first page of a query. Not repeatable by itself: a query that broke starts again as a whole."""
    body = (
        f'<n:Enumerate xmlns:n="{names.ENUMERATION}"><w:OptimizeEnumeration/><w:MaxElements>{MAX_ITEMS}</w:MaxElements>'
        f'<w:Filter Dialect="{names.WQL_DIALECT}">{escape(query)}</w:Filter></n:Enumerate>'
    )
    return Request(f"Enumerate {_selected(query)}", names.ENUMERATE, resource_uri, body, repeatable=False)


def pull(resource_uri: str, query: str, context: str) -> Request:
    """The next page of a query. Not repeatable: a host gives each context once and answers the next one with a new context."""
    body = (
        f'<n:Pull xmlns:n="{names.ENUMERATION}"><n:EnumerationContext>{escape(context)}</n:EnumerationContext>'
        f"<n:MaxElements>{MAX_ITEMS}</n:MaxElements></n:Pull>"
    )
    return Request(f"Pull {_selected(query)}", names.PULL, resource_uri, body, repeatable=False)


def _selected(query: str) -> str:
    """The class that a WQL query selects from."""
    found = _SELECTED.search(query)
    return found[1] if found else "?"


def run_command(shell_id: str, command_line: str) -> Request:
    """Start ``cmd /c command_line`` in an open shell ([MS-WSMV] 3.1.4.11). As CDATA each ``&`` of it is one byte."""
    command = f"<r:Command>{_cdata(command_line)}</r:Command>"
    body = f'<r:CommandLine xmlns:r="{names.SHELL}">{command}</r:CommandLine>'
    return Request(
        f"Command ({_commands(command_line)})",
        names.COMMAND,
        names.COMMAND_SHELL,
        body,
        {"ShellId": shell_id},
        repeatable=False,
        command_line=command_line,
    )


def _commands(command_line: str) -> str:
    count = 1 + sum(bool(separator) for separator in _NEXT_COMMAND.findall(command_line))
    return f"{count} commands" if count > 1 else "1 command"


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def receive(shell_id: str, command_id: str) -> Request:
    """The next piece of a command's output. Not repeatable: what a lost answer carried is gone."""
    body = (
        f'<r:Receive xmlns:r="{names.SHELL}">'
        f"<r:DesiredStream CommandId={quoteattr(command_id)}>stdout stderr</r:DesiredStream></r:Receive>"
    )
    return Request("Receive", names.RECEIVE, names.COMMAND_SHELL, body, {"ShellId": shell_id}, repeatable=False)


def terminate(shell_id: str, command_id: str) -> Request:
    """End a command and free what the host keeps for it ([MS-WSMV] 3.1.4.12)."""
    body = f'<r:Signal xmlns:r="{names.SHELL}" CommandId={quoteattr(command_id)}><r:Code>{names.TERMINATE}</r:Code></r:Signal>'
    return Request("Signal", names.SIGNAL, names.COMMAND_SHELL, body, {"ShellId": shell_id})
