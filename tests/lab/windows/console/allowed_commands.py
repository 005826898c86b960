# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command lines that this DMZ's policy lets through: reading tools, with constants and validated names only."""

from __future__ import annotations

import re

NAME = r"[A-Za-z0-9 ._-]{1,64}"
HIVE = r"(?:HKLM|HKEY_LOCAL_MACHINE)"
STORES = r"SOFTWARE\\(?:Policies\\)?Microsoft\\(?:SystemCertificates|EnterpriseCertificates)"
SYSTEM = r"SYSTEM\\CurrentControlSet"
INTERFACES = rf"{SYSTEM}\\Services\\Tcpip\\Parameters\\Interfaces"
SIGNATURES = rf"{SYSTEM}\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010003"
SCHANNEL = rf"{SYSTEM}\\Control\\SecurityProviders\\SCHANNEL"
CONNECTOR_MANAGER = rf"{HIVE}\\{SYSTEM}\\Services\\HealthService\\Parameters\\ConnectorManager"
LISTENERS = r"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WSMAN\\Listener"
OPERATIONS_MANAGER = r"SOFTWARE\\Microsoft\\Microsoft Operations Manager\\3\.0"
LOG = r'"?(?:Operations Manager|System|Application)"?'
OPTION = r"/(?:q:\"[\w *\[\]()@=<>'.:+/,-]+\"|f:xml|rd:(?:true|false)|c:\d+|uni:(?:true|false))"
QUOTED_OPTION = r"\"/q:[\w *\[\]()@=<>'.:+/,-]+\""

READABLE_KEY = (
    rf"{HIVE}\\(?:SOFTWARE(?:\\{NAME})*|{SYSTEM}\\Services\\Tcpip\\Parameters|{INTERFACES}"
    rf"|{SIGNATURES}|{SCHANNEL}(?:\\Protocols)?)"
)
RECURSIVE_KEY = (
    rf"{HIVE}\\(?:{STORES}\\[A-Za-z0-9 _-]{{1,64}}\\Certificates(?:\\[0-9A-Fa-f]{{40}})?"
    rf"|{OPERATIONS_MANAGER}\\(?:Agent|Server) Management Groups(?:\\{NAME})*"
    rf"|{INTERFACES}|{SCHANNEL}\\Protocols|{LISTENERS})"
)

ALLOWED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf'reg(?:\.exe)? query "{READABLE_KEY}"(?: /v (?:[A-Za-z0-9_-]+|"{NAME}"))?(?: /reg:64)?',
        rf'reg(?:\.exe)? query "{RECURSIVE_KEY}" /s(?: /reg:64)?',
        rf'reg(?:\.exe)? query "{CONNECTOR_MANAGER}" /v EnableADIntegration',
        rf"wevtutil(?:\.exe)? qe {LOG}(?: (?:{OPTION}|{QUOTED_OPTION}))+",
        rf"wevtutil(?:\.exe)? (?:gl|gli) {LOG}",
        r"certutil(?:\.exe)? -verifystore Root [0-9A-F]{40}",
        r"echo [A-Za-z0-9 .:+-]+",
    )
)

JOINT = re.compile(r'(?:"[^"]*"|[^"&|()])+|[&|()]+')


def refusal(line: str) -> str | None:
    """Why the policy stops this line, None when it doesn't."""
    if not line.isascii() or not line.isprintable():
        return "the line holds a character that no allowed command needs"
    for part in JOINT.findall(line):
        if part[0] in "&|()":
            if not re.fullmatch(r"\)?(?:&&?|\|\|)?\(?", part):
                return f"commands are joined by {part}"
        elif part.strip() and not any(pattern.fullmatch(part.strip()) for pattern in ALLOWED):
            return f"not an allowed command: {part.strip()}"
    return None
