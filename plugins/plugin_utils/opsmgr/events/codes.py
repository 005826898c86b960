# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error codes inside events of the Operations Manager connector: Winsock's, Schannel's and CryptoAPI's.

Names and meanings: Microsoft, [MS-ERREF] 2.1 and 2.2, and "Windows Sockets Error Codes".
"""

from __future__ import annotations

import re
from enum import StrEnum

TIMED_OUT = 10060
CONNECTION_REFUSED = 10061
KEY_DOES_NOT_EXIST = 0x8009000D
KEY_SET_DOES_NOT_EXIST = 0x80090016
TARGET_UNKNOWN = 0x80090303
CLOCKS_DIFFER = 0x80090324
NO_AUTHENTICATING_AUTHORITY = 0x80090311
ALGORITHM_MISMATCH = 0x80090331

MEANINGS = {
    5: "access is denied",
    10051: "the network cannot be reached",
    10054: "the other side reset the connection",
    TIMED_OUT: "nothing answered in time, as behind a firewall that filters",
    CONNECTION_REFUSED: "the connection was refused, nothing listens there",
    10065: "the host cannot be reached",
    11001: "no such host is known",
    11002: "the name server did not answer",
    11004: "the name has no address",
    0x80070005: "access is denied",
    KEY_DOES_NOT_EXIST: "the key does not exist",
    0x80090014: "the type of the key's provider is wrong",
    KEY_SET_DOES_NOT_EXIST: "the key set does not exist",
    TARGET_UNKNOWN: "the target is unknown or cannot be reached",
    0x80090308: "the other side sent a token that is not valid",
    0x8009030C: "the logon was denied",
    0x8009030D: "the credentials are not usable, for example a private key that cannot be read",
    0x8009030E: "there are no credentials",
    NO_AUTHENTICATING_AUTHORITY: "no authority for authentication could be reached, as Kerberos needs it",
    0x80090322: "the name in the other side's certificate is another one",
    CLOCKS_DIFFER: "the clocks differ too much",
    0x80090325: "the other side's certificate comes from a root that is not trusted",
    0x80090326: "a message was unexpected or badly formatted",
    0x80090327: "the other side's certificate could not be processed",
    0x80090328: "the other side's certificate has expired",
    ALGORITHM_MISMATCH: "the two sides have no protocol or algorithm in common",
    0x80090349: "the certificate is not meant for this use",
    0x80092004: "the certificate or property was not found",
    0x80092010: "the certificate is revoked",
    0x80092012: "the revocation could not be checked",
    0x80092013: "the revocation server is offline",
    0x800B0101: "the certificate is not valid at this time",
    0x800B0109: "the chain ends in a root that is not trusted",
    0x800B010A: "the chain cannot be built up to a trusted root",
    0x800B010F: "the certificate's name is another one",
    0x800B0110: "the certificate is not meant for this use",
}


class CodeCause(StrEnum):
    """What a code of a failed authentication says by itself."""

    CLOCK_SKEW = "clock_skew"
    WRONG_NAME = "wrong_name"
    PEER_EXPIRED = "peer_expired"
    OWN_CREDENTIALS = "own_credentials"
    REVOKED = "revoked"
    REVOCATION_UNKNOWN = "revocation_unknown"
    UNTRUSTED = "untrusted"
    NO_COMMON_ALGORITHM = "no_common_algorithm"
    KERBEROS = "kerberos"


CAUSES = {
    NO_AUTHENTICATING_AUTHORITY: CodeCause.KERBEROS,
    TARGET_UNKNOWN: CodeCause.KERBEROS,
    0x8009030D: CodeCause.OWN_CREDENTIALS,
    0x8009030E: CodeCause.OWN_CREDENTIALS,
    0x80090322: CodeCause.WRONG_NAME,
    0x80090324: CodeCause.CLOCK_SKEW,
    0x80090325: CodeCause.UNTRUSTED,
    0x80090328: CodeCause.PEER_EXPIRED,
    ALGORITHM_MISMATCH: CodeCause.NO_COMMON_ALGORITHM,
    0x80092010: CodeCause.REVOKED,
    0x80092012: CodeCause.REVOCATION_UNKNOWN,
    0x80092013: CodeCause.REVOCATION_UNKNOWN,
    0x800B0101: CodeCause.PEER_EXPIRED,
    0x800B0109: CodeCause.UNTRUSTED,
    0x800B010A: CodeCause.UNTRUSTED,
    0x800B010F: CodeCause.WRONG_NAME,
}
"""The codes that name a cause. That events 20057 and 20072 carry them is general knowledge of SSPI and CryptoAPI, unverified for SCOM."""

_CODE = re.compile(r"(?:0x(?P<hex>[0-9a-f]{1,8})|(?P<decimal>-?[0-9]{1,10}))L?(?![^\s(])", re.IGNORECASE)


def parse_code(text: str) -> int | None:
    """A code as events print it: ``0x80090325``, ``2148074277``, ``-2146893019``, ``10060L`` or ``0x80090325(text)``.

    The answer is unsigned. None when the text is anything else, or a number of more than 32 bits.
    """
    match = _CODE.match(text.strip())
    if match is None:
        return None
    number = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    return number % 2**32 if -(2**31) <= number < 2**32 else None


def show_code(code: int) -> str:
    """As Microsoft's documentation writes it: an HRESULT in hex, a Winsock error in decimal."""
    return f"0x{code:08X}" if code >= 2**31 else str(code)
