# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sentence for a connection that could not be opened, out of what Ansible's winrm connection plugin says.

The plugin hands its errors on as text only. What is not recognised is passed on in its own words.
"""

from __future__ import annotations

import errno
import re

_ERRNO = re.compile(r"\[Errno (\d+)\]")
_BY_NUMBER = {
    errno.ECONNREFUSED: "the connection was refused (is WinRM listening there?)",
    errno.EHOSTUNREACH: "there is no route to it",
    errno.ENETUNREACH: "there is no route to its network",
    errno.ECONNRESET: "it closed the connection",
}
_BY_WORDS = {
    "credentials were rejected": "the user name or password was rejected",
    "Failed to resolve": "its name cannot be resolved",
    "ConnectTimeout": "it did not answer in time (is a firewall in between?)",
    "timed out": "it did not answer in time (is a firewall in between?)",
    "CERTIFICATE_VERIFY_FAILED": (
        "its TLS certificate could not be verified (give its CA in ansible_winrm_ca_trust_path)"
    ),
    "RemoteDisconnected": "it closed the connection",
}


def explain(host: str, address: str, words: str) -> str:
    """The sentence for ``host`` at ``address`` (name or IP address and port), given the plugin's ``words``."""
    number = _ERRNO.search(words)
    reason = _BY_NUMBER.get(int(number[1])) if number else None
    reason = reason or next((sentence for key, sentence in _BY_WORDS.items() if key in words), words)
    return f"cannot connect to {host} at {address}: {reason}"
