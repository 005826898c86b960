# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sentence for a connection that could not be opened, out of what Ansible's winrm connection plugin says.

The plugin hands its errors on as text only. What is not recognised is passed on in its own words, cut to a length that
can be read: some of them come from the host.
"""

from __future__ import annotations

import errno
import re

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ACCESS_DENIED_HINT
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import one_line

_LONGEST_WORDS = 400
"""Characters: enough for an exception of requests with its causes, and for both of the statuses that Kerberos gives."""

_ERRNO = re.compile(r"\[Errno (\d{1,5})\]", re.ASCII)
_BY_NUMBER = {
    errno.ECONNREFUSED: "the connection was refused (is WinRM listening there?)",
    errno.EHOSTUNREACH: "there is no route to it",
    errno.ENETUNREACH: "there is no route to its network",
    errno.ECONNRESET: "it closed the connection",
}

_ACCESS_DENIED = re.compile(r"'wsmanfault_code': '?5\b")
_FAULT = re.compile(
    r"^(?:\w+: )?(?P<words>.*?)\.?\s*\(extended fault data: \{.*?(?:'wsmanfault_code': '?(?P<code>\d+)\b.*)?\}\)$",
    re.DOTALL,
)
_CLEAR_TEXT = re.compile(r"^(?:basic|plaintext): Bad HTTP response returned from server\. Code 500$")
_KERBEROS = re.compile(r"Kerberos auth failure for principal|authGSSClient\w+\(\) failed")

_REJECTED = f"the user name or password was rejected; if both are right, {ACCESS_DENIED_HINT}"
_NO_ANSWER = "it did not answer in time (is a firewall in between?)"
_OTHER_NAME = "its TLS certificate is issued to another name (is ansible_host a name in the certificate?)"
_LOGON_DENIED = "0x8009030c"
"""SEC_E_LOGON_DENIED ([MS-ERREF] 2.1.1), which a login by CredSSP ends with."""

_BY_WORDS = {
    "certificate: the specified credentials were rejected": (
        "the client certificate was rejected (is it mapped to a local account in winrm/config/service/certmapping, "
        "and is its issuer in the host's store Root?)"
    ),
    "credentials were rejected": _REJECTED,
    _LOGON_DENIED: _REJECTED,
    "CredSSP token after step": _REJECTED,
    "CredSSP being an available authentication method": "CredSSP is not enabled on the host",
    "Failed to resolve": "its name cannot be resolved",
    "ConnectTimeout": _NO_ANSWER,
    "timed out": _NO_ANSWER,
    "Hostname mismatch": _OTHER_NAME,
    "IP address mismatch": _OTHER_NAME,
    "CERTIFICATE_VERIFY_FAILED": (
        "its TLS certificate could not be verified (give its CA in ansible_winrm_ca_trust_path)"
    ),
    "RemoteDisconnected": "it closed the connection",
    "ConnectionResetError": "it closed the connection",
    "Code 404": "it has no WinRM service at that path, or filters the controller's address (HTTP 404)",
    "Code 503": "its WinRM service is stopping, or has too much to do (HTTP 503)",
}


def explain(host: str, address: str, words: str) -> str:
    """The sentence for ``host`` at ``address`` (name or IP address and port), given the plugin's ``words``."""
    number = _ERRNO.search(words)
    reason = _BY_NUMBER.get(int(number[1])) if number else None
    reason = reason or _by_pattern(words)
    reason = reason or next((sentence for key, sentence in _BY_WORDS.items() if key in words), _shown(words))
    return f"cannot connect to {host} at {address}: {reason}"


def _by_pattern(words: str) -> str | None:
    if _ACCESS_DENIED.search(words):
        return f"access is denied (WSManFault 5); {ACCESS_DENIED_HINT}"
    if _CLEAR_TEXT.search(words):
        return "the host refuses messages in clear text (HTTP 500): log in over HTTPS, or by ntlm, which seals them"
    if _KERBEROS.search(words):
        return f"Kerberos gave no ticket ({_shown(words)})"
    if (fault := _FAULT.match(words)) and fault["words"]:
        number = f" (WSManFault {fault['code']})" if fault["code"] else ""
        return f"the host opens no shell: {_shown(fault['words'])}{number}"
    return None


def _shown(words: str) -> str:
    line = one_line(" ".join(words.split()))
    if line.endswith(":"):
        return "Ansible's connection plugin gave no reason (is there memory enough for what the host sends?)"
    return line if len(line) <= _LONGEST_WORDS else f"{line[:_LONGEST_WORDS]}..."
