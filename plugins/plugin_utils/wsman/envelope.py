# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests as values, and their SOAP envelopes. Pure: nothing here touches a socket.

Each element is one that a client sends which Windows is known to take: pywinrm's headers in their order, with mustUnderstand in its
namespace as pypsrp has it. The guide for contributors holds them beside four clients, and a test beside the two that are in Python. A
difference needs a proof that Windows takes it; that a request would be smaller is none.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import names

MAX_ITEMS = 32000
"""Items a page of an enumeration may carry: MaxBatchItems of WinRM 2.0 and later ([MS-WSMV] 2.2.4.10 note 9)."""

MAX_ENVELOPE_SIZE = 153600
"""Bytes of an answer in UTF-16. A host lowers what is more than its own limit ([MS-WSMV] 3.1.4.1.7), so every client but txwinrm asks for
the smallest limit that Windows has had."""

_TO = "http://windows-host:5985/wsman"
"""As pywinrm sends it to every host, over HTTPS too."""

_LANGUAGE = "en-US"
"""Of faults; it is never demanded, since Windows refuses that (3.1.4.1.8, 3.1.4.1.9)."""

_COMMAND_OPTIONS = {"WINRS_CONSOLEMODE_STDIN": "TRUE", "WINRS_SKIP_CMD_SHELL": "FALSE"}
"""As pywinrm sends them; ``cmd.exe /C`` runs the line, which Windows Server 2012 R2 and later do anyway (note 117)."""

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
    options: Mapping[str, str] = field(default_factory=dict)
    message_id: str = field(default_factory=lambda: f"uuid:{uuid.uuid4()}")

    def to_xml(self, operation_timeout_seconds: int) -> bytes:
        """The SOAP envelope in UTF-8; the host may take ``operation_timeout_seconds`` before it answers TimedOut."""
        return (
            f'<s:Envelope xmlns:s="{names.SOAP}" xmlns:a="{names.ADDRESSING}" xmlns:w="{names.WSMAN}"'
            f' xmlns:p="{names.MICROSOFT_WSMAN}"><s:Header>'
            f"<a:To>{_TO}</a:To>"
            f'<a:ReplyTo><a:Address s:mustUnderstand="true">{names.ANONYMOUS}</a:Address></a:ReplyTo>'
            f'<w:MaxEnvelopeSize s:mustUnderstand="true">{MAX_ENVELOPE_SIZE}</w:MaxEnvelopeSize>'
            f"<a:MessageID>{self.message_id}</a:MessageID>"
            f'<w:Locale s:mustUnderstand="false" xml:lang="{_LANGUAGE}"/>'
            f'<p:DataLocale s:mustUnderstand="false" xml:lang="{_LANGUAGE}"/>'
            f"<w:OperationTimeout>PT{operation_timeout_seconds}S</w:OperationTimeout>"
            f'<w:ResourceURI s:mustUnderstand="true">{escape(self.resource_uri)}</w:ResourceURI>'
            f'<a:Action s:mustUnderstand="true">{escape(self.action)}</a:Action>'
            f"{_selector_set(self.selectors)}{_option_set(self.options)}"
            f"</s:Header><s:Body>{self.body}</s:Body></s:Envelope>"
        ).encode()


def _selector_set(selectors: Mapping[str, str]) -> str:
    return f"<w:SelectorSet>{_named('Selector', selectors)}</w:SelectorSet>" if selectors else ""


def _option_set(options: Mapping[str, str]) -> str:
    return f'<w:OptionSet s:mustUnderstand="true">{_named("Option", options)}</w:OptionSet>' if options else ""


def _named(item: str, values: Mapping[str, str]) -> str:
    return "".join(f"<w:{item} Name={quoteattr(name)}>{escape(value)}</w:{item}>" for name, value in values.items())


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
    """Start ``cmd /c command_line`` in an open shell ([MS-WSMV] 3.1.4.11)."""
    command = f"<r:Command>{escape(command_line)}</r:Command>"
    body = f'<r:CommandLine xmlns:r="{names.SHELL}">{command}</r:CommandLine>'
    return Request(
        f"Command ({_commands(command_line)})",
        names.COMMAND,
        names.COMMAND_SHELL,
        body,
        {"ShellId": shell_id},
        repeatable=False,
        command_line=command_line,
        options=_COMMAND_OPTIONS,
    )


def _commands(command_line: str) -> str:
    count = 1 + sum(bool(separator) for separator in _NEXT_COMMAND.findall(command_line))
    return f"{count} commands" if count > 1 else "1 command"


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
