# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SOAP faults in all recorded shapes, and in shapes that other hosts and languages give them."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import FaultFields
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.fault import read_fault

from tests.lab.wsman.names import cim_class
from tests.unit.plugins.plugin_utils.recorded import recorded

SOAP = "http://www.w3.org/2003/05/soap-envelope"


def _fields(xml: bytes | str) -> FaultFields:
    fault = read_fault(xml)
    assert fault is not None
    return fault.fields


def _fault(detail: str, reason: str = "", subcode: str = "w:InternalError") -> str:
    """A fault whose parts come in another order and with other prefixes than Windows sends them."""
    return (
        f'<E:Envelope xmlns:E="{SOAP}"><E:Body><E:Fault><E:Detail>{detail}</E:Detail>'
        f'<E:Reason><E:Text xml:lang="">{reason}</E:Text></E:Reason>'
        f"<E:Code><E:Subcode><E:Value>{subcode}</E:Value></E:Subcode><E:Value>E:Receiver</E:Value></E:Code>"
        "</E:Fault></E:Body></E:Envelope>"
    )


def _wsman_fault(code: object, message: str) -> str:
    return (
        f'<z:WSManFault xmlns:z="urn:z" Machine="web01" Code="{code}"><z:Message>{message}</z:Message></z:WSManFault>'
    )


def _provider_fault(status: str, message: str) -> str:
    return _wsman_fault(
        2150858819,
        f"<z:ProviderFault><z:ExtendedError><q:__ExtendedStatus xmlns:q='urn:q'>{status}</q:__ExtendedStatus>"
        f"</z:ExtendedError>{_wsman_fault(2150858752, message)}</z:ProviderFault>",
    )


def _wmi_error(namespace: str, properties: str) -> str:
    return f'<e:MSFT_WmiError xmlns:e="{namespace}/MSFT_WmiError">{properties}</e:MSFT_WmiError>'


@pytest.mark.parametrize(
    ("file", "subcode", "code", "provider_code", "cim_status", "words"),
    [
        ("pypsrp/winrs_operation_timeout_03_fault.xml", "TimedOut", 2150858793, None, None, "OperationTimeout"),
        (
            "pypsrp/psrp_is_alive_invalid_selectors_04_fault.xml",
            "InvalidSelectors",
            2150858843,
            2150858843,
            None,
            "invalid selectors",
        ),
        ("winrb/soap_fault_v2.xml", "CannotProcessFilter", 2150858778, 2150858778, None, "specified class does not"),
        ("winrb/wmi_error_v2.xml", "QuotaLimit", 2150859173, None, 27, "maximum number of 30 concurrent shells"),
        ("winrb/soap_fault_omi.xml", "InternalError", None, None, None, "instance name parameter is missing"),
        (
            "omi/TestInnerMessageFaultResponse.xml",
            "DestinationUnreachable",
            2150858752,
            2150858752,
            None,
            "cannot find the resource",
        ),
        ("omi/TestInternalErrorFaultResponse.xml", "InternalError", 2152992672, None, None, "error code -2144108472"),
    ],
)
def test_a_recorded_fault_is_read(
    file: str, subcode: str, code: int | None, provider_code: int | None, cim_status: int | None, words: str
) -> None:
    fields = _fields(recorded(file))
    assert (fields.subcode, fields.code, fields.provider_code, fields.cim_status) == (
        subcode,
        code,
        provider_code,
        cim_status,
    )
    assert words in fields.message


def test_a_recorded_missing_instance_is_not_found() -> None:
    fault = read_fault(recorded("omi/TestInnerMessageFaultResponse.xml"))
    assert fault is not None
    assert fault.not_found


def test_a_plain_fault_is_read_in_any_order_and_with_any_prefix() -> None:
    fields = _fields(_fault(_wsman_fault(5, "Zugriff verweigert"), "Zugriff", "q:AccessDenied"))
    assert fields == FaultFields("AccessDenied", 5, None, None, "Zugriff verweigert")


def test_the_innermost_message_is_the_one_that_is_told() -> None:
    fields = _fields(_fault(_provider_fault("", "指定されたクラスが見つかりません"), "サービスは要求を処理できません"))
    assert (fields.code, fields.provider_code) == (2150858819, 2150858752)
    assert fields.message == "指定されたクラスが見つかりません"


@pytest.mark.parametrize("status", ["2147749891", "-2147217405"])
def test_the_extended_status_is_the_providers_code_with_or_without_a_sign(status: str) -> None:
    fault = read_fault(_fault(_provider_fault(f"<q:StatusCode>{status}</q:StatusCode>", "Zugriff")))
    assert fault is not None
    assert fault.fields.provider_code == 0x80041003
    assert fault.access_denied


@pytest.mark.parametrize(
    "namespace",
    [
        "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2",
        cim_class("root/microsoft/windows", "storage"),
        cim_class("ROOT", "StandardCimv2"),
    ],
)
def test_a_wmi_error_is_read_whatever_its_namespace(namespace: str) -> None:
    fields = _fields(
        _fault(
            _wmi_error(
                namespace,
                "<e:Message>Nicht gefunden</e:Message><e:error_Code>2147749890</e:error_Code>"
                "<e:CIMStatusCode>6</e:CIMStatusCode>",
            )
        )
    )
    assert fields == FaultFields("InternalError", 2147749890, None, 6, "Nicht gefunden")


def test_an_empty_message_falls_back_on_the_reason() -> None:
    assert _fields(_fault(_wsman_fault(7, ""), "Der Dienst wurde beendet")).message == "Der Dienst wurde beendet"


def test_a_fault_without_any_words_has_an_empty_message() -> None:
    assert _fields(_fault(_wsman_fault(7, " \r\n "), "")).message == ""


def test_a_fault_without_detail_has_its_subcode_only() -> None:
    assert _fields(_fault("", "", "w:AccessDenied")) == FaultFields("AccessDenied")


@pytest.mark.parametrize("code", ["", "fünf", "5x", "9" * 5000])
def test_a_code_that_is_no_number_is_left_out(code: str) -> None:
    assert _fields(_fault(_wsman_fault(code, "x"))).code is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Service Unavailable",
        "<html><body>502</body></html>",
        f'<s:Envelope xmlns:s="{SOAP}"><s:Body/></s:Envelope>',
        f"<!DOCTYPE x>{_fault(_wsman_fault(5, 'x'))}",
    ],
)
def test_what_is_no_fault_is_none(text: str) -> None:
    assert read_fault(text) is None


def test_a_message_and_a_subcode_without_end_are_cut() -> None:
    fields = _fields(_fault(_wsman_fault(5, "x" * 10_000), subcode="w:" + "y" * 10_000))
    assert (fields.message, fields.subcode) == ("x" * 2000, "y" * 64)


def test_faults_in_faults_are_not_searched_again_and_again() -> None:
    depth = 100_000  # would take minutes
    nested = '<WSManFault Code="5">' + "<WSManFault>" * depth + "</WSManFault>" * depth + "</WSManFault>"
    assert _fields(_fault(nested, reason="why")).message == "why"
