# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The envelopes of ours, of pywinrm and of pypsrp for the same operations, as these packages build them here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import xmltodict  # type: ignore[import-untyped]
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import envelope, names
from pypsrp.shell import SignalCode, WinRS
from pypsrp.wsman import SelectorSet, WSMan
from winrm.protocol import Protocol

from tests.unit.plugins.plugin_utils.wsman.elements import Said, said

SHELL, COMMAND, LINE = (
    "5B1D6D3C-0000-4000-8000-000000000001",
    "5B1D6D3C-0000-4000-8000-000000000002",
    'reg query "A" & b',
)
SERVICE = names.cim_class("root/cimv2", "Win32_Service")
NAME = {"Name": "HealthService"}
QUERY = "SELECT Name FROM Win32_Service"
TIMEOUT = 20

SHELL_OPERATIONS = ("Command", "Receive", "Signal")
CIM_ACTIONS = {
    "Get": (names.GET, NAME),
    "Enumerate": (names.ENUMERATE, {}),
    "Pull": (names.PULL, {}),
    "Invoke": (f"{SERVICE}/StopService", NAME),
}
"""Operations whose body the user of a client builds; so only their headers can be compared."""

OURS = {
    "Command": envelope.run_command(SHELL, LINE),
    "Receive": envelope.receive(SHELL, COMMAND),
    "Signal": envelope.terminate(SHELL, COMMAND),
    "Get": envelope.get(SERVICE, NAME),
    "Enumerate": envelope.enumerate_wql(SERVICE, QUERY),
    "Pull": envelope.pull(SERVICE, QUERY, "uuid:1"),
    "Invoke": envelope.invoke(SERVICE, "StopService", {}, NAME),
}

_ANSWER = f"""<s:Envelope xmlns:s="{names.SOAP}" xmlns:a="{names.ADDRESSING}" xmlns:w="{names.WSMAN}" xmlns:x="{names.TRANSFER}"
 xmlns:r="{names.SHELL}"><s:Header><a:RelatesTo>%s</a:RelatesTo></s:Header><s:Body><x:ResourceCreated><a:ReferenceParameters>
<w:SelectorSet><w:Selector Name="ShellId">{SHELL}</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>
<r:CommandResponse><r:CommandId>{COMMAND}</r:CommandId></r:CommandResponse><r:ReceiveResponse><r:CommandState
 State="{names.SHELL}/CommandState/Done"><r:ExitCode>0</r:ExitCode></r:CommandState></r:ReceiveResponse></s:Body></s:Envelope>"""


class _Host:
    """Stands in for the transport of both clients, keeps what they send, and answers everything at once."""

    endpoint = "http://web01.dmz.example:5985/wsman"

    def __init__(self) -> None:
        self.sent: dict[str, bytes | str] = {}

    def send(self, message: bytes | str, **_settings: Any) -> bytes:
        request = ElementTree.fromstring(message)
        action = (request.findtext(f".//{{{names.ADDRESSING}}}Action") or "").rpartition("/")[2]
        self.sent["Invoke" if action == "StopService" else action] = message
        return (_ANSWER % request.findtext(f".//{{{names.ADDRESSING}}}MessageID")).encode()

    send_message = send

    def close_session(self) -> None:
        """What pywinrm asks for at the end."""


def ours() -> dict[str, Said]:
    return _all({name: request.to_xml(TIMEOUT) for name, request in OURS.items()})


def whole_of_ours() -> dict[str, Said]:
    """With the bodies of all operations."""
    return {name: said(request.to_xml(TIMEOUT)) for name, request in OURS.items()}


def pywinrm() -> dict[str, Said]:
    """Those of commands by its methods, the others with the headers that it builds for requests of its users."""
    protocol, host = Protocol(_Host.endpoint, username="collector", password="-"), _Host()
    protocol.transport = host  # type: ignore[assignment]
    shell = protocol.open_shell()
    command = protocol.run_command(shell, LINE)
    protocol.get_command_output(shell, command)
    protocol.cleanup_command(shell, command)
    protocol.close_shell(shell)
    for action, selectors in CIM_ACTIONS.values():
        built = protocol.build_wsman_header(action, SERVICE) | {"env:Body": {}}
        if selectors:
            items = [{"@Name": name, "#text": value} for name, value in selectors.items()]
            built["env:Header"]["w:SelectorSet"] = {"w:Selector": items}
        protocol.send_message(xmltodict.unparse({"env:Envelope": built}))
    return _all(host.sent)


def pypsrp() -> dict[str, Said]:
    wsman, host = WSMan("web01.dmz.example", ssl=False), _Host()
    wsman.transport = host  # type: ignore[assignment]
    with WinRS(wsman) as shell:
        shell.command(LINE, [])
        shell.receive(command_id=COMMAND)
        shell.signal(SignalCode.TERMINATE, COMMAND)
    for action, selectors in CIM_ACTIONS.values():
        chosen = SelectorSet() if selectors else None
        for name, value in selectors.items():
            chosen.add_option(name, value)  # type: ignore[union-attr]
        wsman.invoke(action, SERVICE, None, selector_set=chosen)
    return _all(host.sent)


CLIENTS: dict[str, Callable[[], dict[str, Said]]] = {"pywinrm": pywinrm, "pypsrp": pypsrp}


def _all(envelopes: dict[str, Any]) -> dict[str, Said]:
    return {name: said(envelopes[name], name in SHELL_OPERATIONS) for name in OURS}
