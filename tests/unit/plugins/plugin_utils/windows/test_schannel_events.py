# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event of Schannel is told by its number, its provider and the names of its values, in whatever language and of whatever Windows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event, parse_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import (
    ALERTS,
    MEANINGS,
    SchannelEvent,
    decode,
    describe,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.pki import certificates
from tests.pki.certificates import rsa_key
from tests.unit.plugins.plugin_utils.x509.authority import issue, leaf

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ROOT = issue("Corp Root CA")
CERTIFICATE = leaf("gw01.corp.example", ROOT)

RECORDED = """<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
<Provider Name='Schannel' Guid='{1F678132-5938-4686-9FDC-C8FF68F15C85}'/><EventID>36870</EventID><Version>0</Version><Level>2</Level>\
<Task>0</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='2022-10-16T20:27:36.222854900Z'/>\
<EventRecordID>2213</EventRecordID><Correlation/><Execution ProcessID='616' ThreadID='3936'/><Channel>System</Channel>\
<Computer>web01</Computer><Security UserID='S-1-5-18'/></System><EventData><Data Name='Type'>server</Data>\
<Data Name='ErrorCode'>0x8009030d</Data><Data Name='ErrorStatus'>10001</Data></EventData></Event>"""


def event(number: int, provider: str = "Schannel", **values: str) -> Event:
    return Event(7, number, provider, NOON, tuple(values.values()), tuple(values))


def decoded(number: int, **values: str) -> SchannelEvent:
    found = decode(event(number, **values))
    assert found is not None
    return found


def test_an_event_as_microsoft_recorded_it_is_read() -> None:
    (found,) = map(decode, parse_events(RECORDED))
    assert found is not None
    assert (found.event_id, found.code, found.state, found.caller) == (36870, 0x8009030D, 10001, None)
    assert describe(found) == (
        "Schannel's event 36870 at 2022-10-16T20:27:36Z: the private key of the own certificate cannot be used "
        "(0x8009030D in the internal state 10001, no process is named)"
    )


def test_the_process_is_named_first_on_newer_windows() -> None:
    found = decoded(
        36871, CallerProcessId="4712", CallerProcessImageName="HealthService", Type="client", ErrorState="10013"
    )
    assert (found.caller, found.process_id, found.state) == ("healthservice", 4712, 10013)


@pytest.mark.parametrize(
    ("name", "caller"),
    [
        ("HealthService", "healthservice"),
        ("HealthService.exe", "healthservice"),
        (r"C:\\Program Files\\SCOM\\HealthService.EXE", "healthservice"),
        (" w3wp ", "w3wp"),
        ("", None),
        ("a\nb", None),
        ("x" * 65, None),
        ("<script>", None),
    ],
)
def test_a_process_is_told_by_its_image(name: str, caller: str | None) -> None:
    assert decoded(36887, CallerProcessImageName=name).caller == caller


@pytest.mark.parametrize(
    ("text", "alert"), [("48", 48), ("0x30", 48), ("", None), ("unknown", None), ("-1", None), ("9" * 11, None)]
)
def test_a_number_is_one(text: str, alert: int | None) -> None:
    assert decoded(36887, AlertDesc=text).alert == alert


@pytest.mark.parametrize(
    "foreign",
    [
        event(36880),
        event(36864),
        event(20071),
        event(36887, provider="OpsMgr Connector", AlertDesc="48"),
        event(36887, provider="", AlertDesc="48"),
    ],
)
def test_other_events_are_none_of_schannels_that_matter(foreign: Event) -> None:
    assert decode(foreign) is None


@pytest.mark.parametrize("name", ["binaryData", "EncodedCert", "Binary"])
def test_the_certificate_that_is_attached_is_named(name: str) -> None:
    found = decoded(36882, **{"__binLength": "700", name: CERTIFICATE.der.hex().upper()})
    assert (found.certificate, found.issuer) == (CERTIFICATE.thumbprint, CERTIFICATE.issuer)


def test_a_long_name_in_a_certificate_that_another_machine_sent_makes_no_long_message() -> None:
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "A" * 60)] * 50)
    sent = certificates.issue(name, rsa_key(), None, validity=(NOON, NOON))
    found = decoded(36882, binaryData=sent.public_bytes(Encoding.DER).hex())
    assert found.issuer is not None
    assert len(describe(found)) < 600


@pytest.mark.parametrize("digits", ["", "30", "zz", "AB" * 20000])
def test_what_is_no_certificate_is_left_out(digits: str) -> None:
    assert decoded(36882, binaryData=digits).certificate is None


@pytest.mark.parametrize("number", MEANINGS)
@pytest.mark.parametrize("values", [{}, {"AlertDesc": "48"}, {"ErrorCode": "0x80090331"}, {"Wert": "größer"}])
def test_each_event_is_told_in_a_sentence(number: int, values: dict[str, Any]) -> None:
    assert describe(decoded(number, **values)).startswith(f"Schannel's event {number} at 2026-06-01T12:00:00Z: ")


@pytest.mark.parametrize("alert", [*ALERTS, 255])
def test_an_alert_is_told_by_its_number(alert: int) -> None:
    assert f"alert {alert}" in describe(decoded(36888, AlertDesc=str(alert)))
