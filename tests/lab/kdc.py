# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Kerberos realm of its own on loopback: MIT's KDC with a database, a keytab and settings in one folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

REALM = "CORP.EXAMPLE"

_SYSTEM_PROGRAMS = "/usr/sbin:/sbin"
_PROGRAMS = {"krb5kdc": "krb5-kdc", "kdb5_util": "krb5-kdc", "kadmin.local": "krb5-admin-server", "kinit": "krb5-user"}
"""What is run, and the Debian package that has it."""

_SETTINGS = """
[libdefaults]
  default_realm = {realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  qualify_shortname = ""
[realms]
  {realm} = {{
    kdc = 127.0.0.1:{port}
  }}
"""

_KDC_SETTINGS = """
[kdcdefaults]
  kdc_listen = 127.0.0.1:{port}
  kdc_tcp_listen = 127.0.0.1:{port}
[realms]
  {realm} = {{
    database_name = {folder}/principal
    key_stash_file = {folder}/stash
    max_life = 1h
  }}
[logging]
  kdc = FILE:{folder}/kdc.log
"""


class KdcFailed(Exception):
    """The KDC ended, or one of the programs that prepare it failed."""


def missing_for_kerberos() -> str | None:
    """What has to be installed for a realm and its clients, in a sentence; None if nothing is missing."""
    packages = sorted({package for program, package in _PROGRAMS.items() if _program(program) is None})
    libraries = [] if find_spec("kerberos") else ["the Python library pykerberos (make kerberos builds it)"]
    wanted = ([f"the Debian packages {' '.join(packages)}"] if packages else []) + libraries
    return f"Kerberos needs {' and '.join(wanted)}" if wanted else None


@contextmanager
def realm(folder: Path, passwords: Mapping[str, str], services: Iterable[str]) -> Iterator[None]:
    """A realm with users and services while the block runs; this process and its children are members of it.

    `passwords` are by user name, `services` are principals such as `HTTP/web01.dmz.example`.
    """
    port = _free_port()
    environment = _settings(folder, port)
    _create(folder, environment, passwords, services)
    with _serving(folder, environment, port), _in_environment(environment):
        yield


def _settings(folder: Path, port: int) -> dict[str, str]:
    values = {"realm": REALM, "port": port, "folder": folder}
    (folder / "krb5.conf").write_text(_SETTINGS.format(**values), encoding="utf-8")
    (folder / "kdc.conf").write_text(_KDC_SETTINGS.format(**values), encoding="utf-8")
    return {
        "KRB5_CONFIG": str(folder / "krb5.conf"),
        "KRB5_KDC_PROFILE": str(folder / "kdc.conf"),
        "KRB5_KTNAME": f"FILE:{folder}/keytab",
        "KRB5CCNAME": f"FILE:{folder}/tickets",
    }


def _create(
    folder: Path, environment: Mapping[str, str], passwords: Mapping[str, str], services: Iterable[str]
) -> None:
    _run(environment, "kdb5_util", "create", "-s", "-W", "-r", REALM, "-P", "of the database")
    commands = [f'addprinc -pw "{password}" {user}' for user, password in passwords.items()]
    for service in services:
        commands += [f"addprinc -randkey {service}", f"ktadd -k {folder}/keytab {service}"]
    _run(environment, "kadmin.local", "-r", REALM, text="\n".join(commands) + "\n")


@contextmanager
def _serving(folder: Path, environment: Mapping[str, str], port: int) -> Iterator[None]:
    command = [_program("krb5kdc") or "krb5kdc", "-n", "-r", REALM, "-P", str(folder / "pid")]
    with subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL) as kdc:
        try:
            _await(kdc, port)
            yield
        finally:
            kdc.terminate()


def _await(kdc: subprocess.Popen[bytes], port: int, seconds: float = 10.0) -> None:
    """Until the KDC takes connections. Raises `KdcFailed`."""
    end = time.monotonic() + seconds
    while kdc.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise KdcFailed(f"the KDC doesn't listen on port {port}; it ended with {kdc.poll()}")


@contextmanager
def _in_environment(variables: Mapping[str, str]) -> Iterator[None]:
    former = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _run(environment: Mapping[str, str], program: str, *arguments: str, text: str = "") -> None:
    done = subprocess.run(
        [_program(program) or program, *arguments],
        env={**os.environ, **environment},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise KdcFailed(f"{program} ended with {done.returncode}: {done.stderr.strip()}")


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=_SYSTEM_PROGRAMS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
