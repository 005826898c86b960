# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fault codes that a client of this project can meet, with the subcodes and texts of WsmError.h."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

REQUEST = "The WS-Management service cannot process the request"


class Code(IntEnum):
    """ERROR_WSMAN_* of WsmError.h, and the one Win32 error that Windows sends as it is."""

    ACCESS_DENIED = 5
    RESOURCE_NOT_FOUND = 0x80338000
    INVALID_ACTIONURI = 0x80338001
    PROVIDER_FAILURE = 0x80338003
    SOAP_VERSION_MISMATCH = 0x8033800D
    INVALID_MESSAGE_INFORMATION_HEADER = 0x8033800F
    SOAP_FAULT_MUST_UNDERSTAND = 0x80338010
    MESSAGE_INFORMATION_HEADER_REQUIRED = 0x80338011
    FILTER_DIALECT_REQUESTED_UNAVAILABLE = 0x80338019
    CANNOT_PROCESS_FILTER = 0x8033801A
    INVALID_ENUMERATION_CONTEXT = 0x8033801B
    ENVELOPE_TOO_LARGE = 0x80338026
    INVALID_SOAP_BODY = 0x80338027
    OPERATION_TIMEDOUT = 0x80338029
    ENCODING_LIMIT = 0x80338035
    INVALID_SELECTORS = 0x8033803D
    SCHEMA_VALIDATION_ERROR = 0x80338041
    INVALID_XML = 0x80338043
    MAX_ENVELOPE_SIZE = 0x80338047
    MAX_ENVELOPE_SIZE_EXCEEDED = 0x80338048
    OPTIONS_NOT_SUPPORTED = 0x80338051
    OPTIONS_INVALID_NAME = 0x80338052
    OPTIONS_INVALID_VALUE = 0x80338053
    PARAMETER_TYPE_MISMATCH = 0x80338054
    INVALID_PARAMETER_NAME = 0x80338055
    INVALID_XML_VALUES = 0x80338056
    INVALID_XML_MISSING_VALUES = 0x80338057
    INVALID_XML_NAMESPACE = 0x80338058
    INSUFFICIENT_SELECTORS = 0x8033805A
    UNEXPECTED_SELECTORS = 0x8033805B
    DUPLICATE_SELECTORS = 0x8033805F
    UNSUPPORTED_ADDRESSING_MODE = 0x80338076
    MIN_ENVELOPE_SIZE = 0x8033807E
    ENUMERATION_MODE_UNSUPPORTED = 0x80338086
    MUSTUNDERSTAND_ON_LOCALE_UNSUPPORTED = 0x80338087
    INVALID_URI_WMI_ENUM_WQL = 0x803380FB
    QUOTA_MAX_SHELLS = 0x803381A5
    QUOTA_MAX_OPERATIONS = 0x803381A6
    QUOTA_USER = 0x803381A7
    QUOTA_SYSTEM = 0x803381A8
    REMOTESHELLS_NOT_ALLOWED = 0x803381AC


class Meaning(NamedTuple):
    """What goes with a code: SOAP subcode, reason, last segment of `w:FaultDetail`, whose fault it is, and SOAP's own code."""

    subcode: str
    reason: str
    detail: str = ""
    sender: bool = True
    soap_code: str = ""


MEANINGS: Mapping[Code, Meaning] = {
    Code.ACCESS_DENIED: Meaning(
        "w:AccessDenied",
        "Access is denied. ",
    ),
    Code.RESOURCE_NOT_FOUND: Meaning(
        "a:DestinationUnreachable",
        f"{REQUEST}. The service cannot find the resource identified by the resource URI and selectors. ",
        detail="InvalidResourceURI",
    ),
    Code.INVALID_ACTIONURI: Meaning(
        "a:ActionNotSupported",
        f"{REQUEST}. The WS-Addressing action URI is invalid. Check the documentation for information on how"
        " to construct an action URI. ",
    ),
    Code.PROVIDER_FAILURE: Meaning(
        "w:InternalError",
        "An error was encountered inside the plugin. ",
        sender=False,
    ),
    Code.SOAP_VERSION_MISMATCH: Meaning(
        "",
        "The WS-Management service does not support the SOAP version specified in the request. ",
        soap_code="s:VersionMismatch",
    ),
    Code.SOAP_FAULT_MUST_UNDERSTAND: Meaning(
        "",
        "The WS-Management service cannot process a SOAP header in the request that is marked as mustUnderstand by the"
        " client. This could be caused by the use of a version of the protocol which is not supported, or may be an "
        "incompatibility between the client and server implementations. ",
        soap_code="s:MustUnderstand",
    ),
    Code.INVALID_MESSAGE_INFORMATION_HEADER: Meaning(
        "a:InvalidMessageInformationHeader",
        f"{REQUEST}. The request contains one or more invalid SOAP headers. ",
    ),
    Code.MESSAGE_INFORMATION_HEADER_REQUIRED: Meaning(
        "a:MessageInformationHeaderRequired",
        f"{REQUEST}. The request does not have all the expected SOAP headers. ",
    ),
    Code.FILTER_DIALECT_REQUESTED_UNAVAILABLE: Meaning(
        "n:FilterDialectRequestedUnavailable",
        "The filter dialect (the type associated with the filter) was not supported for this resource. "
        "Change the filter dialect or remove it from the request and try the request again. ",
    ),
    Code.CANNOT_PROCESS_FILTER: Meaning(
        "n:CannotProcessFilter",
        "The data source could not process the filter. The filter might be missing or it might be invalid. "
        "Change the filter and try the request again.  ",
    ),
    Code.INVALID_ENUMERATION_CONTEXT: Meaning(
        "n:InvalidEnumerationContext",
        "The WS-Enumeration context in the enumeration is not valid. Enumeration may have been completed or"
        " canceled. You cannot use this enumeration context anymore. Start a new enumeration. ",
        sender=False,
    ),
    Code.ENVELOPE_TOO_LARGE: Meaning(
        "w:EncodingLimit",
        "The WS-Management service cannot process the response because it is larger than the maximum size allowed. ",
        detail="MaxEnvelopeSize",
    ),
    Code.INVALID_SOAP_BODY: Meaning(
        "w:InvalidBody",
        f"{REQUEST} because the request packet does not have a valid SOAP body. ",
    ),
    Code.OPERATION_TIMEDOUT: Meaning(
        "w:TimedOut",
        "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ",
        sender=False,
    ),
    Code.ENCODING_LIMIT: Meaning(
        "w:EncodingLimit",
        f"{REQUEST} because the encoding of the request exceeds an internal encoding limit. Reconfigure the "
        "client to send messages which fit the encoding limits of the service. ",
    ),
    Code.INVALID_SELECTORS: Meaning(
        "w:InvalidSelectors",
        f"{REQUEST} because the selectors for the resource are not valid. ",
    ),
    Code.SCHEMA_VALIDATION_ERROR: Meaning(
        "w:SchemaValidationError",
        "The SOAP XML in the message does not match the corresponding XML schema definition. Change the XML and retry. ",
    ),
    Code.INVALID_XML: Meaning(
        "w:SchemaValidationError",
        f"{REQUEST} because the XML is invalid. ",
    ),
    Code.MAX_ENVELOPE_SIZE: Meaning(
        "w:EncodingLimit",
        "The maximum envelope size in the request is too large. Change the maximum envelope size and try "
        "the request again. ",
        detail="MaxEnvelopeSize",
    ),
    Code.MAX_ENVELOPE_SIZE_EXCEEDED: Meaning(
        "w:EncodingLimit",
        "The response that the WS-Management service computed exceeds the maximum envelope size in the request. ",
        detail="MaxEnvelopeSizeExceeded",
    ),
    Code.OPTIONS_NOT_SUPPORTED: Meaning(
        "w:InvalidOptions",
        "The WS-Management provider does not support the specified option set because mustComply for one of the options "
        "is set to true. Change mustComply for one of the options to false. ",
        detail="NotSupported",
    ),
    Code.OPTIONS_INVALID_NAME: Meaning(
        "w:InvalidOptions",
        f"{REQUEST} because one or more of the options has an invalid name. ",
        detail="InvalidName",
    ),
    Code.OPTIONS_INVALID_VALUE: Meaning(
        "w:InvalidOptions",
        f"{REQUEST} because one or more of the options has an invalid value. ",
        detail="InvalidValue",
    ),
    Code.PARAMETER_TYPE_MISMATCH: Meaning(
        "w:InvalidParameter",
        f"{REQUEST}. A parameter that is required for the operation is not the correct type. ",
        detail="TypeMismatch",
    ),
    Code.INVALID_PARAMETER_NAME: Meaning(
        "w:InvalidParameter",
        f"{REQUEST}. A parameter name is invalid. ",
        detail="InvalidName",
    ),
    Code.INVALID_XML_VALUES: Meaning(
        "w:SchemaValidationError",
        f"{REQUEST} because the XML content has invalid values. ",
        detail="InvalidValues",
    ),
    Code.INVALID_XML_MISSING_VALUES: Meaning(
        "w:SchemaValidationError",
        f"{REQUEST} because the XML content has missing values. ",
        detail="MissingValues",
    ),
    Code.INVALID_XML_NAMESPACE: Meaning(
        "w:SchemaValidationError",
        "The WS-Management service cannot identify the format of the object passed to a Put or Create "
        "method. The XML namespace for the input XML is invalid. Change the XML namespace for the input XML"
        " in the request. ",
        detail="InvalidNamespace",
    ),
    Code.INSUFFICIENT_SELECTORS: Meaning(
        "w:InvalidSelectors",
        f"{REQUEST} because the request did not contain all required selectors. ",
        detail="InsufficientSelectors",
    ),
    Code.UNEXPECTED_SELECTORS: Meaning(
        "w:InvalidSelectors",
        f"{REQUEST} because the request contained invalid selectors for the resource. ",
        detail="UnexpectedSelectors",
    ),
    Code.DUPLICATE_SELECTORS: Meaning(
        "w:InvalidSelectors",
        f"{REQUEST} because the request contains duplicate selectors. ",
        detail="DuplicateSelectors",
    ),
    Code.UNSUPPORTED_ADDRESSING_MODE: Meaning(
        "w:UnsupportedFeature",
        "The WS-Management service does not support the addressing mode. ",
        detail="AddressingMode",
    ),
    Code.MIN_ENVELOPE_SIZE: Meaning(
        "w:EncodingLimit",
        f"{REQUEST} because the envelope size in the request is too small. ",
        detail="MinimumEnvelopeLimit",
    ),
    Code.ENUMERATION_MODE_UNSUPPORTED: Meaning(
        "w:UnsupportedFeature",
        "The WS-Management service does not support the specified enumeration mode. ",
        detail="EnumerationMode",
    ),
    Code.MUSTUNDERSTAND_ON_LOCALE_UNSUPPORTED: Meaning(
        "w:UnsupportedFeature",
        "The WS-Management service cannot guarantee that all data is returned in the requested locale as some data sources"
        " may not be able to comply. Resend the remote request with locale as a hint (the SOAP header should have "
        'mustUnderstand="false") ',
        detail="Locale",
    ),
    Code.INVALID_URI_WMI_ENUM_WQL: Meaning(
        "w:InvalidResourceURI",
        "The WinRM client cannot process the request. The resource URI for an enumeration operation with "
        "WQL filter must not contain keys and the class name must be '*' (star). Use the following command "
        'to get more information in how to construct a resource URI: "winrm help uris". ',
    ),
    Code.QUOTA_MAX_SHELLS: Meaning(
        "w:QuotaLimit",
        f"{REQUEST}. The maximum number of concurrent shells for this user has been exceeded. Close existing"
        " shells or raise the quota for this user. ",
    ),
    Code.QUOTA_MAX_OPERATIONS: Meaning(
        "w:InternalError",
        f"{REQUEST}. The maximum number of concurrent operations for this user has been exceeded. Close "
        "existing operations for this user, or raise the quota for this user. ",
        sender=False,
    ),
    Code.QUOTA_USER: Meaning(
        "w:QuotaLimit",
        f"{REQUEST}. The load quota for the current user has been exceeded. Send future requests at a slower"
        " rate or raise the quota for this user. ",
    ),
    Code.QUOTA_SYSTEM: Meaning(
        "w:QuotaLimit",
        f"{REQUEST}. The system load quota has been exceeded. Send future requests at a slower rate or raise"
        " the system quota. ",
    ),
    Code.REMOTESHELLS_NOT_ALLOWED: Meaning(
        "w:AccessDenied",
        f"{REQUEST}. The service is configured to not accept any remote shell requests. ",
    ),
}
