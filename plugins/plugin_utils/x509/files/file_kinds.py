# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file is that holds neither DER nor certificates in any other form; and private keys, wherever text shows one."""

from __future__ import annotations

import re

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.kinds import Kind

_MAGIC = {
    b"PK\x03\x04": Kind("a ZIP archive"),
    b"PK\x05\x06": Kind("a ZIP archive that is empty"),
    b"\x1f\x8b": Kind("a gzip archive"),
    b"7z\xbc\xaf\x27\x1c": Kind("a 7-Zip archive"),
    b"\xfd7zXZ": Kind("an xz archive"),
    b"MSCF": Kind("a cabinet file"),
    b"MZ": Kind("a program of Windows"),
    b"\x7fELF": Kind("a program"),
    b"%PDF": Kind("a PDF"),
    b"{\\rtf": Kind("a document (RTF)"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Kind("a document or database of Windows (OLE)"),
    b"\x89PNG": Kind("a picture"),
    b"\xff\xd8\xff": Kind("a picture"),
    b"SQLite format 3": Kind("an SQLite database"),
    b"\xfe\xed\xfe\xed": Kind("a Java keystore (JKS)"),
    b"\xce\xce\xce\xce": Kind("a Java keystore (JCEKS)"),
}


# Bounded, so that a search takes time in proportion to the text. The end of a key is as telling as its beginning.
def _boundary(label: str) -> re.Pattern[str]:
    return re.compile(rf"--[ \t]{{0,4}}(?:BEGIN|END)[ \t]{{1,4}}[^\n]{{0,32}}?{label}[^\n]{{0,32}}?-", re.IGNORECASE)


_SECRETS = (
    (re.compile(r"^(?:PuTTY-User-Key-File-\d|Private-Lines:)", re.MULTILINE), "a private key (PuTTY)"),
    (_boundary("OPENSSH PRIVATE KEY"), "a private key (OpenSSH)"),
    (_boundary("ENCRYPTED PRIVATE KEY"), "an encrypted private key"),
    (_boundary("PRIVATE[ _]KEY"), "a private key"),
    (_boundary("(?:PKCS ?#?12|PFX)"), kinds.PFX.name),
    (_boundary("STATIC KEY"), "a secret key (OpenVPN)"),
    # A boundary whose dashes are damaged beyond recognition stands alone in its line.
    (
        re.compile(
            r"^(?:[^\w\n]|_|&#?\w{1,8};){0,32}(?:BEGIN|END)[\s_]{0,4}(?:[A-Z0-9]{1,16}[ _]){0,4}PRIVATE[ _]?KEY\b[^a-z\n]{0,64}$",
            re.MULTILINE,
        ),
        "a private key",
    ),
    (re.compile(r"^[^\w\n]{0,16}DEK-Info:", re.MULTILINE), "an encrypted private key"),
    (re.compile(r"b3BlbnNzaC1rZXktdj"), kinds.OPENSSH.name),
    # Of RSAKeyValue the elements that a public key has none of.
    (
        re.compile(r"(?:<|&lt;)(?:\w{1,16}:)?(?:D|DP|DQ|InverseQ)\s{0,8}(?:>|&gt;)\s{0,64}[A-Za-z0-9+/]"),
        "a private key (XML)",
    ),
    (re.compile(r'"d"\s{0,8}:\s{0,8}"[A-Za-z0-9_-]{32}'), "a private key (JWK)"),
    (
        re.compile(r"^(?:[A-Z]{2,3} )?Private-Key: \(\d|^privateExponent:|^AGE-SECRET-KEY-1", re.MULTILINE),
        "a private key",
    ),
)

_LABELS = {
    "X509 CRL": kinds.REVOCATION_LIST,
    "CRL": kinds.REVOCATION_LIST,
    "CERTIFICATE REQUEST": kinds.REQUEST,
    "NEW CERTIFICATE REQUEST": kinds.REQUEST,
    "ATTRIBUTE CERTIFICATE": kinds.ATTRIBUTE_CERTIFICATE,
    "PUBLIC KEY": kinds.PUBLIC_KEY,
    "RSA PUBLIC KEY": kinds.PUBLIC_KEY,
    "DSA PUBLIC KEY": kinds.PUBLIC_KEY,
    "EC PUBLIC KEY": kinds.PUBLIC_KEY,
    "SSH2 PUBLIC KEY": Kind("a public key (SSH)"),
    "PGP PUBLIC KEY BLOCK": Kind("a public key (OpenPGP)"),
    "PGP MESSAGE": Kind("a message (OpenPGP)"),
    "DH PARAMETERS": Kind("Diffie-Hellman parameters"),
    "X9.42 DH PARAMETERS": Kind("Diffie-Hellman parameters"),
    "EC PARAMETERS": Kind("parameters of an elliptic curve"),
    "DSA PARAMETERS": Kind("DSA parameters"),
}

REGISTRY_EXPORT = Kind("an export of the registry (.reg)")
JSON = Kind("JSON")
OPENVPN = Kind("an OpenVPN profile")

_JSON = re.compile(r'\{\s{0,256}["}]|\[\s{0,256}[\[{"\]]')
_OPENVPN = re.compile(
    r"^[ \t]{0,16}<(?:ca|cert|key|extra-certs|tls-auth|tls-crypt|tls-crypt-v2|pkcs12)>[ \t]{0,16}$", re.MULTILINE
)
_DIRECTIVE = re.compile(r"^(?:client|remote|proto|dev|port|server|pull|tls-client|tls-server|nobind)\b", re.MULTILINE)
_HTML = re.compile(r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_SSH = re.compile(r"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S{1,32}|sk-\S{1,64}) AAAA")
_HEAD = 4096
"""Characters within which a text says what it is."""


def secret_in(text: str) -> Kind | None:
    """The private key that the text shows, as PEM under any label, or in a form of its own."""
    return next((Kind(name, secret=True) for pattern, name in _SECRETS if pattern.search(text)), None)


def kind_of_binary(data: bytes) -> Kind | None:
    """What the data is by its first bytes."""
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)


def kind_of_label(label: str) -> Kind | None:
    """What stands in a PEM block of that label, when it is known and no certificate."""
    return _LABELS.get(label)


def kind_around(text: str) -> Kind | None:
    """What the text is, when PEM inside is not meant to be taken out of it."""
    if text.lstrip().startswith(("Windows Registry Editor", "REGEDIT4")):
        return REGISTRY_EXPORT
    if _JSON.match(text.lstrip()):
        return JSON
    return OPENVPN if _OPENVPN.search(text) and _DIRECTIVE.search(text) else None


def kind_of_text(text: str) -> Kind | None:
    """What a text without certificates is."""
    head = text[:_HEAD].lstrip()
    if not text.strip():
        return Kind("empty")
    if _HTML.search(head):
        return Kind("HTML, a page of a web site")
    if head.startswith("<?xml"):
        return Kind("XML")
    if head.startswith("$ANSIBLE_VAULT;"):
        return Kind("encrypted with ansible-vault")
    return Kind("a public key (SSH)") if _SSH.match(head) else None
