# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates as they lie on disks, and what lies there in their place, built without the reader that is tested."""

from __future__ import annotations

import base64
import codecs
import html
import json
import quopri
import struct
import textwrap
from collections.abc import Callable, Sequence

from tests.pki.der import INTEGER, OCTET_STRING, UTF8_STRING, oid, sequence, set_of, tlv

CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1
SIGNED_DATA, DATA, ENVELOPED_DATA = "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.3"
NETSCAPE_SEQUENCE = "2.16.840.1.113730.2.5"
END_OF_CONTENTS = b"\0\0"

ZERO_WIDTH, NO_BREAK, EM_DASH, EN_DASH = "\u200b", "\xa0", "\u2014", "\u2013"
TRUST_SETTINGS = sequence(sequence(oid("1.3.6.1.5.5.7.3.1")), tlv(UTF8_STRING, b"Corp"))


def armoured(der: bytes, label: str = "CERTIFICATE", width: int = 64) -> str:
    return f"-----BEGIN {label}-----\n{encoded(der, width)}\n-----END {label}-----\n"


def encoded(der: bytes, width: int = 64) -> str:
    return "\n".join(textwrap.wrap(base64.b64encode(der).decode(), width))


def signed_data(*certificates: bytes, beside: bytes = b"", lists: bytes = b"") -> bytes:
    """PKCS#7 that carries certificates and nothing that is signed (RFC 2315, 9.1)."""
    fields = [tlv(INTEGER, b"\x01"), set_of(), sequence(oid(DATA))]
    if certificates or beside:
        fields.append(tlv(CONTEXT_0, b"".join(certificates) + beside))
    if lists:
        fields.append(tlv(CONTEXT_1, lists))
    return sequence(oid(SIGNED_DATA), tlv(CONTEXT_0, sequence(*fields, set_of())))


def indefinite(tag: int, *elements: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(elements) + END_OF_CONTENTS


def signed_data_in_ber(*certificates: bytes) -> bytes:
    """The same with indefinite lengths, as BouncyCastle writes it."""
    data = indefinite(0x30, oid(DATA), indefinite(CONTEXT_0, indefinite(0x24, tlv(OCTET_STRING, b""))))
    fields = [tlv(INTEGER, b"\x01"), set_of(), data, indefinite(CONTEXT_0, *certificates), set_of()]
    return indefinite(0x30, oid(SIGNED_DATA), indefinite(CONTEXT_0, indefinite(0x30, *fields)))


def netscape_sequence(*certificates: bytes) -> bytes:
    return sequence(oid(NETSCAPE_SEQUENCE), tlv(CONTEXT_0, sequence(*certificates)))


def store_element(number: int, content: bytes) -> bytes:
    return struct.pack("<3I", number, 1, len(content)) + content


def serialized_store(*certificates: bytes, beside: bytes = b"") -> bytes:
    """A store as certutil writes it, each certificate with a property in front."""
    elements = (store_element(11, "Corp\0".encode("utf-16-le")) + store_element(32, each) for each in certificates)
    return b"\0\0\0\0CERT" + b"".join(elements) + beside + bytes(12)


def _rows(der: bytes, row: Callable[[int, bytes], str]) -> str:
    return "\n".join(row(at, der[at : at + 16]) for at in range(0, len(der), 16))


def _shown(data: bytes) -> str:
    return "".join(chr(byte) if 0x20 < byte < 0x7F else "." for byte in data)


def _certutil_row(at: int, data: bytes) -> str:
    digits = f"{data[:8].hex(' ')}  {data[8:].hex(' ')}"
    return f"{at:04x}  {digits:50} {_shown(data)}"


def _xxd_row(at: int, data: bytes) -> str:
    digits = " ".join(data[at : at + 2].hex() for at in range(0, len(data), 2))
    return f"{at:08x}: {digits:41}{_shown(data)}"


def _hexdump_row(at: int, data: bytes) -> str:
    digits = f"{data[:8].hex(' ')}  {data[8:].hex(' ')}"
    return f"{at:08x}  {digits:50}|{_shown(data)}|"


def _plain_row(_at: int, data: bytes) -> str:
    return f"{data.hex(' '):50}{_shown(data)}"


def _each_line(text: str, change: Callable[[str], str]) -> str:
    return "\n".join(map(change, text.split("\n")))


TEXTS: dict[str, Callable[[bytes], str]] = {
    "pem": armoured,
    "text around it": lambda der: f"Subject: the root\n{armoured(der)}\n-- that was it",
    "the words of openssl": lambda der: f"Certificate:\n    Data:\n        Version: 3 (0x2)\n{armoured(der)}",
    "bag attributes": lambda der: f"Bag Attributes\n    friendlyName: Corp -----\nissuer=CN=x\n{armoured(der)}",
    "certutil -dump": lambda der: f"======== Certificate 0 ========\n{armoured(der)}CertUtil: -dump command completed",
    "carriage returns": lambda der: armoured(der).replace("\n", "\r\n"),
    "carriage returns alone": lambda der: armoured(der).replace("\n", "\r"),
    "line separators": lambda der: armoured(der).replace("\n", "\u2028"),
    "indented": lambda der: textwrap.indent(armoured(der), "    \t"),
    "a block of YAML": lambda der: f"root: |\n{textwrap.indent(armoured(der), '  ')}other: 1\n",
    "blank lines": lambda der: armoured(der).replace("\n", "\n\n"),
    "blanks at the ends of lines": lambda der: armoured(der).replace("\n", "  \t\n"),
    "blanks for line ends": lambda der: armoured(der).replace("\n", " "),
    "one line": lambda der: armoured(der).replace("\n", ""),
    "one line of base64": lambda der: armoured(der, width=1 << 20),
    "backslashes and n": lambda der: armoured(der).replace("\n", "\\n"),
    "backslashes, r and n": lambda der: armoured(der).replace("\n", "\\r\\n"),
    "in quotation marks": lambda der: '"' + armoured(der).replace("\n", "\\n") + '"',
    "lines in quotation marks": lambda der: _each_line(armoured(der).strip(), lambda line: f'"{line}"'),
    "quoted in a mail": lambda der: _each_line(armoured(der), lambda line: f"> {line}"),
    "quoted twice": lambda der: _each_line(armoured(der), lambda line: f">> {line}"),
    "no-break spaces": lambda der: armoured(der).replace("\n", f"{NO_BREAK}\n"),
    "zero-width spaces": lambda der: armoured(der).replace("\n", f"{ZERO_WIDTH}\n{ZERO_WIDTH}"),
    "zero-width spaces within": lambda der: (
        armoured(der).replace("CERTIF", f"CERTIF{ZERO_WIDTH}").replace("MI", f"M{ZERO_WIDTH}I")
    ),
    "dashes of a word processor": lambda der: armoured(der).replace("--", EM_DASH),
    "short dashes of a word processor": lambda der: armoured(der).replace("--", EN_DASH),
    "quoted-printable": lambda der: quopri.encodestring(armoured(der).encode()).decode(),
    "quoted-printable of one line": lambda der: quopri.encodestring(armoured(der, width=1 << 20).encode()).decode(),
    "HTML": lambda der: f"<html><pre>{armoured(der)}</pre></html>".replace("\n", "<br>\n"),
    "HTML with entities": lambda der: f"<html>{html.escape(armoured(der))}</html>".replace("+", "&#43;").replace(
        "/", "&#x2F;"
    ),
    "small letters": lambda der: armoured(der, "certificate").replace("BEGIN", "begin").replace("END", "end"),
    "without a last line end": lambda der: armoured(der).rstrip(),
    "zeros behind it": lambda der: armoured(der) + "\0" * 8,
    "the end of a DOS text": lambda der: armoured(der) + "\x1a",
    "the old label": lambda der: armoured(der, "X509 CERTIFICATE"),
    "trust settings": lambda der: armoured(der + TRUST_SETTINGS, "TRUSTED CERTIFICATE"),
    "the label of trust settings alone": lambda der: armoured(der, "TRUSTED CERTIFICATE"),
    "headers": lambda der: armoured(der).replace("-----\n", "-----\nComment: the root\nX-Note: none\n\n", 1),
    "headers without a blank line": lambda der: armoured(der).replace("-----\n", "-----\nComment: the root\n", 1),
    "the alphabet for URLs": lambda der: armoured(der).replace("+", "-").replace("/", "_"),
    "no padding": lambda der: armoured(der).replace("=", ""),
    "a dash too many": lambda der: armoured(der).replace("-----END", "------END"),
    "a comment that speaks of both lines": lambda der: (
        f"# paste from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----\n{armoured(der)}"
    ),
    "a comment that speaks of the first line": lambda der: (
        f"# it begins with -----BEGIN CERTIFICATE-----\n{armoured(der)}"
    ),
    "a comment that speaks of the last line": lambda der: f"{armoured(der)}# it ends with -----END CERTIFICATE-----\n",
    "rulers": lambda der: f"-- begin of list --\n{armoured(der)}-- end of list --\n",
    "base64": lambda der: encoded(der, 76),
    "base64 in one line": lambda der: encoded(der, 1 << 20),
    "base64 with carriage returns": lambda der: encoded(der).replace("\n", "\r\n"),
    "base64 of PEM": lambda der: encoded(armoured(der).encode(), 1 << 20),
    "base64 of PEM in UTF-16": lambda der: encoded(armoured(der).encode("utf-16")),
    "base64 quoted in a mail": lambda der: _each_line(encoded(der), lambda line: f"> {line}"),
    "hexadecimal": lambda der: der.hex(),
    "hexadecimal in lines": lambda der: "\n".join(textwrap.wrap(der.hex().upper(), 60)),
    "hexadecimal with blanks": lambda der: der.hex(" "),
    "hexadecimal with colons": lambda der: der.hex(":").upper(),
    "hexadecimal of a database": lambda der: f"0x{der.hex()}",
    "an array of C": lambda der: (
        f"char x[] = {{\n {', '.join(f'0x{byte:02x}' for byte in der)} }};\nint n = {len(der)};\n"
    ),
    "certutil -encodehex": lambda der: _rows(der, _certutil_row),
    "xxd": lambda der: _rows(der, _xxd_row),
    "hexdump": lambda der: f"{_rows(der, _hexdump_row)}\n{len(der):08x}\n",
    "hexadecimal beside text": lambda der: _rows(der, _plain_row),
}

BINARIES: dict[str, Callable[[bytes], bytes]] = {
    "DER": bytes,
    "DER behind a byte order mark": lambda der: codecs.BOM_UTF8 + der,
    "DER before a line end": lambda der: der + b"\r\n",
    "DER before zeros": lambda der: der + bytes(16),
    "DER twice": lambda der: der + der,
    "DER before PEM": lambda der: der + armoured(der).encode(),
    "a zero within PEM": lambda der: armoured(der + b"\0").encode(),
    "text of a western code page": lambda der: f"Grüße {NO_BREAK}\n{armoured(der)}".encode("cp1252"),
    "dashes of a western code page": lambda der: armoured(der).replace("--", EM_DASH).encode("cp1252"),
    "a registry entry": lambda der: store_element(3, bytes(20)) + store_element(32, der),
    "half in UTF-16": lambda der: "\ufefftext\n".encode("utf-16-le") + armoured(der).encode(),
    "half in ASCII": lambda der: b"text\n" + armoured(der).encode("utf-16-le"),
}

ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "big-endian UTF-16": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "big-endian UTF-16 without a mark": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "UTF-32 without a mark": lambda text: text.encode("utf-32-le"),
    "big-endian UTF-32": lambda text: codecs.BOM_UTF32_BE + text.encode("utf-32-be"),
}

BUNDLES: dict[str, Callable[[Sequence[bytes]], bytes]] = {
    "PEM": lambda ders: "".join(map(armoured, ders)).encode(),
    "PEM, glued": lambda ders: "".join(armoured(der).strip() for der in ders).encode(),
    "PEM of both labels": lambda ders: "".join(
        armoured(der, label) for der, label in zip(ders, ("CERTIFICATE", "X509 CERTIFICATE"), strict=True)
    ).encode(),
    "DER": b"".join,
    "base64": lambda ders: "\n\n".join(map(encoded, ders)).encode(),
    "PKCS#7": lambda ders: signed_data(*ders),
    "PKCS#7 in BER": lambda ders: signed_data_in_ber(*ders),
    "PKCS#7 in PEM": lambda ders: armoured(signed_data(*ders), "PKCS7").encode(),
    "PKCS#7 in BER and PEM": lambda ders: armoured(signed_data_in_ber(*ders), "PKCS7").encode(),
    "CMS": lambda ders: armoured(signed_data(*ders), "CMS").encode(),
    "PKCS#7 under a label of two words": lambda ders: armoured(signed_data(*ders), "PKCS #7 SIGNED DATA").encode(),
    "PKCS#7 under the label that Windows writes": lambda ders: armoured(signed_data(*ders)).encode(),
    "PKCS#7 in base64": lambda ders: encoded(signed_data(*ders)).encode(),
    "PKCS#7 in hexadecimal": lambda ders: signed_data(*ders).hex().encode(),
    "PKCS#7 with one twice": lambda ders: signed_data(*ders, ders[0]),
    "PKCS#7 before a line end": lambda ders: signed_data(*ders) + b"\n",
    "several PKCS#7": lambda ders: "".join(armoured(signed_data(der), "PKCS7") for der in ders).encode(),
    "a serialized store": lambda ders: serialized_store(*ders),
    "a serialized store in base64": lambda ders: encoded(serialized_store(*ders)).encode(),
    "a serialized store without an end": lambda ders: serialized_store(*ders)[:-12],
    "a sequence of Netscape": lambda ders: netscape_sequence(*ders),
}

OTHER_FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "blanks": (b" \r\n\t", "empty"),
    "a mark alone": (codecs.BOM_UTF8, "empty"),
    "words": (b"hello", "nothing that is read here"),
    "HTML": (b"<!DOCTYPE html>\n<html><body>The page cannot be displayed</body></html>", "HTML"),
    "XML": (b"<?xml version='1.0'?><root/>", "XML"),
    "JSON": (json.dumps({"certificate": armoured(bytes(100))}).encode(), "JSON"),
    "logs of certificate transparency": (b'{"operators": [{"logs": []}]}', "JSON"),
    "a list in JSON": (b'[{"leaf_input": "AAAA"}]', "JSON"),
    "a registry export": ('Windows Registry Editor Version 5.00\r\n"Blob"=hex:03'.encode("utf-16"), "registry"),
    "an old registry export": (b'REGEDIT4\r\n"Blob"=hex:03', "registry"),
    "an OpenVPN profile": (f"client\n<ca>\n{armoured(bytes(100))}</ca>\n".encode(), "OpenVPN"),
    "a ZIP": (b"PK\x03\x04" + bytes(40), "ZIP"),
    "a gzip": (b"\x1f\x8b\x08" + bytes(20), "gzip"),
    "a PDF": (b"%PDF-1.7\n", "PDF"),
    "a cabinet": (b"MSCF" + bytes(40), "cabinet"),
    "a keystore": (b"\xfe\xed\xfe\xed" + bytes(40), "keystore"),
    "a vault": (b"$ANSIBLE_VAULT;1.1;AES256\n3162", "ansible-vault"),
    "a public key of SSH": (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me@host", "public key (SSH)"),
    "PKCS#7 without certificates": (signed_data(), "PKCS#7 without certificates"),
    "an encrypted message": (sequence(oid(ENVELOPED_DATA), tlv(CONTEXT_0, sequence())), "encrypted message"),
    "an empty sequence of Netscape": (netscape_sequence(), "empty"),
    "a store without certificates": (serialized_store(), "store without certificates"),
    "parameters": (armoured(sequence(tlv(INTEGER, bytes([1] * 64))), "DH PARAMETERS").encode(), "Diffie-Hellman"),
    "a label that is not known": (armoured(bytes(100), "ODD THING").encode(), "label ODD THING"),
    "a cut PKCS#7": (signed_data(bytes(300))[:-200], "cut off or damaged"),
}
