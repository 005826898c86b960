# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of Schannel in the log ``System``: what a handshake failed for, as Windows' TLS provider saw it.

Source: the provider's manifest as recorded of Windows 10 1507 and 1903 (nasbench/EVTX-ETW-Resources), a record of 36870 (Microsoft,
Service Fabric troubleshooting) and one of 36880 with UserData (axoflow/axosyslog). Windows Server 2022 and later also name the process that
called Schannel, in ``CallerProcessId`` and ``CallerProcessImageName``, which come first; so values are told by name and never by position.
From which version on each event has them is not documented, nor in which of the fields the attached certificate is (GK).

By default Windows logs errors alone (``EventLogging`` 1), and some of these are warnings, so that one is missing proves nothing.
36880, a handshake that succeeded, is not asked for: with more logging there is one for each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

LOG = "System"
PROVIDER = "Schannel"
RANGES = ((36870, 36879), (36881, 36888))

ALERT_RECEIVED = 36887
ALERT_SENT = 36888

MEANINGS = {
    36870: "the private key of the own certificate cannot be used",
    36871: "the credentials for a connection could not be made",
    36872: "the chain of the own certificate cannot be found",
    36873: "there is no cipher suite that could be offered",
    36874: "a client connected, and none of its cipher suites is supported here",
    36875: "the server asks for a client certificate, and none fits",
    36876: "the server's certificate failed validation",
    36877: "the client's certificate failed validation",
    36878: "the client's certificate is not suitable to be mapped to an account",
    36879: "the client's certificate was not mapped to an account",
    36881: "the server's certificate has expired or is not valid yet",
    36882: "the server's certificate was issued by an authority that is not trusted",
    36883: "the server's certificate is revoked",
    36884: "the server's certificate has another name than the one that was expected",
    36885: "the list of trusted authorities that is sent to clients is too long and was cut off",
    36886: "there is no certificate for servers that ask for none by name",
    ALERT_RECEIVED: "the other side ended the handshake with an alert",
    ALERT_SENT: "this side ended the handshake with an alert",
}

ALERTS = {
    10: "unexpected message",
    20: "bad record",
    40: "handshake failure: no set of parameters that both accept",
    42: "bad certificate",
    43: "unsupported certificate",
    44: "certificate revoked",
    45: "certificate expired",
    46: "certificate unknown: refused for another reason",
    47: "illegal parameter",
    48: "unknown CA: the issuer of the certificate is not known or not trusted",
    49: "access denied: the certificate is valid, and access is refused",
    50: "message that cannot be decoded",
    51: "decryption error",
    70: "protocol version that is not supported",
    71: "insufficient security: stronger ciphers are demanded",
    80: "internal error",
    86: "inappropriate fallback to an older version",
    90: "cancelled by the user",
    112: "server name that is not recognised",
    116: "a certificate is demanded",
}
"""RFC 5246, 7.2.2; RFC 8446, 6.2; RFC 7507, 4; RFC 6066, 9."""

_CALLER = re.compile(r"[\w .-]{1,64}")
_NUMBER = re.compile(r"(?:0x(?P<hex>[0-9A-Fa-f]{1,8})|(?P<decimal>[0-9]{1,10}))")
_CERTIFICATES = ("binaryData", "EncodedCert", "Binary")
_LONGEST_CERTIFICATE = 2 * 16384
_LONGEST_NAME = 255


@dataclass(frozen=True)
class SchannelEvent:
    """``time`` is UTC. ``caller`` is the process that called Schannel, in lower case and without ``.exe``, None where the event names none.

    ``state`` is the internal one of 36870 and others, ``certificate`` the SHA-1 of the one that is attached and ``issuer`` whose it is.
    """

    record_id: int
    event_id: int
    time: datetime
    caller: str | None = None
    process_id: int | None = None
    alert: int | None = None
    code: int | None = None
    state: int | None = None
    certificate: str | None = None
    issuer: str | None = None

    @property
    def meaning(self) -> str:
        return MEANINGS[self.event_id]


def decode(event: Event) -> SchannelEvent | None:
    """None when the event is another provider's, or none of :data:`MEANINGS`."""
    if event.event_id not in MEANINGS or event.provider.lower() != PROVIDER.lower():
        return None
    attached = _certificate(event)
    return SchannelEvent(
        record_id=event.record_id,
        event_id=event.event_id,
        time=event.time,
        caller=_caller(event.value("CallerProcessImageName")),
        process_id=_number(event.value("CallerProcessId")),
        alert=_number(event.value("AlertDesc")),
        code=_number(event.value("ErrorCode")),
        state=_number(event.value("ErrorStatus")) or _number(event.value("ErrorState")),
        certificate=attached.thumbprint if attached else None,
        issuer=attached.issuer[:_LONGEST_NAME] if attached else None,
    )


def describe(event: SchannelEvent) -> str:
    """An event as evidence, in a sentence."""
    process = f"process {event.caller}" if event.caller else "no process is named"
    details = (_alert(event.alert), _code(event), f"certificate of {event.issuer}" if event.issuer else "", process)
    return (
        f"Schannel's event {event.event_id} at {iso(event.time)}: {event.meaning} ({', '.join(filter(None, details))})"
    )


def _alert(alert: int | None) -> str:
    if alert is None:
        return ""
    return f"alert {alert}, {ALERTS[alert]}" if alert in ALERTS else f"alert {alert}"


def _code(event: SchannelEvent) -> str:
    code = "" if event.code is None else f"0x{event.code:08X}"
    return f"{code} in the internal state {event.state}".strip() if event.state else code


def _caller(name: str | None) -> str | None:
    """The name of an image, be it with its folder; bounded and printable, because it ends up in messages."""
    image = (name or "").strip().rpartition("\\")[2].lower().removesuffix(".exe")
    return image if _CALLER.fullmatch(image) else None


def _number(text: str | None) -> int | None:
    match = _NUMBER.fullmatch((text or "").strip())
    if match is None:
        return None
    return int(match["hex"], 16) if match["hex"] else int(match["decimal"])


def _certificate(event: Event) -> Certificate | None:
    """The one that is attached, where it is one."""
    digits = next(filter(None, map(event.value, _CERTIFICATES)), "")
    if not digits or len(digits) > _LONGEST_CERTIFICATE:
        return None
    try:
        return Certificate.from_der(bytes.fromhex(digits))
    except (ValueError, CertificateError):
        return None
