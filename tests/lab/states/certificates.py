# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Authorities and certificates of a state, by the names that the file gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.pki import AUTHORITY_YEARS, IN_DATE, Pki, Validity
from tests.lab.scenarios.site import ROOT_NAME
from tests.lab.states.moments import read_moment
from tests.lab.states.section import Section, StateError
from tests.lab.windows import private_key
from tests.lab.windows.certificate_store import thumbprint
from tests.lab.windows.private_key import AT_SIGNATURE, PrivateKey
from tests.pki.certificates import Authority, SignatureHash

AGENTS_ROOT = "Example DMZ Root CA"
GATEWAYS_ROOT = ROOT_NAME
"""The authorities that are there without being described."""

AGENT = "agent"
GATEWAY = "gateway"
"""The certificates that are."""

AUTHORITY_KEYS = ("subject", "issuer", "renews", "starts", "ends")
CERTIFICATE_KEYS = (
    *(
        "like",
        "subject",
        "names",
        "issuer",
        "starts",
        "ends",
        "usages",
        "signature",
        "key",
        "serial of",
        "revocation list",
    ),
)

USAGES = {
    "server authentication": ExtendedKeyUsageOID.SERVER_AUTH,
    "client authentication": ExtendedKeyUsageOID.CLIENT_AUTH,
    "code signing": ExtendedKeyUsageOID.CODE_SIGNING,
    "smart card logon": ExtendedKeyUsageOID.SMARTCARD_LOGON,
}
BOTH_USAGES = ("server authentication", "client authentication")
SIGNATURES: Mapping[str, SignatureHash] = {
    "SHA-256": hashes.SHA256(),
    "SHA-384": hashes.SHA384(),
    "SHA-512": hashes.SHA512(),
}
PSS = "PSS "
"""Before the name of a hash: signed by RSASSA-PSS."""
KEYS = ("machine", "user", "CNG", "signature only", "none")


class Certificates:
    """Made when they are first asked for, so that the order of a file does not matter. Raises StateError for a name that it has not."""

    def __init__(self, pki: Pki, site: Section, agent: str, gateway: str) -> None:
        """The machines' names are given, because their certificates need not be described."""
        self._pki = pki
        self._place = site.place
        self._agent = agent
        self._authorities = {AGENTS_ROOT: {}, GATEWAYS_ROOT: {}, **site.mapping("authorities")}
        certificates = site.mapping("certificates")
        usual = {"subject": gateway, "issuer": GATEWAYS_ROOT}
        self._certificates = {AGENT: {}, **certificates, GATEWAY: {**usual, **(certificates.get(GATEWAY) or {})}}
        self._made: dict[str, x509.Certificate] = {}
        self._made_authorities: dict[str, Authority] = {}

    def __getitem__(self, name: str) -> x509.Certificate:
        """That of an authority, or of a host."""
        if name in self._authorities:
            return self.authority(name).certificate
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    @property
    def words(self) -> dict[str, str]:
        """The placeholder of each certificate's thumbprint, and the thumbprint."""
        return {f"<thumbprint of {name}>": thumbprint(self[name]) for name in (*self._authorities, *self._certificates)}

    def authority(self, name: str) -> Authority:
        if name not in self._authorities:
            raise StateError(
                f"{self._place} names the authority {name!r}, and describes: {', '.join(self._authorities)}."
            )
        if name not in self._made_authorities:
            self._made_authorities[name] = self._make_authority(name)
        return self._made_authorities[name]

    def private_key(self, name: str, container: str) -> PrivateKey | None:
        """As the entry of a store names it."""
        match self._section(name).choice("key", KEYS, "machine"):
            case "user":
                return PrivateKey(container, flags=0)
            case "CNG":
                return private_key.cng_key(container)
            case "signature only":
                return PrivateKey(container, key_spec=AT_SIGNATURE)
            case "none":
                return None
        return PrivateKey(container)

    def _make_authority(self, name: str) -> Authority:
        section = Section.of(self._authorities[name] or {}, f"{self._place}, authorities, {name}", AUTHORITY_KEYS)
        subject, validity = section.text("subject", name), _validity(section, AUTHORITY_YEARS)
        if "issuer" in section:
            return self._pki.issuing(subject, self.authority(section.text("issuer")), validity=validity)
        renews = self.authority(section.text("renews")) if "renews" in section else None
        return self._pki.root(subject, validity=validity, renews=renews)

    def _make(self, name: str) -> x509.Certificate:
        section = self._section(name)
        signature = section.choice("signature", (*SIGNATURES, *(f"{PSS}{each}" for each in SIGNATURES)), "SHA-256")
        twin = self[section.text("serial of")] if "serial of" in section else None
        return self._pki.host(
            section.text("subject"),
            self.authority(section.text("issuer")),
            names=section.texts("names", (section.text("subject"),)),
            validity=_validity(section, IN_DATE),
            usages=read_usages(section.texts("usages", BOTH_USAGES), section.at("usages")),
            serial=twin.serial_number if twin else None,
            algorithm=SIGNATURES[signature.removeprefix(PSS)],
            pss=signature.startswith(PSS),
            further=_revocation_list(section),
        )

    def _section(self, name: str) -> Section:
        """With what it has in common with another one; of one that is like no other, it is the agent's usual name and issuer."""
        if name not in self._certificates:
            known = ", ".join((*self._authorities, *self._certificates))
            raise StateError(f"{self._place} names the certificate {name!r}, and knows: {known}.")
        place = f"{self._place}, certificates, {name}"
        section = Section.of(self._certificates[name] or {}, place, CERTIFICATE_KEYS)
        model = section.text("like")
        usual = self._section(model).content if model else {"subject": self._agent, "issuer": AGENTS_ROOT}
        return Section({**usual, **section.content}, place)


def read_usages(names: Sequence[str], place: str) -> list[x509.ObjectIdentifier]:
    for name in names:
        if name not in USAGES:
            raise StateError(f"{place} has {name!r}, and may have: {', '.join(USAGES)}.")
    return [USAGES[name] for name in names]


def _revocation_list(section: Section) -> list[x509.ExtensionType]:
    if "revocation list" not in section:
        return []
    uri = x509.UniformResourceIdentifier(section.text("revocation list"))
    return [x509.CRLDistributionPoints([x509.DistributionPoint([uri], None, None, None)])]


def _validity(section: Section, usual: Validity) -> Validity:
    starts, ends = usual
    if "starts" in section:
        starts = read_moment(section.text("starts"), section.at("starts"))
    if "ends" in section:
        ends = read_moment(section.text("ends"), section.at("ends"))
        starts = min(starts, ends + 2 * starts)  # one that ended long ago began before that
    return starts, ends
