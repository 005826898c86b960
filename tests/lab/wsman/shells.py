# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remote command shells of one machine (MS-WSMV 3.1.4.5 and 3.1.4.11 to 3.1.4.14)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from tests.lab.wsman import envelope, faults, names
from tests.lab.wsman.codes import Code
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.host import Host
from tests.lab.wsman.limits import Limits
from tests.lab.wsman.xml_text import escape

_SHELL = f"{{{names.SHELL}}}"
# What a Receive answer holds besides the output: the envelope, the end marks, the state.
_FRAME_CHARACTERS = 2_400


@dataclass(frozen=True)
class Caller:
    """Who sent a request: account name, client address, and the URL that was asked."""

    user: str
    address: str
    url: str


@dataclass
class _Command:
    stdout: bytes
    stderr: bytes
    exit_code: int
    waits: bool = False
    is_done: bool = False

    def take(self, room: int) -> tuple[bytes, bytes]:
        """The next `room` bytes of both streams together, standard output first."""
        stdout, self.stdout = self.stdout[:room], self.stdout[room:]
        room -= len(stdout)
        stderr, self.stderr = self.stderr[:room], self.stderr[room:]
        self.is_done = not self.stdout and not self.stderr and not self.waits
        return stdout, stderr


@dataclass
class _Shell:
    identifier: str
    owner: str
    commands_started: int = 0
    commands: dict[str, _Command] = field(default_factory=dict)


class Shells:
    """Open shells by their identifiers, which have no `uuid:` prefix from Windows Server 2008 R2 on."""

    def __init__(self, host: Host, limits: Limits) -> None:
        self._host = host
        self._limits = limits
        self._shells: dict[str, _Shell] = {}

    def answer(self, request: Request, caller: Caller, max_characters: int, receive_bytes: int | None = None) -> str:
        """The answer's envelope. Raises `Fault`. `receive_bytes` goes before the limit of that name."""
        if not self._limits.allow_remote_shell_access:
            raise faults.of(Code.REMOTESHELLS_NOT_ALLOWED)
        if request.action == names.CREATE:
            body = self._create(caller)
        elif request.action == names.DELETE:
            del self._shells[self._shell(request).identifier.casefold()]
            body = ""
        elif request.action == names.COMMAND:
            body = self._command(request)
        elif request.action == names.RECEIVE:
            allowed = min(max_characters, self._limits.page_characters)
            body = self._receive(request, allowed, receive_bytes or self._limits.receive_chunk_bytes)
        elif request.action == names.SIGNAL:
            body = self._signal(request)
        else:
            raise faults.of(Code.INVALID_ACTIONURI)
        return envelope.write(f"{request.action}Response", request.message_id, body)

    def _create(self, caller: Caller) -> str:
        allowed = self._limits.max_shells_per_user
        if sum(shell.owner == caller.user for shell in self._shells.values()) >= allowed:
            raise faults.too_many_shells(allowed)
        shell = _Shell(envelope.identifier(), caller.user)
        self._shells[shell.identifier.casefold()] = shell
        return _shell_created(shell, caller)

    def _command(self, request: Request) -> str:
        shell = self._shell(request)
        if request.body is None or request.body.tag != f"{_SHELL}CommandLine":
            raise faults.of(Code.INVALID_SOAP_BODY)
        # A shell never gives a command back to the quota (MS-WSMV note <118>).
        if shell.commands_started >= self._limits.max_commands_per_shell:
            raise faults.of(Code.QUOTA_MAX_OPERATIONS)
        output = self._host.run(command_line(request))
        identifier = envelope.identifier()
        shell.commands_started += 1
        shell.commands[identifier.casefold()] = _Command(output.stdout, output.stderr, output.exit_code, output.waits)
        return f"<rsp:CommandResponse><rsp:CommandId>{identifier}</rsp:CommandId></rsp:CommandResponse>"

    def _receive(self, request: Request, max_characters: int, max_bytes: int | None) -> str:
        shell = self._shell(request)
        desired = request.body.find(f"{_SHELL}DesiredStream") if request.body is not None else None
        identifier = desired.get("CommandId", "") if desired is not None else ""
        command = _find_command(shell, identifier)
        if command.is_done:
            raise faults.command_not_found()
        room = (max_characters - _FRAME_CHARACTERS) * 3 // 4
        stdout, stderr = command.take(min(room, max_bytes or room))
        if not (stdout or stderr or command.is_done):
            raise faults.of(Code.OPERATION_TIMEDOUT)  # Windows waits for its time before it says so
        return _receive_response(identifier, stdout, stderr, command)

    def _signal(self, request: Request) -> str:
        shell = self._shell(request)
        identifier = request.body.get("CommandId", "") if request.body is not None else ""
        _find_command(shell, identifier)
        del shell.commands[identifier.casefold()]
        return "<rsp:SignalResponse/>"

    def _shell(self, request: Request) -> _Shell:
        identifier = {name.casefold(): value for name, value in request.selectors.items()}.get("shellid", "")
        try:
            return self._shells[identifier.casefold()]
        except KeyError:
            raise faults.shell_not_found(identifier) from None


def command_line(request: Request) -> str:
    """The line that `cmd /c` gets: the command and its arguments, joined by blanks."""
    if request.body is None:
        return ""
    parts = [request.body.findtext(f"{_SHELL}Command", "")]
    parts += [element.text or "" for element in request.body.findall(f"{_SHELL}Arguments")]
    return " ".join(part for part in parts if part)


def _find_command(shell: _Shell, identifier: str) -> _Command:
    try:
        return shell.commands[identifier.casefold()]
    except KeyError:
        raise faults.command_not_found() from None


def _shell_created(shell: _Shell, caller: Caller) -> str:
    return (
        f"<x:ResourceCreated><a:Address>{escape(caller.url)}</a:Address><a:ReferenceParameters>"
        f"<w:ResourceURI>{names.COMMAND_SHELL}</w:ResourceURI><w:SelectorSet>"
        f'<w:Selector Name="ShellId">{shell.identifier}</w:Selector></w:SelectorSet></a:ReferenceParameters>'
        f'</x:ResourceCreated><rsp:Shell xmlns:rsp="{names.SHELL}"><rsp:ShellId>{shell.identifier}</rsp:ShellId>'
        f"<rsp:ResourceUri>{names.COMMAND_SHELL}</rsp:ResourceUri><rsp:Owner>{escape(shell.owner)}</rsp:Owner>"
        f"<rsp:ClientIP>{caller.address}</rsp:ClientIP><rsp:IdleTimeOut>PT7200.000S</rsp:IdleTimeOut>"
        "<rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams>"
        "<rsp:ShellRunTime>P0DT0H0M0S</rsp:ShellRunTime><rsp:ShellInactivity>P0DT0H0M0S</rsp:ShellInactivity>"
        "</rsp:Shell>"
    )


def _receive_response(identifier: str, stdout: bytes, stderr: bytes, command: _Command) -> str:
    streams = [_stream("stdout", identifier, stdout), _stream("stderr", identifier, stderr)]
    state = "Running"
    exit_code = ""
    if command.is_done:
        streams += [_end("stdout", identifier), _end("stderr", identifier)]
        state = "Done"
        exit_code = f"<rsp:ExitCode>{command.exit_code}</rsp:ExitCode>"
    return (
        f"<rsp:ReceiveResponse>{''.join(streams)}"
        f'<rsp:CommandState CommandId="{escape(identifier)}" State="{names.SHELL}/CommandState/{state}">'
        f"{exit_code}</rsp:CommandState></rsp:ReceiveResponse>"
    )


def _stream(name: str, identifier: str, data: bytes) -> str:
    encoded = base64.b64encode(data).decode()
    return f'<rsp:Stream Name="{name}" CommandId="{escape(identifier)}">{encoded}</rsp:Stream>' if data else ""


def _end(name: str, identifier: str) -> str:
    return f'<rsp:Stream Name="{name}" CommandId="{escape(identifier)}" End="true"></rsp:Stream>'
