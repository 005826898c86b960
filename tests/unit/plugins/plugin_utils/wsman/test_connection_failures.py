# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection that could not be opened is explained in one sentence."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ACCESS_DENIED_HINT
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.connection_failures import explain

POOL = "HTTPConnectionPool(host='192.0.2.1', port=5985): Max retries exceeded with url: /wsman"
CERTIFICATE_REJECTED = (
    "the client certificate was rejected (is it mapped to a local account in winrm/config/service/certmapping, "
    "and is its issuer in the host's store Root?)"
)
REJECTED = f"the user name or password was rejected; if both are right, {ACCESS_DENIED_HINT}"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (f"ntlm: {POOL} ([Errno 111] Connection refused')", "the connection was refused (is WinRM listening there?)"),
        (f"ntlm: {POOL} ([Errno 113] No route to host')", "there is no route to it"),
        (f"ntlm: {POOL} ([Errno 101] Network is unreachable')", "there is no route to its network"),
        ("ntlm: ('Connection aborted.', ConnectionResetError: [Errno 104] x)", "it closed the connection"),
        ("ntlm: ('Connection aborted.', RemoteDisconnected('x'))", "it closed the connection"),
        ("ntlm:", "Ansible's connection plugin gave no reason (is there memory enough for what the host sends?)"),
        (
            "ntlm: Bad HTTP response returned from server. Code 503",
            "its WinRM service is stopping, or has too much to do (HTTP 503)",
        ),
        (
            "ntlm: Bad HTTP response returned from server. Code 404",
            "it has no WinRM service at that path, or filters the controller's address (HTTP 404)",
        ),
        (
            "ntlm: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
            "it closed the connection",
        ),
        ("ntlm: the specified credentials were rejected by the server", REJECTED),
        ("credssp: Received error status from the server: (2148074252) UNKOWN_STATUS 0x8009030c", REJECTED),
        (
            "credssp: Server did not response with a CredSSP token after step Credential exchange - actual 'Negotiate'",
            REJECTED,
        ),
        (
            "credssp: The server did not response CredSSP being an available authentication method - actual: 'Negotiate'",
            "CredSSP is not enabled on the host",
        ),
        (
            "certificate: the specified credentials were rejected by the server",
            CERTIFICATE_REJECTED,
        ),
        (
            "ntlm: Access is denied.  (extended fault data: {'http_status_code': 500, 'wsmanfault_code': 5})",
            f"access is denied (WSManFault 5); {ACCESS_DENIED_HINT}",
        ),
        (
            "ntlm: Zugriff verweigert (extended fault data: {'wsmanfault_code': '5', 'fault_code': 's:Sender'})",
            f"access is denied (WSManFault 5); {ACCESS_DENIED_HINT}",
        ),
        (
            "ntlm: User profile cannot be loaded.  (extended fault data: {'http_status_code': 500, 'wsmanfault_code': 500, 'x': 1})",
            "the host opens no shell: User profile cannot be loaded (WSManFault 500)",
        ),
        (
            "ntlm: Das Benutzerprofil kann nicht geladen werden.  (extended fault data: {'wsmanfault_code': '500'})",
            "the host opens no shell: Das Benutzerprofil kann nicht geladen werden (WSManFault 500)",
        ),
        (
            "ntlm: The maximum number of concurrent shells for this user has been exceeded.  (extended fault data: {'x': 1})",
            "the host opens no shell: The maximum number of concurrent shells for this user has been exceeded",
        ),
        ("ntlm: busy ({'wsmanfault_code': 50})", "ntlm: busy ({'wsmanfault_code': 50})"),
        (
            "basic: Bad HTTP response returned from server. Code 500",
            "the host refuses messages in clear text (HTTP 500): log in over HTTPS, or by ntlm, which seals them",
        ),
        (
            "Kerberos auth failure for principal a@B: kinit: Password incorrect",
            "Kerberos gave no ticket (Kerberos auth failure for principal a@B: kinit: Password incorrect)",
        ),
        (
            "kerberos: authGSSClientStep() failed: (('x', 1), ('Server not found', 2))",
            "Kerberos gave no ticket (kerberos: authGSSClientStep() failed: (('x', 1), ('Server not found', 2)))",
        ),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] Hostname mismatch, x'))",
            "its TLS certificate is issued to another name (is ansible_host a name in the certificate?)",
        ),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] IP address mismatch, x'))",
            "its TLS certificate is issued to another name (is ansible_host a name in the certificate?)",
        ),
        (f"{POOL} (Failed to resolve 'web01')", "its name cannot be resolved"),
        (f"{POOL} (ConnectTimeoutError(...))", "it did not answer in time (is a firewall in between?)"),
        ("Read timed out. (read timeout=30)", "it did not answer in time (is a firewall in between?)"),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate'))",
            "its TLS certificate could not be verified (give its CA in ansible_winrm_ca_trust_path)",
        ),
        ("somewhere: something else", "somewhere: something else"),
        ("[Errno 4711] no such number", "[Errno 4711] no such number"),
    ],
    ids=lambda text: text[:40],
)
def test_the_plugins_words_become_a_reason(words: str, reason: str) -> None:
    assert explain("web01", "192.0.2.1:5985", words) == f"cannot connect to web01 at 192.0.2.1:5985: {reason}"


@pytest.mark.parametrize("prefix", ["somewhere: ", "Kerberos auth failure for principal a@B: "])
def test_the_plugins_words_are_one_line_of_bounded_length(prefix: str) -> None:
    sentence = explain("web01", "192.0.2.1:5985", f"{prefix}a\x1b[2J\r\n  b\u202e" + "x" * 100_000)
    assert f"{prefix}a\\x1b[2J b\\u202exxx" in sentence
    assert sentence.rstrip(")").endswith("xxx...")
    assert len(sentence) < 500
