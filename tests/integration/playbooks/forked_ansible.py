# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs Ansible's programs in forks of one process that has imported Ansible, which takes a second of CPU each time.

What Ansible reads of its environment when it is imported is that of this process, so a run with other settings of Ansible
needs a process of its own.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from subprocess import Popen
from typing import BinaryIO, Self

from tests.environment import REPOSITORY, TOOLS

_PROGRAMS = {"ansible": "adhoc", "ansible-playbook": "playbook"}
_NEEDED = ("ansible.executor.task_executor", "cryptography.x509", "requests_credssp", "requests_ntlm", "winrm.protocol")
"""What runs import later, and takes long."""

_LONGEST_REQUEST = 1024 * 1024


class ForkedAnsible:
    """The process that forks. It runs one program at a time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", __name__, str(theirs.fileno())]
            self._process = Popen(command, cwd=REPOSITORY, env=environment, pass_fds=[theirs.fileno()])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()
        self._process.wait()

    def serves(self, environment: Mapping[str, str]) -> bool:
        """Whether a run with this environment would be the same in a process of its own."""
        return _settings(environment) == _settings(self._environment)

    def run(
        self, program: str, arguments: Sequence[str], folder: str, environment: Mapping[str, str], output: BinaryIO
    ) -> int:
        """Run a program to its end, with both of its outputs in a file, and return its exit code."""
        request = {"program": program, "arguments": list(arguments), "folder": folder, "environment": dict(environment)}
        socket.send_fds(self._socket, [json.dumps(request).encode()], [output.fileno()])
        answer = self._socket.recv(16)
        if not answer:
            raise RuntimeError(f"the process that runs {program} has ended")
        return int(answer)


def _settings(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith("ANSIBLE_")}


def _serve(requests: socket.socket) -> None:
    sys.path[0] = str(TOOLS)  # as in a program there
    mains = {name: import_module(f"ansible.cli.{module}").main for name, module in _PROGRAMS.items()}
    for module in _NEEDED:
        import_module(module)
    gc.freeze()  # so that no run copies the pages of what it has from here
    while True:
        request, outputs, _flags, _address = socket.recv_fds(requests, _LONGEST_REQUEST, 1)
        if not request:
            return
        given = json.loads(request)
        child = os.fork()
        if child == 0:
            requests.close()
            _become(mains[given["program"]], given, outputs[0])
        os.close(outputs[0])
        requests.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _become(main: Callable[[], None], given: Mapping[str, object], output: int) -> None:
    """Be the program from here on."""
    code = 1
    try:
        os.setsid()
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(str(given["folder"]))
        os.environ.clear()
        os.environ.update(given["environment"])
        sys.argv = [str(given["program"]), *given["arguments"]]
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        _serve(requests)
