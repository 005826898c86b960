# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""CIM methods and Get, with the faults of each shape."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from winrm.exceptions import WSManFaultError

from tests.integration.lab import clients
from tests.integration.lab.fake_host import FakeHost
from tests.lab.wsman import names
from tests.lab.wsman.endpoint import Endpoint


@pytest.fixture
def client(endpoint: Endpoint) -> clients.Protocol:
    return clients.pywinrm(endpoint)


def test_an_array_comes_back_as_repeated_elements(client: clients.Protocol) -> None:
    answer = clients.invoke(client, clients.REGISTRY, "EnumKey", hDefKey="2147483650")
    assert clients.texts(answer, "sNames") == ["AuthRoot", "A & B", "bell?"]
    assert clients.texts(answer, "ReturnValue") == ["0"]


def test_an_array_goes_out_as_repeated_elements(client: clients.Protocol, host: FakeHost) -> None:
    clients.invoke(
        client, clients.REGISTRY, "SetBinaryValue", sSubKeyName="SOFTWARE\\A & B", sValueName="", uValue=[0, 255]
    )
    assert host.registry.received == [{"sSubKeyName": ["SOFTWARE\\A & B"], "sValueName": [""], "uValue": ["0", "255"]}]


def test_a_null_parameter_is_not_an_empty_one(client: clients.Protocol, host: FakeHost) -> None:
    clients.invoke(client, clients.REGISTRY, "SetBinaryValue", sValueName={"@xsi:nil": "true"})
    assert host.registry.received == [{"sValueName": [None]}]


def test_an_empty_array_is_absent(client: clients.Protocol) -> None:
    answer = clients.invoke(client, clients.REGISTRY, "GetBinaryValue", sValueName="0")
    assert clients.texts(answer, "uValue") == []


def test_the_class_is_found_in_each_of_its_namespaces_whatever_the_letter_case(client: clients.Protocol) -> None:
    answer = clients.invoke(client, f"{names.WMI}/ROOT/Default/stdregprov", "EnumKey")
    output = clients.elements(answer, "EnumKey_OUTPUT")[0]
    assert output.tag == f"{{{names.cim_class('root/default', 'StdRegProv')}}}EnumKey_OUTPUT"


def test_the_answer_names_the_method_and_the_message(client: clients.Protocol) -> None:
    uri = clients.REGISTRY
    body = {"m:EnumKey_INPUT": {"@xmlns:m": uri}}
    answer = clients.send(client, f"{uri}/EnumKey", uri, body, a_MessageID="uuid:1234")
    assert clients.texts(answer, "Action") == [f"{uri}/EnumKeyResponse"]
    assert clients.texts(answer, "RelatesTo") == ["uuid:1234"]


def test_get_finds_an_instance_whatever_the_letter_case_of_its_selectors(client: clients.Protocol) -> None:
    answer = clients.send(client, names.GET, clients.SERVICE, selectors={"NAME": "service001"})
    instance = clients.elements(answer, "Win32_Service")[0]
    assert [names.local(child.tag) for child in instance] == sorted(names.local(child.tag) for child in instance)
    assert clients.texts(answer, "Name") == ["Service001"]
    assert clients.texts(answer, "DelayedAutoStart") == ["true"]
    assert clients.texts(answer, "Datetime") == ["2026-01-02T03:04:05.678900Z"]
    assert clients.elements(answer, "InstallDate")[0].attrib == {f"{{{names.XSI}}}nil": "true"}
    assert clients.elements(answer, "Dependencies") == []


def _fault(client: clients.Protocol, *arguments: object, **more: object) -> WSManFaultError:
    with pytest.raises(WSManFaultError) as caught:
        clients.send(client, *arguments, **more)  # type: ignore[arg-type]
    return caught.value


def _invoke_fault(client: clients.Protocol, uri: str, method: str, **selectors: str) -> WSManFaultError:
    with pytest.raises(WSManFaultError) as caught:
        clients.invoke(client, uri, method, selectors)
    return caught.value


def test_get_of_a_missing_instance_is_a_provider_fault(client: clients.Protocol) -> None:
    error = _fault(client, names.GET, clients.SERVICE, selectors={"Name": "Nothing"})
    assert (error.wsman_fault_code, error.fault_subcode) == (2150858752, "a:DestinationUnreachable")
    envelope = ElementTree.fromstring(error.response)
    assert clients.texts(envelope, "ParameterInfo") == ['Win32_Service.Name="Nothing"']
    assert clients.texts(envelope, "ProviderName") == ["CIMWin32"]


def test_a_method_of_a_missing_instance_is_a_wmi_error(client: clients.Protocol) -> None:
    error = _invoke_fault(client, clients.SERVICE, "StopService", Name="Nothing")
    assert (error.wsman_fault_code, error.wmierror_code) == (None, 0x80041002)
    assert clients.texts(ElementTree.fromstring(error.response), "CIMStatusCode") == ["6"]


@pytest.mark.parametrize(
    ("selectors", "code"),
    [({}, 2150858842), ({"Name": "Service001", "Id": "1"}, 2150858843), ({"Id": "1"}, 2150858843)],
)
def test_the_selectors_of_get_are_the_keys(client: clients.Protocol, selectors: dict[str, str], code: int) -> None:
    error = _fault(client, names.GET, clients.SERVICE, selectors=selectors)
    assert (error.wsman_fault_code, error.fault_subcode) == (code, "w:InvalidSelectors")


def test_an_unknown_class_is_a_resource_not_found(client: clients.Protocol) -> None:
    assert _invoke_fault(client, names.cim_class(clients.CIMV2, "Win32_Nothing"), "Run").wsman_fault_code == 2150858752


def test_an_unknown_resource_is_a_resource_not_found(client: clients.Protocol) -> None:
    assert _fault(client, names.GET, "http://example.test/thing").wsman_fault_code == 2150858752


def test_an_unknown_method_is_an_invalid_action(client: clients.Protocol) -> None:
    assert _invoke_fault(client, clients.REGISTRY, "Explode").wsman_fault_code == 2150858753


def test_a_failing_provider_says_where(client: clients.Protocol) -> None:
    error = _invoke_fault(client, clients.SERVICE, "Crash", Name="Service001")
    assert error.fault_subcode == "w:InternalError"
    assert clients.texts(ElementTree.fromstring(error.response), "StatusCode") == [str(0x80041004)]


def test_a_provider_may_deny_access(client: clients.Protocol) -> None:
    error = _invoke_fault(client, clients.REGISTRY, "SetSecurityDescriptor")
    assert (error.wsman_fault_code, error.fault_subcode) == (5, "w:AccessDenied")


def test_an_unknown_parameter_is_an_invalid_name(client: clients.Protocol) -> None:
    assert _invoke_fault(client, clients.REGISTRY, "CheckAccess").wsman_fault_code == 2150858837


def test_an_input_of_another_class_is_an_invalid_namespace(client: clients.Protocol) -> None:
    body = {"m:EnumKey_INPUT": {"@xmlns:m": clients.SERVICE}}
    error = _fault(client, f"{clients.REGISTRY}/EnumKey", clients.REGISTRY, body)
    assert error.wsman_fault_code == 2150858840


def test_who_is_no_administrator_is_denied(endpoint: Endpoint) -> None:
    error = _invoke_fault(clients.pywinrm(endpoint, username="guest"), clients.REGISTRY, "EnumKey")
    assert (error.wsman_fault_code, error.fault_subcode) == (5, "w:AccessDenied")


@pytest.mark.parametrize(("envelope_size", "largest"), [("153600", 3_100), ("512000", 10_500), ("9999999", 10_500)])
def test_an_answer_holds_half_as_many_characters_as_the_envelope_size(
    client: clients.Protocol, envelope_size: str, largest: int
) -> None:
    def get(size: int) -> list[str | None]:
        body = {"m:GetBinaryValue_INPUT": {"@xmlns:m": clients.REGISTRY, "m:sValueName": str(size)}}
        action = f"{clients.REGISTRY}/GetBinaryValue"
        return clients.texts(
            clients.send(client, action, clients.REGISTRY, body, w_MaxEnvelopeSize=envelope_size), "uValue"
        )

    assert len(get(largest)) == largest
    with pytest.raises(WSManFaultError) as caught:
        get(largest * 2)
    assert caught.value.fault_subcode == "w:EncodingLimit"


@pytest.mark.parametrize(
    ("header", "subcode"),
    [
        ({"w_MaxEnvelopeSize": "8191"}, "w:EncodingLimit"),
        ({"w_OperationTimeout": "PT-1S"}, "a:InvalidMessageInformationHeader"),
        ({"a_MessageID": ""}, "a:InvalidMessageInformationHeader"),
    ],
)
def test_a_bad_header_is_a_fault(client: clients.Protocol, header: dict[str, str], subcode: str) -> None:
    error = _fault(client, names.GET, clients.SERVICE, selectors={"Name": "Service001"}, **header)
    assert error.fault_subcode == subcode
