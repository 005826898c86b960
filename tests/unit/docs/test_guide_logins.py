# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to logins quotes the sentences that a failed login ends with."""

from __future__ import annotations

import re
from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.connection_failures import explain

GUIDE = Path(__file__).parents[3].joinpath("docs", "docsite", "rst", "guide_logins.rst").read_text(encoding="utf-8")
WORDS = {
    "the user name or password was rejected": "ntlm: the specified credentials were rejected by the server",
    "access is denied": "ntlm: x (extended fault data: {'wsmanfault_code': 5})",
    "its TLS certificate could not be verified": "CERTIFICATE_VERIFY_FAILED",
    "its TLS certificate is issued to another name": "CERTIFICATE_VERIFY_FAILED Hostname mismatch",
    "the client certificate was rejected": "certificate: the specified credentials were rejected by the server",
    "CredSSP is not enabled": "credssp: The server did not response CredSSP being an available authentication method",
    "Kerberos gave no ticket": "Kerberos auth failure for principal a@B: kinit: x",
}
ROW = re.compile(r"^   \* - (?!The sentence)(.+)$", re.MULTILINE)


def test_the_table_of_sentences_is_complete() -> None:
    assert set(ROW.findall(GUIDE)) == set(WORDS)


def test_the_sentences_of_the_table_are_said() -> None:
    said = {sentence: explain("web01", "192.0.2.1:5986", words) for sentence, words in WORDS.items()}
    assert [sentence for sentence, text in said.items() if f": {sentence}" not in text] == []
