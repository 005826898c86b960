# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roots of Microsoft's own root program that rules on names and signatures have to know, by the SHA-256 of its list of 2026."""

from __future__ import annotations

OF_MICROSOFT = frozenset(
    {
        "C741F70F4B2A8D88BF2E71C14122EF53EF10EBA0CFA5E64CFA20F418853073E0",  # RSA Root Certificate Authority 2017
        "358DF39D764AF9E1B766E9C972DF352EE15CFAC227AF6AD1D70E8E4A6EDCBA02",  # ECC Root Certificate Authority 2017
        "5367F20C7ADE0E2BCA790915056D086B720C33C1FA2A2661ACF787E3292E1270",  # Identity Verification Root 2020
    }
)
"""Those of Microsoft itself, beside the ones that Windows needs (:mod:`required_roots`)."""

OF_MICROSOFT_NAMES = (
    "Microsoft RSA Root Certificate Authority 2017",
    "Microsoft ECC Root Certificate Authority 2017",
    "Microsoft Identity Verification Root Certificate Authority 2020",
)

NAMESAKES = frozenset(
    {
        "AAA15BDDB1C924AD7A7F22F89E5CD3E2C61407A064E011B7CF4CB618716449A4",  # Notarius Root Certificate Authority
        "C7B8948FECCAACE5B509A343F38D0301D07901885604B3F267270E1EBBEF0FE7",
        "632D80BB096D209677D1734E5B35EA9D3019B9C44F8FCB2640C879039AC94EE8",  # TWCA Root Certification Authority
        "BFD88FE1101C41AE3E801BF8BE56350EE9BAD1A6B9BD515EDC5C6D5B8711AC44",
        "0E88EB6EA256E19EF8D3ABD61A24D38DBAD632816DD957294427E4724D81A386",  # Autoridad de Certificacion Raiz ...
        "CA7A5E68C53D2C51F72F6B465D3ED753F5903EC7901C8D0F55D868337C81975A",
        "70B922BFDA0E3F4A342E4EE22D579AE598D071CC5EC9C30F123680340388AEA5",  # Government Root Certification Authority
        "7600295EEFE85B9E1FD624DB76062AAAAE59818A54D2774CD4C0B2C01131E1B3",
    }
)
"""Pairs of one name and different keys."""

SIGNED_BY_ANOTHER_KEY = frozenset(
    {
        "C34C5DF53080078FFE45B21A7F600469917204F4F0293F1D7209393E5265C04F",  # CCA India 2015 SPL
    }
)
"""They name themselves as their issuers, and their own keys do not verify their signatures."""
