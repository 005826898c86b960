# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that could not be opened is explained in one sentence."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.unreachable import explain

POOL = "HTTPConnectionPool(host='192.0.2.1', port=5985): Max retries exceeded with url: /wsman"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (f"ntlm: {POOL} ([Errno 111] Connection refused')", "the connection was refused (is WinRM listening there?)"),
        (f"ntlm: {POOL} ([Errno 113] No route to host')", "there is no route to it"),
        (f"ntlm: {POOL} ([Errno 101] Network is unreachable')", "there is no route to its network"),
        ("ntlm: ('Connection aborted.', ConnectionResetError: [Errno 104] x)", "it closed the connection"),
        ("ntlm: ('Connection aborted.', RemoteDisconnected('x'))", "it closed the connection"),
        ("ntlm: the specified credentials were rejected by the server", "the user name or password was rejected"),
        (f"{POOL} (Failed to resolve 'web01')", "its name cannot be resolved"),
        (f"{POOL} (ConnectTimeoutError(...))", "it did not answer in time (is a firewall in between?)"),
        ("Read timed out. (read timeout=30)", "it did not answer in time (is a firewall in between?)"),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate'))",
            "its TLS certificate could not be verified (give its CA in ansible_winrm_ca_trust_path)",
        ),
        ("kerberos: no ticket", "kerberos: no ticket"),
        ("[Errno 4711] no such number", "[Errno 4711] no such number"),
    ],
)
def test_the_plugins_words_become_a_reason(words: str, reason: str) -> None:
    assert explain("web01", "192.0.2.1:5985", words) == f"cannot connect to web01 at 192.0.2.1:5985: {reason}"
