# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others read in a certificate: openssl and cryptography, and what the collection reads, in the same words."""

from __future__ import annotations

import re
import subprocess
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import KEY_USAGES, SUBJECT_ALTERNATIVE_NAME
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.keys import PURE_BITS
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import SHORT_NAMES, WINDOWS_SHORT_NAMES
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from tests.unit.plugins.plugin_utils.x509.authority import NOW

# What openssl calls a purpose that it has a name for.
OPENSSL_PURPOSES = {
    "Any Extended Key Usage": "2.5.29.37.0",
    "TLS Web Server Authentication": "1.3.6.1.5.5.7.3.1",
    "TLS Web Client Authentication": "1.3.6.1.5.5.7.3.2",
    "Code Signing": "1.3.6.1.5.5.7.3.3",
    "E-mail Protection": "1.3.6.1.5.5.7.3.4",
    "IPSec End System": "1.3.6.1.5.5.7.3.5",
    "IPSec Tunnel": "1.3.6.1.5.5.7.3.6",
    "IPSec User": "1.3.6.1.5.5.7.3.7",
    "Time Stamping": "1.3.6.1.5.5.7.3.8",
    "OCSP Signing": "1.3.6.1.5.5.7.3.9",
    "Microsoft Commercial Code Signing": "1.3.6.1.4.1.311.2.1.22",
    "Microsoft Encrypted File System": "1.3.6.1.4.1.311.10.3.4",
    "Netscape Server Gated Crypto": "2.16.840.1.113730.4.1",
}

FORM = ["-noout", "-subject", "-issuer", "-serial", "-dates", "-fingerprint", "-sha256", "-text"]
# Types as object identifiers, the order and the escapes of RFC 4514, what is no text as hex.
NAMES = ["-nameopt", "oid,dn_rev,sep_comma_plus,esc_2253,utf8,dump_nostr,dump_der"]
OIDS = {name: oid for oid, name in {**SHORT_NAMES, **WINDOWS_SHORT_NAMES}.items()}
SHORT_NAME = re.compile(rf"(^|(?<!\\)[,+])({'|'.join(OIDS)})=")

UNREAD = object()


def said(kind: Any, tell: Callable[[Any], object], otherwise: object = None) -> Callable[[x509.Certificate], object]:
    """What an extension of that kind tells, or what its absence does."""

    def read(parsed: x509.Certificate) -> object:
        try:
            return tell(parsed.extensions.get_extension_for_class(kind).value)
        except x509.ExtensionNotFound:
            return otherwise

    return read


def signed_by_itself(parsed: x509.Certificate) -> bool:
    try:
        parsed.verify_directly_issued_by(parsed)
    except InvalidSignature:
        return False
    return True


def attribute(usage: str) -> str:
    """As cryptography names a key usage: ``_key_cert_sign``, ``_content_commitment`` for ``nonRepudiation``."""
    renamed = {"nonRepudiation": "contentCommitment", "cRLSign": "crlSign"}.get(usage, usage)
    return re.sub("([A-Z])", lambda letter: f"_{letter[1].lower()}", f"_{renamed}")


def hex_of(identifier: bytes | None) -> str | None:
    return None if identifier is None else identifier.hex().upper()


FIELDS: dict[str, Callable[[x509.Certificate], object]] = {
    "sha256": lambda parsed: hex_of(parsed.fingerprint(hashes.SHA256())),
    "thumbprint": lambda parsed: hex_of(parsed.fingerprint(hashes.SHA1())),
    "version": lambda parsed: parsed.version.value + 1,
    "serial_number": lambda parsed: parsed.serial_number,
    "subject_der": lambda parsed: parsed.subject.public_bytes(),
    "issuer_der": lambda parsed: parsed.issuer.public_bytes(),
    "not_before": lambda parsed: parsed.not_valid_before_utc,
    "not_after": lambda parsed: parsed.not_valid_after_utc,
    "has_extensions": lambda parsed: bool(list(parsed.extensions)),
    "is_ca": said(x509.BasicConstraints, lambda constraints: constraints.ca, False),
    "path_length": said(x509.BasicConstraints, lambda constraints: constraints.path_length),
    "key_usage": said(
        x509.KeyUsage, lambda usage: tuple(name for name in KEY_USAGES if getattr(usage, attribute(name)))
    ),
    "extended_key_usage": said(x509.ExtendedKeyUsage, lambda found: tuple(each.dotted_string for each in found)),
    "dns_names": said(x509.SubjectAlternativeName, lambda names: tuple(names.get_values_for_type(x509.DNSName)), ()),
    "subject_key_identifier": said(x509.SubjectKeyIdentifier, lambda found: hex_of(found.digest)),
    "authority_key_identifier": said(x509.AuthorityKeyIdentifier, lambda found: hex_of(found.key_identifier)),
    "signature_hash": lambda parsed: getattr(parsed.signature_hash_algorithm, "name", None),
    "own_key_signed": signed_by_itself,
}


def by_cryptography(certificate: Certificate) -> x509.Certificate | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(ValueError, x509.InvalidVersion):
            return x509.load_der_x509_certificate(certificate.der)
    return None


def differences_from_cryptography(
    certificate: Certificate, parsed: x509.Certificate
) -> dict[str, tuple[object, object]]:
    """The fields that are read in another way than cryptography does, of those that both can read."""
    theirs = {name: value for name, read in FIELDS.items() if (value := attempted(read, parsed)) is not UNREAD}
    if SUBJECT_ALTERNATIVE_NAME in certificate.unreadable_extensions:
        theirs.pop("dns_names", None)
    return {name: (ours, each) for name, each in theirs.items() if (ours := getattr(certificate, name)) != each}


def attempted(read: Callable[[x509.Certificate], object], parsed: x509.Certificate) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(parsed)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return UNREAD


def shown_by_openssl(file: Path, openssl: str) -> str | None:
    command = [openssl, "x509", "-in", str(file), "-inform", "DER", *FORM, *NAMES]
    done = subprocess.run(command, capture_output=True, check=False)
    return None if done.returncode else done.stdout.decode("utf-8", "replace")


def read_openssl(text: str) -> dict[str, Any]:
    bits = re.search(r"Public-Key: \((\d+) bit", text)
    purposes = re.search(r"X509v3 Extended Key Usage:.*\n +(.*)", text)
    return {
        "subject": line(text, "subject"),
        "issuer": line(text, "issuer"),
        "serial_number": int(line(text, "serial"), 16),
        "not_before": date(line(text, "notBefore")),
        "not_after": date(line(text, "notAfter")),
        "sha256": line(text, "(?:sha256|SHA256) Fingerprint").replace(":", ""),
        "public_key_bits": int(bits[1]) if bits else None,
        "extended_key_usage": purposes_of(purposes[1]) if purposes else None,
    }


def line(text: str, name: str) -> str:
    found = re.search(rf"^{name}=(.*)$", text, re.MULTILINE)
    assert found, name
    return found[1]


def date(text: str) -> str | None:
    """None for a fraction of a second and for what is no time, both of which openssl prints."""
    with suppress(ValueError):
        return datetime.strptime(text, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return None


def purposes_of(text: str) -> list[str]:
    # RFC 5280 wants at least one purpose; openssl shows the bytes of a list without any, 30 00, as it would print them.
    return [] if text == "0." else [OPENSSL_PURPOSES.get(name, name) for name in text.split(", ")]


def what_we_say(certificate: Certificate) -> dict[str, Any]:
    said = describe_certificate(certificate, NOW)
    # The type says how long such a key is, so openssl doesn't.
    bits = None if said["public_key_type"] in PURE_BITS else said["public_key_bits"]
    purposes = said["extended_key_usage"]
    return {
        "subject": with_oids(said["subject"]),
        "issuer": with_oids(said["issuer"]),
        "serial_number": int(said["serial_number_integer"]),
        "not_before": said["not_before"],
        "not_after": said["not_after"],
        "sha256": said["sha256"],
        "public_key_bits": bits,
        "extended_key_usage": purposes and [purpose["oid"] for purpose in purposes],
    }


def differences_from_openssl(certificate: Certificate, shown: str) -> dict[str, tuple[object, object]]:
    """The fields that are read in another way than openssl shows them. Of a key that cryptography cannot load nothing is said."""
    theirs, ours = read_openssl(shown), what_we_say(certificate)
    unsaid = {"public_key_bits"} if ours["public_key_bits"] is None else set()
    return {name: (ours[name], theirs[name]) for name in theirs.keys() - unsaid if ours[name] != theirs[name]}


def with_oids(name: str) -> str:
    return SHORT_NAME.sub(lambda found: f"{found[1]}{OIDS[found[2]]}=", name)


def sha1_of(files: dict[Path, Certificate], openssl: str) -> dict[str, str]:
    command = [openssl, "dgst", "-sha1", "-r", *map(str, files)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return {Path(name).name: digest.upper() for digest, name in (line.split(" *") for line in lines)}
