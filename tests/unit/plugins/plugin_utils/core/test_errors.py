# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error reads as one sentence: what was attempted, on what, why it failed, the peer's words last."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core import errors
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    ACCESS_DENIED_HINT,
    FaultFields,
    RegistryError,
    ScomDmzError,
    Unreadable,
    WsmanFault,
    attempting,
)


def test_an_error_without_a_deed_is_its_reason() -> None:
    assert str(ScomDmzError("the disk is full")) == "the disk is full"


def test_an_error_names_what_was_attempted() -> None:
    with pytest.raises(Unreadable) as caught, attempting("read the store Root of web01"):
        raise Unreadable("the output was cut off")
    assert str(caught.value) == "cannot read the store Root of web01: the output was cut off"


def test_the_outermost_deed_wins() -> None:
    with pytest.raises(ScomDmzError) as caught, attempting("import the root"), attempting("create the key"):
        raise ScomDmzError("access is denied")
    assert str(caught.value) == "cannot import the root: access is denied"


def test_an_error_that_is_not_ours_passes_unchanged() -> None:
    with pytest.raises(ZeroDivisionError, match="^division by zero$"), attempting("divide"):
        1 / 0  # noqa: B018


@pytest.mark.parametrize(
    "fields",
    [
        FaultFields(subcode="AccessDenied"),
        FaultFields(code=5),
        FaultFields(code=0x80070005),
        FaultFields(code=2150858819, provider_code=0x80041003),
        FaultFields(cim_status=2),
    ],
)
def test_access_denied_is_told_from_any_field_and_comes_with_the_hint(fields: FaultFields) -> None:
    fault = WsmanFault(fields)
    assert fault.access_denied
    assert str(fault).endswith(f"; {ACCESS_DENIED_HINT}")


@pytest.mark.parametrize(
    "fields",
    [
        FaultFields(subcode="DestinationUnreachable"),
        FaultFields(code=2150858752),
        FaultFields(provider_code=0x80041002),
        FaultFields(cim_status=6),
    ],
)
def test_a_missing_object_is_told_from_any_field(fields: FaultFields) -> None:
    assert WsmanFault(fields).not_found


@pytest.mark.parametrize("fields", [FaultFields(subcode="TimedOut"), FaultFields(code=2150858793)])
def test_an_operation_timeout_is_told_from_either_field(fields: FaultFields) -> None:
    assert WsmanFault(fields).timed_out


def test_a_fault_of_another_kind_is_none_of_these() -> None:
    fault = WsmanFault(FaultFields("QuotaLimit", 2150859173, 2150859173, 27, "Too many shells."))
    assert not (fault.access_denied or fault.not_found or fault.timed_out)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (FaultFields("InternalError", 7, message="Zu\r\n  viel. "), "the host answered with WSManFault 7: Zu viel"),
        (FaultFields("InternalError", 7), "the host answered with WSManFault 7"),
        (FaultFields("InternalError", cim_status=27), "the host answered with CIM status 27"),
        (FaultFields("InternalError"), "the host answered with the fault InternalError"),
        (FaultFields(), "the host answered with an unnamed fault"),
    ],
)
def test_a_fault_names_its_most_exact_field_and_ends_in_the_hosts_words(fields: FaultFields, sentence: str) -> None:
    assert str(WsmanFault(fields)) == sentence


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (2, "the registry key does not exist"),
        (5, f"access is denied (StdRegProv returned 5); {ACCESS_DENIED_HINT}"),
        (2147749893, "the value has another type (StdRegProv returned 0x80041005)"),
    ],
)
def test_a_registry_error_says_what_its_code_means(code: int, sentence: str) -> None:
    assert str(RegistryError(code)) == sentence


def test_every_exception_says_when_it_is_raised() -> None:
    exceptions = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)]
    assert len(exceptions) > 20
    assert [each.__name__ for each in exceptions if not each.__doc__] == []
