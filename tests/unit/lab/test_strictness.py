# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a strict service refuses of a request, with the fault that the specifications have for it."""

from __future__ import annotations

import pytest

from tests.lab.wsman import envelope, names
from tests.lab.wsman.codes import Code
from tests.lab.wsman.fault import Fault

SERVICE = names.cim_class("root/cimv2", "Win32_Service")
SHELL_ID = '<w:SelectorSet><w:Selector Name="ShellId">S1</w:Selector></w:SelectorSet>'
NAME = '<w:SelectorSet><w:Selector Name="Name">WinRM</w:Selector></w:SelectorSet>'

HEADERS = {
    "To": "<a:To>http://web01:5985/wsman</a:To>",
    "ReplyTo": f"<a:ReplyTo><a:Address>{names.ANONYMOUS}</a:Address></a:ReplyTo>",
    "MessageID": "<a:MessageID>uuid:1</a:MessageID>",
    "MaxEnvelopeSize": '<w:MaxEnvelopeSize s:mustUnderstand="true">153600</w:MaxEnvelopeSize>',
    "Locale": '<w:Locale s:mustUnderstand="false" xml:lang="en-US"/>',
    "DataLocale": '<p:DataLocale s:mustUnderstand="false" xml:lang="en-US"/>',
    "OperationTimeout": "<w:OperationTimeout>PT20S</w:OperationTimeout>",
}


def xml(action: str, uri: str, body: str = "", sets: str = "", **changes: str) -> str:
    """A request that nothing is to be said against, but for the headers that are changed."""
    headers = "".join((HEADERS | changes).values())
    return (
        f'<s:Envelope xmlns:s="{names.SOAP}" xmlns:a="{names.ADDRESSING}" xmlns:w="{names.WSMAN}" xmlns:x="urn:x"'
        f' xmlns:p="{names.MICROSOFT_WSMAN}" xmlns:n="{names.ENUMERATION}" xmlns:r="{names.SHELL}"><s:Header>{headers}'
        f'<w:ResourceURI s:mustUnderstand="true">{uri}</w:ResourceURI><a:Action s:mustUnderstand="true">{action}'
        f"</a:Action>{sets}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


def get(sets: str = NAME, body: str = "", **changes: str) -> str:
    return xml(names.GET, SERVICE, body, sets, **changes)


def shell(operation: str, body: str, sets: str = SHELL_ID) -> str:
    return xml(f"{names.SHELL}/{operation}", names.COMMAND_SHELL, body, sets)


def enumeration(operation: str, body: str) -> str:
    return xml(f"{names.ENUMERATION}/{operation}", names.cim_class("root/cimv2", "*"), body)


def option(text: str, name: str = "WINRS_SKIP_CMD_SHELL", more: str = "") -> str:
    chosen = f'<w:OptionSet><w:Option Name="{name}"{more}>{text}</w:Option></w:OptionSet>'
    return shell("Command", "<r:CommandLine><r:Command>a</r:Command></r:CommandLine>", SHELL_ID + chosen)


def refused(message: str) -> Fault | None:
    try:
        envelope.read(message.encode())
    except Fault as fault:
        return fault
    return None


TAKEN = {
    "a Get": get(),
    "a Get whose headers have blanks around them": get(To="<a:To> http://web01 </a:To>"),
    "headers that are not known and not insisted on": get(More='<x:A/><x:B s:mustUnderstand="0">c</x:B>'),
    "a mustUnderstand of no namespace": get(More='<x:A mustUnderstand="true"/>'),
    "a session of pypsrp": get(More='<p:SessionId s:mustUnderstand="false">uuid:1</p:SessionId>'),
    "no locale, size and timeout": get(Locale="", DataLocale="", MaxEnvelopeSize="", OperationTimeout=""),
    "an option that is not known": option("x", "WINRS_ELSE"),
    "an option that has to be minded": option("True", more=' MustComply="true"'),
    "a command with arguments": shell(
        "Command", "<r:CommandLine><r:Command>a</r:Command><r:Arguments>b</r:Arguments></r:CommandLine>"
    ),
    "a Receive of txwinrm": shell(
        "Receive", '<r:Receive SequenceId="0"><r:DesiredStream>stdout</r:DesiredStream></r:Receive>'
    ),
    "a Signal of pypsrp": shell("Signal", f"<r:Signal><r:Code>{names.SHELL}/signal/Terminate</r:Code></r:Signal>"),
    "a Create": shell("Create", "<r:Shell/>", "").replace(f"{names.SHELL}/Create", names.CREATE),
    "an optimized Enumerate": enumeration("Enumerate", "<n:Enumerate><w:OptimizeEnumeration/></n:Enumerate>"),
    "a Pull": enumeration(
        "Pull", "<n:Pull><n:EnumerationContext>1</n:EnumerationContext><n:MaxElements>2</n:MaxElements></n:Pull>"
    ),
    "a method": xml(f"{SERVICE}/Stop", SERVICE, f'<m:Stop_INPUT xmlns:m="{SERVICE}"><m:A>1</m:A></m:Stop_INPUT>', NAME),
}


@pytest.mark.parametrize("message", TAKEN.values(), ids=TAKEN)
def test_a_good_request_is_taken(message: str) -> None:
    assert refused(message) is None


HEADER_INVALID, HEADER_MISSING = Code.INVALID_MESSAGE_INFORMATION_HEADER, Code.MESSAGE_INFORMATION_HEADER_REQUIRED
BODY_INVALID, SCHEMA = Code.INVALID_SOAP_BODY, Code.SCHEMA_VALIDATION_ERROR

REFUSED = {
    "another SOAP": (
        get().replace(names.SOAP, "http://schemas.xmlsoap.org/soap/envelope/"),
        Code.SOAP_VERSION_MISMATCH,
    ),
    "a document type": ("<!DOCTYPE a>" + get(), Code.INVALID_XML),
    "a processing instruction": ("<?a b?>" + get(), Code.INVALID_XML),
    "no XML": ("<a>", Code.INVALID_XML),
    "something behind the body": (get().replace("</s:Body>", "</s:Body><x:A/>"), SCHEMA),
    "two in the body": (get(body="<x:A/><x:B/>"), BODY_INVALID),
    "an unknown header that is insisted on": (get(More='<x:A s:mustUnderstand="1"/>'), Code.SOAP_FAULT_MUST_UNDERSTAND),
    "a known one in another namespace": (
        get(MaxEnvelopeSize='<x:MaxEnvelopeSize s:mustUnderstand="true">153600</x:MaxEnvelopeSize>'),
        Code.SOAP_FAULT_MUST_UNDERSTAND,
    ),
    "a mustUnderstand that says neither": (get(More='<x:A s:mustUnderstand="TRUE"/>'), HEADER_INVALID),
    "a header of no namespace": (get(More="<A/>"), HEADER_INVALID),
    "a header twice": (get(More=HEADERS["To"]), HEADER_INVALID),
    "a set twice": (get(NAME + NAME), HEADER_INVALID),
    "no To": (get(To=""), HEADER_MISSING),
    "no ReplyTo": (get(ReplyTo=""), HEADER_MISSING),
    "no address in ReplyTo": (get(ReplyTo="<a:ReplyTo/>"), HEADER_MISSING),
    "no Action": (get().replace(names.GET, ""), HEADER_MISSING),
    "no ResourceURI": (get().replace(SERVICE, ""), HEADER_MISSING),
    "no MessageID": (get(MessageID=""), HEADER_INVALID),
    "a long MessageID": (get(MessageID=f"<a:MessageID>{'1' * 2049}</a:MessageID>"), HEADER_INVALID),
    "another to reply to": (
        get(ReplyTo="<a:ReplyTo><a:Address>http://else</a:Address></a:ReplyTo>"),
        Code.UNSUPPORTED_ADDRESSING_MODE,
    ),
    "another to tell of faults": (
        get(More="<a:FaultTo><a:Address>http://else</a:Address></a:FaultTo>"),
        Code.UNSUPPORTED_ADDRESSING_MODE,
    ),
    "a size of 8191": (get(MaxEnvelopeSize="<w:MaxEnvelopeSize>8191</w:MaxEnvelopeSize>"), Code.MIN_ENVELOPE_SIZE),
    "a size of no number": (get(MaxEnvelopeSize="<w:MaxEnvelopeSize>1_53600</w:MaxEnvelopeSize>"), HEADER_INVALID),
    "a timeout of no duration": (get(OperationTimeout="<w:OperationTimeout>20</w:OperationTimeout>"), HEADER_INVALID),
    "a locale that is demanded": (
        get(Locale='<w:Locale s:mustUnderstand="true" xml:lang="en-US"/>'),
        Code.MUSTUNDERSTAND_ON_LOCALE_UNSUPPORTED,
    ),
    "a data locale that is demanded": (
        get(DataLocale='<p:DataLocale s:mustUnderstand="true" xml:lang="en-US"/>'),
        Code.MUSTUNDERSTAND_ON_LOCALE_UNSUPPORTED,
    ),
    "a locale of no language": (get(Locale='<w:Locale xml:lang="en_US"/>'), HEADER_INVALID),
    "no selector in the set": (get("<w:SelectorSet/>"), Code.INVALID_SELECTORS),
    "a selector without a name": (get("<w:SelectorSet><w:Selector/></w:SelectorSet>"), Code.INVALID_SELECTORS),
    "a selector twice": (
        get('<w:SelectorSet><w:Selector Name="a">1</w:Selector><w:Selector Name="A">1</w:Selector></w:SelectorSet>'),
        Code.DUPLICATE_SELECTORS,
    ),
    "an unknown option that has to be minded": (option("", "x", ' MustComply="true"'), Code.OPTIONS_NOT_SUPPORTED),
    "an option without a name": (option("TRUE", ""), Code.OPTIONS_INVALID_NAME),
    "an option of another type": (option("maybe"), Code.OPTIONS_INVALID_VALUE),
    "a body of a Get": (get(body="<x:A/>"), BODY_INVALID),
    "no shell": (shell("Signal", "<r:Signal><r:Code/></r:Signal>", ""), Code.INSUFFICIENT_SELECTORS),
    "more than a shell": (
        shell(
            "Signal", "", SHELL_ID.replace("</w:SelectorSet>", '<w:Selector Name="a">1</w:Selector></w:SelectorSet>')
        ),
        Code.UNEXPECTED_SELECTORS,
    ),
    "no command line": (shell("Command", "<r:Command>a</r:Command>"), BODY_INVALID),
    "no command": (shell("Command", "<r:CommandLine><r:Arguments>a</r:Arguments></r:CommandLine>"), SCHEMA),
    "an empty command": (shell("Command", "<r:CommandLine><r:Command/></r:CommandLine>"), SCHEMA),
    "a command behind its arguments": (
        shell("Command", "<r:CommandLine><r:Arguments>a</r:Arguments><r:Command>b</r:Command></r:CommandLine>"),
        SCHEMA,
    ),
    "a command in another namespace": (
        shell("Command", "<r:CommandLine><x:Command>a</x:Command></r:CommandLine>"),
        SCHEMA,
    ),
    "an unknown stream": (shell("Receive", "<r:Receive><r:DesiredStream>pr</r:DesiredStream></r:Receive>"), SCHEMA),
    "an unknown signal": (shell("Signal", "<r:Signal><r:Code>terminate</r:Code></r:Signal>"), SCHEMA),
    "an unknown property of a shell": (
        shell("Create", "<r:Shell><r:Colour/></r:Shell>", "").replace(f"{names.SHELL}/Create", names.CREATE),
        SCHEMA,
    ),
    "an unknown element of an Enumerate": (enumeration("Enumerate", "<n:Enumerate><n:A/></n:Enumerate>"), SCHEMA),
    "a Pull of nothing": (enumeration("Pull", "<n:Pull><n:MaxElements>2</n:MaxElements></n:Pull>"), SCHEMA),
    "a parameter of no namespace": (
        xml(f"{SERVICE}/Stop", SERVICE, f'<m:Stop_INPUT xmlns:m="{SERVICE}"><A>1</A></m:Stop_INPUT>', NAME),
        Code.INVALID_XML_NAMESPACE,
    ),
}


@pytest.mark.parametrize(("message", "code"), REFUSED.values(), ids=REFUSED)
def test_whatever_a_service_may_refuse_is_refused(message: str, code: Code) -> None:
    fault = refused(message)
    assert fault is not None
    assert fault.code == code


def test_a_refusal_answers_the_message() -> None:
    fault = refused(get(To=""))
    assert fault is not None
    assert fault.relates_to == "uuid:1"


def test_what_is_not_strict_takes_what_it_can_do_without() -> None:
    bare = get(To="", ReplyTo="", MaxEnvelopeSize="", Locale="", More='<x:A s:mustUnderstand="true"/>')
    assert envelope.read(bare.encode(), is_strict=False).action == names.GET
