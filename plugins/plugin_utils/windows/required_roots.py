# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots that Windows needs to run, whatever their age (Microsoft KB 293781, "Required trusted root certificates").

The article names them by subject and serial number. The fingerprints are those of Microsoft's root program; of two that
were left out of it, public lists of what a fresh Windows holds tell the thumbprint, and nobody the SHA-256.
"""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate


@dataclass(frozen=True)
class RequiredRoot:
    """``name`` is the common name, or the first unit of one without; fingerprints are upper-case hex, ``sha256`` None when not known."""

    name: str
    thumbprint: str
    sha256: str | None


REQUIRED_ROOTS = (
    RequiredRoot(
        "Microsoft Root Authority",
        "A43489159A520F0D93D032CCAF37E7FE20A8B419",
        "F38406E540D7A9D90CB4A9479299640FFB6DF9E224ECC7A01C0D9558D8DAD77D",
    ),
    RequiredRoot(
        "Microsoft Root Certificate Authority",
        "CDD4EEAE6000AC7F40C3802C171E30148030C072",
        "885DE64C340E3EA70658F01E1145F957FCDA27AABEEA1AB9FAA9FDB0102D4077",
    ),
    RequiredRoot(
        "Microsoft Root Certificate Authority 2010",
        "3B1EFD3A66EA28B16697394703A72CA340A05BD5",
        "DF545BF919A2439C36983B54CDFC903DFA4F37D3996D8D84B4C31EEC6F3C163E",
    ),
    RequiredRoot(
        "Microsoft Root Certificate Authority 2011",
        "8F43288AD272F3103B6FB1428485EA3014C0BCFE",
        "847DF6A78497943F27FC72EB93F9A637320A02B561D0A91B09E87A7807ED7C61",
    ),
    RequiredRoot(
        "Copyright (c) 1997 Microsoft Corp.",
        "245C97DF7514E7CF2DF8BE72AE957B9E04741E85",
        None,
    ),
    RequiredRoot(
        "Microsoft Authenticode(tm) Root Authority",
        "7F88CD7223F3C813818C994614A89C99FA3B5247",
        None,
    ),
    RequiredRoot(
        "NO LIABILITY ACCEPTED, (c)97 VeriSign, Inc.",
        "18F7C1FCC3090203FD5BAA2F861A754976C8DD25",
        "5B789987F3C4055B8700941B33783A5F16E0CFF937EA32011FE04779F7635308",
    ),
    RequiredRoot(
        "Thawte Timestamping CA",
        "BE36A4562FB2EE05DBB3D32323ADF445084ED656",
        "6B6C1E01F590F5AFC5FCF85CD0B9396884048659FC2C6D1170D68B045216C3FD",
    ),
    RequiredRoot(
        "Symantec Enterprise Mobile Root for Microsoft",
        "92B46C76E13054E104F230517E6E504D43AB10B5",
        "8A5E4881D42F7475E8EC3726FCD5E51884AA04DAA9FA7ADAC8CD26452CF885D4",
    ),
    RequiredRoot(
        "Microsoft ECC Product Root Certificate Authority 2018",
        "06F1AA330B927B753A40E68CDF22E34BCBEF3352",
        "CACA93B9D23D2B6FA76E8B8471931E0DF3EC6F63AF3CDBB936C41954A1872326",
    ),
    RequiredRoot(
        "Microsoft ECC TS Root Certificate Authority 2018",
        "31F9FC8BA3805986B721EA7295C65B3A44534274",
        "3FD4BE8BAAD2F26E1BDE06C7584BB720DD1A972D111F5A4999BC44B08FB4960D",
    ),
    RequiredRoot(
        "Microsoft Time Stamp Root Certificate Authority 2014",
        "0119E81BE9A14CD8E22F40AC118C687ECBA3F4D8",
        "65AF95F4BE86847344634282F941B2E605063EF0C8542F014CA088D182109E4F",
    ),
)

_NOT_IN_WINDOWS_8 = frozenset(
    {
        "92B46C76E13054E104F230517E6E504D43AB10B5",
        "06F1AA330B927B753A40E68CDF22E34BCBEF3352",
        "31F9FC8BA3805986B721EA7295C65B3A44534274",
        "0119E81BE9A14CD8E22F40AC118C687ECBA3F4D8",
    }
)

IN_EVERY_WINDOWS = tuple(root for root in REQUIRED_ROOTS if root.thumbprint not in _NOT_IN_WINDOWS_8)
"""Those that no supported Windows comes without. MITRE ATT&CK T1553.004 lists the same eight as consistent across Windows systems."""

_BY_THUMBPRINT = {root.thumbprint: root for root in REQUIRED_ROOTS}


def required_root(thumbprint: str) -> RequiredRoot | None:
    """The one with a SHA-1 thumbprint in upper-case hex, or None."""
    return _BY_THUMBPRINT.get(thumbprint)


def is_required(certificate: Certificate) -> bool:
    """Whether Windows needs this certificate, by the strongest fingerprint that is known of it."""
    return names_required_root(certificate.thumbprint, certificate.sha256)


def names_required_root(thumbprint: str, sha256: str) -> bool:
    """Whether Windows needs the certificate with these fingerprints."""
    root = required_root(thumbprint)
    return root is not None and root.sha256 in (None, sha256)
