# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""CIM over WS-Management for one machine: Get, Enumerate, Pull, Release and methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from tests.lab.windows.cim import CimClass, CimError, CimValue
from tests.lab.wsman import cim_xml, envelope, faults, names, wql
from tests.lab.wsman.codes import Code
from tests.lab.wsman.enumeration import Enumerations, Page
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.fault import ExtendedStatus, Fault
from tests.lab.wsman.host import Host
from tests.lab.wsman.limits import Limits

_NO_SUCH_CLASS = "The specified class does not exist in the given namespace. "
_NAMESPACE_SELECTOR = "__cimnamespace"
_ENUMERATION = f"{{{names.ENUMERATION}}}"
_WSMAN = f"{{{names.WSMAN}}}"


@dataclass(frozen=True)
class _Resource:
    """A class, as a resource URI named it."""

    namespace: str
    cim_class: CimClass

    @property
    def uri(self) -> str:
        return f"{names.WMI}/{self.namespace}/{self.cim_class.name}"


class CimService:
    """Answers the WMI plugin's requests; holds the open enumerations."""

    def __init__(self, host: Host, limits: Limits) -> None:
        self._host = host
        self._limits = limits
        self._enumerations = Enumerations()

    def answer(self, request: Request, max_characters: int, is_endless: bool = False) -> str:
        """The answer's envelope; a page that `is_endless` is never the last. Raises `Fault`."""
        try:
            return self._answer(request, max_characters, is_endless)
        except CimError as error:
            raise _fault(error, _namespace(request)) from error

    def _answer(self, request: Request, max_characters: int, is_endless: bool) -> str:
        if request.action == names.GET:
            return self._get(request)
        if request.action == names.ENUMERATE:
            return self._enumerate(request, is_endless)
        if request.action == names.PULL:
            return self._pull(request, min(max_characters, self._limits.page_characters), is_endless)
        if request.action == names.RELEASE:
            self._enumerations.release(_context(request))
            return envelope.write(f"{names.RELEASE}Response", request.message_id, "")
        return self._invoke(request)

    def _get(self, request: Request) -> str:
        resource = self._resource(request)
        selectors = _key_selectors(resource.cim_class, request.selectors)
        if len(selectors) < len(resource.cim_class.keys):
            raise faults.of(Code.INSUFFICIENT_SELECTORS)
        for candidate in resource.cim_class.instances():
            if all(_same(candidate.get(key), wanted) for key, wanted in selectors.items()):
                body = cim_xml.instance(resource.uri, resource.cim_class.name, candidate)
                return envelope.write(f"{names.GET}Response", request.message_id, body)
        raise _no_instance(resource.cim_class.name, selectors)

    def _invoke(self, request: Request) -> str:
        resource = self._resource(request)
        uri, _, method = request.action.rpartition("/")
        if uri.casefold() != request.resource_uri.casefold():
            raise faults.of(Code.INVALID_ACTIONURI)
        selectors = _key_selectors(resource.cim_class, request.selectors)
        parameters = cim_xml.parameters(_method_input(request, method))
        values = resource.cim_class.invoke(method, selectors, parameters)
        body = cim_xml.method_output(resource.uri, method, values)
        return envelope.write(f"{request.action}Response", request.message_id, body)

    def _enumerate(self, request: Request, is_endless: bool) -> str:
        if request.body is None or request.body.tag != f"{_ENUMERATION}Enumerate":
            raise faults.of(Code.INVALID_SOAP_BODY)
        mode = request.body.findtext(f"{_WSMAN}EnumerationMode", "")
        if mode not in ("", "EnumerateObject"):
            raise faults.of(Code.ENUMERATION_MODE_UNSUPPORTED)
        is_optimized = request.body.find(f"{_WSMAN}OptimizeEnumeration") is not None
        items = self._items(request, request.body)
        page = self._enumerations.start(items, 1 if is_optimized else 0, is_endless)
        body = _enumerate_response(page, is_optimized)
        return envelope.write(f"{names.ENUMERATE}Response", request.message_id, body)

    def _pull(self, request: Request, max_characters: int, is_endless: bool) -> str:
        element = request.body
        max_elements = int(element.findtext(f"{_ENUMERATION}MaxElements", "1")) if element is not None else 1
        page = self._enumerations.pull(
            _context(request), min(max_elements, self._limits.max_batch_items), max_characters, is_endless
        )
        return envelope.write(f"{names.PULL}Response", request.message_id, _pull_response(page))

    def _items(self, request: Request, enumerate_: ElementTree.Element) -> list[str]:
        # Both elements are equal (MS-WSMV 3.1.4.1.13).
        for name in (f"{_WSMAN}Filter", f"{_ENUMERATION}Filter"):
            element = enumerate_.find(name)
            if element is not None:
                return self._filtered(request, element.get("Dialect", ""), element.text or "")
        return _rendered(self._resource(request), wql.everything(request.class_name))

    def _filtered(self, request: Request, dialect: str, text: str) -> list[str]:
        if dialect != names.WQL:
            raise faults.of(Code.FILTER_DIALECT_REQUESTED_UNAVAILABLE)
        if request.class_name != "*":
            raise faults.of(Code.INVALID_URI_WMI_ENUM_WQL)
        namespace = _namespace(request)
        try:
            query = wql.parse(text)
            return _rendered(_Resource(namespace, self._class(namespace, query.class_name)), query)
        except wql.InvalidQuery:
            raise _filter_fault("", text) from None
        except CimError as error:
            if error.kind != "invalid_class":
                raise
            raise _filter_fault(_NO_SUCH_CLASS, text) from None

    def _resource(self, request: Request) -> _Resource:
        namespace = _namespace(request)
        try:
            return _Resource(namespace, self._class(namespace, request.class_name))
        except CimError:
            status = ExtendedStatus("GetObject", request.class_name)
            raise faults.from_wmi(Code.RESOURCE_NOT_FOUND, status) from None

    def _class(self, namespace: str, name: str) -> CimClass:
        for cim_class in self._host.cim_classes:
            if cim_class.name.casefold() == name.casefold() and namespace in cim_class.namespaces:
                return cim_class
        raise CimError("invalid_class")


def _namespace(request: Request) -> str:
    path = request.resource_uri[len(names.WMI) + 1 :]
    return path.rpartition("/")[0].casefold()


def _key_selectors(cim_class: CimClass, selectors: Mapping[str, str]) -> dict[str, str]:
    """The selectors under the keys' own names. Raises `Fault` for one that is not a key."""
    keys = {key.casefold(): key for key in cim_class.keys}
    found = {}
    for name, value in selectors.items():
        if name.casefold() in keys:
            found[keys[name.casefold()]] = value
        elif name.casefold() != _NAMESPACE_SELECTOR:
            raise faults.of(Code.UNEXPECTED_SELECTORS)
    if found and len(found) < len(keys):
        raise faults.of(Code.INSUFFICIENT_SELECTORS)
    return found


def _same(value: CimValue, selector: str) -> bool:
    return cim_xml.text(value).casefold() == selector.casefold()


def _method_input(request: Request, method: str) -> ElementTree.Element:
    if request.body is None or names.local(request.body.tag).casefold() != f"{method}_INPUT".casefold():
        raise faults.of(Code.INVALID_SOAP_BODY)
    if request.body.tag[1:].partition("}")[0].casefold() != request.resource_uri.casefold():
        raise faults.of(Code.INVALID_XML_NAMESPACE)
    return request.body


def _rendered(resource: _Resource, query: wql.Query) -> list[str]:
    items = []
    for instance in resource.cim_class.instances():
        row = {name.casefold(): value for name, value in instance.items()}
        if not set(query.properties) <= set(row):
            raise wql.InvalidQuery("a column is no property of the class")
        if query.condition(row):
            items.append(_item(resource, instance, query.properties))
    return items


def _item(resource: _Resource, instance: Mapping[str, CimValue], columns: tuple[str, ...]) -> str:
    if not columns:
        return cim_xml.instance(resource.uri, resource.cim_class.name, instance)
    return cim_xml.fragment({name: value for name, value in instance.items() if name.casefold() in columns})


def _enumerate_response(page: Page, is_optimized: bool) -> str:
    items = f"<w:Items>{''.join(page.items)}</w:Items>" if page.items else ""
    end = "<w:EndOfSequence/>" if page.is_last and is_optimized else ""
    context = f"<n:EnumerationContext>{page.context}</n:EnumerationContext>"
    return f"<n:EnumerateResponse>{context}{items}{end}</n:EnumerateResponse>"


def _pull_response(page: Page) -> str:
    context = "" if page.is_last else f"<n:EnumerationContext>{page.context}</n:EnumerationContext>"
    end = "<n:EndOfSequence/>" if page.is_last else ""
    return f"<n:PullResponse>{context}<n:Items>{''.join(page.items)}</n:Items>{end}</n:PullResponse>"


def _context(request: Request) -> str:
    if request.body is None:
        raise faults.of(Code.INVALID_SOAP_BODY)
    return request.body.findtext(f"{_ENUMERATION}EnumerationContext", "").strip()


def _no_instance(class_name: str, selectors: Mapping[str, str]) -> Fault:
    path = ",".join(f'{name}="{value}"' for name, value in selectors.items())
    provider = "CIMWin32" if class_name.startswith("Win32_") else "WinMgmt"
    return faults.from_wmi(
        Code.RESOURCE_NOT_FOUND, ExtendedStatus("GetObject", f"{class_name}.{path}" if path else class_name, provider)
    )


def _filter_fault(message: str, query: str) -> Fault:
    return faults.from_wmi(Code.CANNOT_PROCESS_FILTER, ExtendedStatus("ExecQuery", query), message)


def _fault(error: CimError, namespace: str) -> Fault:
    status = ExtendedStatus(
        error.operation or "ExecMethod", error.parameter_info, error.provider_name or "WinMgmt", error.status_code
    )
    if error.kind == "not_found":
        return faults.instance_not_found_by_method(namespace)
    if error.kind == "access_denied":
        return faults.of(Code.ACCESS_DENIED)
    if error.kind == "invalid_method":
        return faults.of(Code.INVALID_ACTIONURI)
    if error.kind == "invalid_parameter":
        return faults.of(Code.INVALID_PARAMETER_NAME)
    if error.kind == "invalid_class":
        return faults.from_wmi(Code.RESOURCE_NOT_FOUND, status)
    return faults.from_wmi(Code.PROVIDER_FAILURE, status)
