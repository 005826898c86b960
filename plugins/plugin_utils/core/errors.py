# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exceptions of this collection. Each one reads as a sentence that may be shown to a user as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar


class ScomDmzError(Exception):
    """The base of everything that is raised on purpose: ``reason`` is why it failed, ``operation`` what was attempted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.operation: str | None = None

    @property
    def access_denied(self) -> bool:
        """Whether the host said by a code that the account lacks a right; only then is advice about rights in place."""
        return False

    def add(self, words: str) -> None:
        """End the reason with the peer's own words."""
        self.reason += words

    def begin(self, words: str) -> None:
        """Begin the reason with what it explains."""
        self.reason = words + self.reason

    def __str__(self) -> str:
        return f"cannot {self.operation}: {self.reason}" if self.operation else self.reason


@contextmanager
def attempting(operation: str) -> Iterator[None]:
    """Name what is attempted inside the block, for example ``read the store Root of web01``. The outermost operation wins."""
    try:
        yield
    except ScomDmzError as error:
        error.operation = operation
        raise


class MissingLibrary(ScomDmzError):
    """A Python library is missing on the controller, or too old. Raised before a task does anything else."""


class ConnectionUnusable(ScomDmzError):
    """The host's Ansible connection cannot serve these modules: it is no winrm connection, or becomes another user."""


class CertificateError(ScomDmzError):
    """Something is no certificate, or holds none, or a certificate, pin or purpose that is given cannot be used."""


class ChangeLimitReached(ScomDmzError):
    """A run has changed as many hosts as it may. Raised before anything is changed on another one."""


class ChangedSince(ScomDmzError):
    """What a rollback would take back is no longer as its run left it. Raised before anything is taken back."""


class RollbackRefused(ScomDmzError):
    """A rollback would take back less than its run did, or put back what may not be there. Raised before anything is taken back."""


class TooLarge(ScomDmzError):
    """An entry does not fit into a request that the host takes. Raised before anything is changed."""


class ControllerFileError(ScomDmzError):
    """A file or folder of the controller cannot be read, written or made."""


class OptionError(ScomDmzError):
    """An option of a task holds something else than it may."""


class JournalError(ScomDmzError):
    """The journal of changes cannot be read or written. Without a record of the intent nothing is changed."""


class ServiceError(ScomDmzError):
    """A Windows service is missing, refuses a request, does not follow it in time, or may not be restarted."""


class StoreError(ScomDmzError):
    """A certificate store is misnamed, or the host has none of that name."""


class Unreadable(ScomDmzError):
    """Something exists on the host, but its content was not delivered. Raised so that it is never taken for empty."""


class WriteFailed(ScomDmzError):
    """A change did not arrive on the host as it was meant. The sentence says whether it was undone."""


class WsmanError(ScomDmzError):
    """The base of all that fails in the conversation with a host."""


class HostUnreachable(WsmanError):
    """There is no connection, no answer in time, or the login was refused. The task ends as unreachable."""


class ConnectionLost(HostUnreachable):
    """An established connection broke before the answer came; the request may or may not have been carried out."""


class SessionForgotten(ConnectionLost):
    """The host cannot read what was sealed for a connection that it has closed; the request was not carried out."""


class TimeLimitReached(HostUnreachable):
    """The host kept the task waiting longer than ``time_limit``; the last request may have been carried out."""


class ResponseRefused(WsmanError):
    """An answer is too large, is not what the protocol allows, or cannot be unsealed."""


class CommandTimedOut(WsmanError):
    """A command ran longer than it may. The host was told to end it; what it had written until then is kept."""

    def __init__(self, reason: str, stdout: bytes = b"", stderr: bytes = b"") -> None:
        super().__init__(reason)
        self.stdout = stdout
        self.stderr = stderr


class HttpError(WsmanError):
    """The host answered with an HTTP status of 400 or above and without a SOAP fault."""


ACCESS_DENIED_HINT = (
    "the WinRM account must be a local administrator, and in a workgroup any account but the built-in Administrator "
    "needs LocalAccountTokenFilterPolicy = 1"
)

OPERATION_TIMED_OUT = 2150858793
RESOURCE_NOT_FOUND = 2150858752
_ACCESS_DENIED_CODES = frozenset({5, 0x80070005, 0x80041003})
_NOT_FOUND_CODES = frozenset({RESOURCE_NOT_FOUND, 0x80041002})
_NO_CLASS_CODES = frozenset({0x8004100E, 0x80041010})
"""WBEM_E_INVALID_NAMESPACE and WBEM_E_INVALID_CLASS."""
_CIM_STATUS_ACCESS_DENIED = 2
_CIM_STATUS_NOT_FOUND = 6
_CIM_STATUS_NO_CLASS = frozenset({3, 5})
"""CIM_ERR_INVALID_NAMESPACE and CIM_ERR_INVALID_CLASS (DSP0200)."""


@dataclass(frozen=True)
class FaultFields:
    """What a SOAP fault said, whichever of the three shapes it came in ([MS-WSMV] 2.2.4.43, 2.2.4.24; DSP0230).

    ``subcode`` is a local name such as ``AccessDenied``; ``code`` the number of the outer WSManFault or of the
    MSFT_WmiError; ``provider_code`` that of the WMI provider; ``cim_status`` the CIM status code.
    """

    subcode: str | None = None
    code: int | None = None
    provider_code: int | None = None
    cim_status: int | None = None
    message: str = ""


class WsmanFault(WsmanError):
    """The host answered with a SOAP fault. Match on the properties, never on the text, which is in the host's language."""

    def __init__(self, fields: FaultFields) -> None:
        self.fields = fields
        super().__init__(self._sentence())

    @property
    def access_denied(self) -> bool:
        return (
            self.fields.subcode == "AccessDenied"
            or self.fields.cim_status == _CIM_STATUS_ACCESS_DENIED
            or not _ACCESS_DENIED_CODES.isdisjoint((self.fields.code, self.fields.provider_code))
        )

    @property
    def not_found(self) -> bool:
        """Whether there is no such instance or class."""
        return (
            self.fields.subcode == "DestinationUnreachable"
            or self.fields.cim_status == _CIM_STATUS_NOT_FOUND
            or not _NOT_FOUND_CODES.isdisjoint((self.fields.code, self.fields.provider_code))
        )

    @property
    def no_class(self) -> bool:
        """Whether the namespace may lack the class, or the host the namespace; a class that is not found may be an instance too."""
        return (
            self.not_found
            or self.fields.cim_status in _CIM_STATUS_NO_CLASS
            or not _NO_CLASS_CODES.isdisjoint((self.fields.code, self.fields.provider_code))
        )

    @property
    def timed_out(self) -> bool:
        """Whether the operation timeout passed before there was an answer, which a Receive may await again."""
        return self.fields.subcode == "TimedOut" or self.fields.code == OPERATION_TIMED_OUT

    @property
    def too_large(self) -> bool:
        """Whether the answer would be larger than the host may make it."""
        return self.fields.subcode == "EncodingLimit"

    def _sentence(self) -> str:
        if self.access_denied:
            return f"access is denied ({self.origin}); {ACCESS_DENIED_HINT}"
        words = " ".join(self.fields.message.split()).rstrip(".")
        return f"the host answered with {self.origin}: {words}" if words else f"the host answered with {self.origin}"

    @property
    def origin(self) -> str:
        """The code, and whose it is: ``WSManFault 5``, ``CIM status 2``; the name of a fault that has no code."""
        if self.fields.code is not None:
            return f"WSManFault {self.fields.code}"
        if self.fields.cim_status is not None:
            return f"CIM status {self.fields.cim_status}"
        return f"the fault {self.fields.subcode}" if self.fields.subcode else "an unnamed fault"


class RegistryError(WsmanError):
    """StdRegProv returned another code than 0; ``code`` is that number."""

    KEY_MISSING = 2
    ACCESS_DENIED = 5
    OTHER_TYPE = 0x80041005
    _MEANINGS: ClassVar[dict[int, str]] = {
        112: "the disk is full",
        1450: "the host lacks system resources",
        OTHER_TYPE: "the value has another type",
    }

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(self._sentence())

    @property
    def access_denied(self) -> bool:
        return self.code == self.ACCESS_DENIED

    def _sentence(self) -> str:
        if self.code == self.KEY_MISSING:
            return "the registry key does not exist"
        if self.code == self.ACCESS_DENIED:
            return f"access is denied (StdRegProv returned 5); {ACCESS_DENIED_HINT}"
        meaning = self._MEANINGS.get(self.code)
        returned = f"StdRegProv returned 0x{self.code:08X}"
        return f"{meaning} ({returned})" if meaning else returned
