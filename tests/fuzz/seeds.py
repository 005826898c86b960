# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a run of the fuzzer begins: for each target a few inputs as hosts send them, and the words that they are made of."""

from __future__ import annotations

import base64
import ipaddress
import struct
from collections.abc import Mapping

from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.fuzz.targets import MESSAGE_ID
from tests.pki import files
from tests.pki.certificates import key_usage, rsa_key
from tests.pki.der import tlv
from tests.unit.plugins.plugin_utils.opsmgr.hosts import GROUPS, HIVE, OPERATIONS_MANAGER, TCPIP, Keys, sections
from tests.unit.plugins.plugin_utils.recorded import FOLDER
from tests.unit.plugins.plugin_utils.wsman.conversation import COMMAND_STARTED, TERMINATED, received
from tests.unit.plugins.plugin_utils.wsman.conversation import envelope as answered
from tests.unit.plugins.plugin_utils.x509 import trust_lists
from tests.unit.plugins.plugin_utils.x509.authority import issue, version_1

OPERATIONS_MANAGER_KEYS: Keys = {
    "Setup": {"Product": "REG_SZ    Microsoft Monitoring Agent", "AgentVersion": "REG_SZ    10.22.10056.0"},
    "Machine Settings": {"ChannelCertificateSerialNumber": "REG_BINARY    0A6D"},
    "Agent Management Groups": {},
    r"Agent Management Groups\CORP": {"UseActiveDirectory": "REG_DWORD    0x0"},
    r"Agent Management Groups\CORP\Parent Health Services\0": {
        "NetworkName": "REG_SZ    gw01",
        "Port": "REG_DWORD    0x165b",
    },
    "Server Management Groups": {},
    r"Server Management Groups\CORP": {},
}
SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
CONFIGURATION = f"""
{HIVE}\\{TCPIP}\\Interfaces\\{{4D36E972}}
    EnableDHCP    REG_DWORD    0x0
    IPAddress    REG_MULTI_SZ    192.0.2.7\\0198.51.100.7
    DhcpIPAddress    REG_SZ    192.0.2.8

{HIVE}\\{SCHANNEL}\\TLS 1.2\\Client
    Enabled    REG_DWORD    0x0
    DisabledByDefault    REG_DWORD    0x1
"""
EVENT = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='OpsMgr Connector'/>"
    "<EventID Qualifiers='49152'>{}</EventID><TimeCreated SystemTime='2026-06-01T12:00:00.1234567Z'/>"
    "<EventRecordID>7</EventRecordID></System><EventData><Data>gw01&#x1;</Data><Data>0x80090325(text)</Data>"
    "<Data>192.0.2.7:5723</Data></EventData></Event>\r\n"
)
SCHANNEL_EVENT = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Schannel'/>"
    "<EventID>{}</EventID><TimeCreated SystemTime='2026-06-01T12:00:00.1234567Z'/><EventRecordID>8</EventRecordID></System>"
    "<EventData><Data Name='CallerProcessId'>4712</Data><Data Name='CallerProcessImageName'>C:\\HealthService.exe</Data>"
    "<Data Name='AlertDesc'>48</Data><Data Name='ErrorCode'>0x8009030D</Data><Data Name='ErrorStatus'>10001</Data>"
    "<Data Name='binaryData'>{}</Data></EventData></Event>\r\n"
)
WSMAN_FAULT = (
    '<f:WSManFault xmlns:f="urn:f" Code="2150858819"><f:Message><f:ProviderFault>text<e:ExtendedError xmlns:e="urn:e">'
    '<e:__ExtendedStatus><e:StatusCode>5</e:StatusCode></e:__ExtendedStatus></e:ExtendedError><f:WSManFault Code="5">'
    "<f:Message>denied</f:Message></f:WSManFault></f:ProviderFault></f:Message></f:WSManFault>"
)
WMI_ERROR = (
    "<e:MSFT_WmiError xmlns:e='urn:e'><e:error_Code>-2144108387</e:error_Code><e:CIMStatusCode>6</e:CIMStatusCode>"
    "<e:Message>quota</e:Message></e:MSFT_WmiError>"
)
OUTPUT = (
    "<p:EnumKey_OUTPUT xmlns:p='urn:p' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><p:sNames>A</p:sNames>"
    "<p:sNames i:nil='true'/><p:uValue>0</p:uValue><p:uValue>255</p:uValue><p:ReturnValue>0</p:ReturnValue></p:EnumKey_OUTPUT>"
)
PAGE = (
    "<n:PullResponse xmlns:n='urn:n'><n:EnumerationContext>c</n:EnumerationContext><n:Items><n:X><n:A>a</n:A></n:X>"
    "</n:Items><n:EndOfSequence/></n:PullResponse>"
)

FACTS = (
    "<n:PullResponse xmlns:n='urn:n' xmlns:c='urn:c'><n:Items><n:X><n:LocalDateTime><c:Datetime>2026-06-01T14:00:00.5+02:00"
    "</c:Datetime></n:LocalDateTime><n:Domain>dmz.example</n:Domain><n:PartOfDomain>true</n:PartOfDomain></n:X>"
    "<n:X><n:LocalDateTime>9999-12-31T23:59:59-12:00</n:LocalDateTime></n:X></n:Items><n:EndOfSequence/></n:PullResponse>"
)

ROOT = issue("Root", path_length=1)
ALL_KINDS_OF_NAMES = x509.SubjectAlternativeName(
    [
        x509.DNSName("gw01.dmz.example"),
        x509.IPAddress(ipaddress.ip_address("192.0.2.7")),
        x509.RFC822Name("ca@dmz.example"),
        x509.UniformResourceIdentifier("https://dmz.example"),
        x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gw01")])),
        x509.RegisteredID(x509.ObjectIdentifier("1.2.3")),
        x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), tlv(0x0C, b"gw01")),
    ]
)
SERVER_AUTH = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH, x509.ObjectIdentifier("2.999")])
USAGE = key_usage("digital_signature", "key_encipherment", "key_cert_sign", "crl_sign")
CERTIFICATES = (
    ROOT.certificate,
    issue("gw01", ROOT, ca=False, extensions=(ALL_KINDS_OF_NAMES, SERVER_AUTH, USAGE)).certificate,
    issue("rsa", key=rsa_key(), key_identifiers=False).certificate,
    issue("ed25519", key=ed25519.Ed25519PrivateKey.generate()).certificate,
    version_1(issue("old", key_identifiers=False)),
)
SHORT = CERTIFICATES[3]
LISTED = trust_lists.content(
    [trust_lists.root(each, property_104=trust_lists.DATE) for each in CERTIFICATES[:2]]
    + [trust_lists.root(CERTIFICATES[2], property_104=b"", property_122=SERVER_AUTH.public_bytes())]
)
PARSED = [x509.load_der_x509_certificate(certificate.der) for certificate in CERTIFICATES[:2]]
PROPERTIES = {
    certificate_blob.KEY_PROV_INFO: struct.pack("<7I", 28, 32, 0, 0x20, 0, 0, 1) + "k\0p\0".encode("utf-16-le"),
    certificate_blob.FRIENDLY_NAME: certificate_blob.encode_text("Größe"),
    certificate_blob.ENHANCED_KEY_USAGE: SERVER_AUTH.public_bytes(),
    104: bytes.fromhex("00 80 3e d5 de b1 9d 01"),
}


def _recorded(pattern: str) -> list[bytes]:
    """What was recorded from real machines, where the recordings are at hand."""
    return [path.read_bytes() for path in sorted(FOLDER.glob(pattern))]


SEEDS: Mapping[str, list[bytes]] = {
    "envelope": [
        answered(body, MESSAGE_ID)
        for body in (OUTPUT, PAGE, FACTS, COMMAND_STARTED, TERMINATED, received("b3V0", "ZXJy", 1), received("b3V0"))
    ],
    "fault": [
        *(
            answered(
                f"<E:Fault xmlns:E='urn:E'><E:Code><E:Subcode><E:Value>w:TimedOut</E:Value></E:Subcode></E:Code><E:Reason>"
                f"<E:Text>why</E:Text></E:Reason>{detail}</E:Fault>",
                "",
            )
            for detail in (WSMAN_FAULT, WMI_ERROR)
        ),
        *_recorded("*/*ault*.xml"),
    ],
    "reg_query": [
        *(
            section.text.encode()
            for section in sections(OPERATIONS_MANAGER_KEYS, tcpip={"Hostname": "REG_SZ    web01"})
        ),
        CONFIGURATION.encode(),
    ],
    "event_xml": [EVENT.format(number).encode() for number in (20000, 20002, 20071, 21006)]
    + [(EVENT * 2).encode()]
    + [SCHANNEL_EVENT.format(number, SHORT.der.hex()).encode() for number in (36870, 36887)],
    "blob": [
        *(certificate_blob.encode(Blob(b"certificate", {number: data})) for number, data in PROPERTIES.items()),
        certificate_blob.encode(Blob(b"certificate", PROPERTIES)),
    ],
    "bundle": [
        *(form(SHORT.der).encode() for form in files.TEXTS.values()),
        *(form(SHORT.der) for form in files.BINARIES.values()),
        *(form(SHORT.pem()) for form in files.ENCODINGS.values()),
        *(form([SHORT.der, ROOT.certificate.der]) for form in files.BUNDLES.values()),
        *(data for data, _word in files.OTHER_FILES.values()),
        SHORT.pem().encode() + files.armoured(SHORT.der[:-20], "ODD THING").encode(),
        b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(tlv(0x30, b"\x30\x00")) + b"\n-----END CERTIFICATE-----\n",
    ],
    "certificate": [
        *(each.der for each in CERTIFICATES),
        *(part for each in PARSED for part in (each.subject.public_bytes(), ALL_KINDS_OF_NAMES.public_bytes())),
    ],
    "trust_list": [trust_lists.signed(LISTED), LISTED],
}

_XML = (
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version='1.0' encoding='",
    "<!DOCTYPE ",
    "&#x1;",
    "&#99999999;",
    "xmlns=''",
)
_REG = (
    f"{HIVE}\\{OPERATIONS_MANAGER}\\",
    *(f"{name}\\" for name in ("Setup", "Machine Settings", *GROUPS)),
    *(f"    {kind}    " for kind in ("REG_SZ", "REG_MULTI_SZ", "REG_DWORD", "REG_BINARY")),
    "Parent Health Services\\0",
    "\u0130",
    "\u2028",
)
WORDS: Mapping[str, tuple[str, ...]] = {
    "envelope": (
        *_XML,
        "Items",
        "Stream",
        "ReturnValue",
        "uValue",
        "CommandState",
        "/Done",
        "LocalDateTime",
        "+02:00",
        "Domain",
        "PartOfDomain",
    ),
    "fault": (*_XML, "WSManFault", "MSFT_WmiError", "__ExtendedStatus", "Message", "Subcode"),
    "reg_query": _REG,
    "event_xml": (
        *_XML,
        "<Event>",
        "</Event>",
        "<Data>",
        "</Data>",
        "<System>",
        "0x8009",
        "::ffff:",
        "Schannel",
        "AlertDesc",
        "binaryData",
    ),
    "blob": ("\1\0\0\0", " \0\0\0", "\2\0\0\0"),
    "bundle": (
        *(
            "-----BEGIN ",
            "-----END ",
            "CERTIFICATE-----",
            "PKCS7-----",
            "PRIVATE KEY-----",
            "TRUSTED ",
            "X509 CRL-----",
        ),
        *(
            "\\n",
            "=3D",
            "=\n",
            "<br>",
            "&#43;",
            "> ",
            "\u2014",
            "\xff\xfe",
            "0000  30 82 ",
            "00000000: 3082 ",
            "0x30, ",
        ),
        *("\0\0\0\0CERT", " \0\0\0\1\0\0\0", "\x30\x80", "\0\0", "\x30\x82", "\xa0\x80"),
        "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    ),
    "certificate": ("\x30", "\x06\x03\x55\x1d", "\x06\x03\x55\x04"),
    "trust_list": ("\x30", "\x31", "\xa0", "\x06\x0a\x2b\x06\x01\x04\x01", "MSCF"),
}
