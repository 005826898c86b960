# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of TLS an end of a connection may use follows from Windows' settings and from the version of SCOM."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.tls import TlsEnd, lacks_tls_1_2
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import VERSIONS, Setting

UNSET = dict.fromkeys(VERSIONS, Setting.UNSET)
UP_TO_1_2 = {"TLS 1.0", "TLS 1.1", "TLS 1.2"}
SCOM_2022, SCOM_2025 = "10.22.10118.0", "10.25.10132.0"


@pytest.mark.parametrize(
    ("scom", "lacks"),
    [
        ("7.1.10184.0", True),
        ("7.1.10302.0", True),
        ("7.1.10305.0", False),
        ("7.1.10226.0", True),
        ("7.1.10226.1360", True),
        ("7.1.10226.1387", False),
        ("7.2.11719.0", True),
        ("7.2.11938.0", False),
        ("7.2.12016.0", False),
        ("8.0.10918.0", True),
        ("8.0.10970.0", True),
        ("8.0.10977.0", False),
        ("8.0.11049.0", False),
        ("7.3.13040.0", False),
        ("10.19.10014.0", False),
        (SCOM_2022, False),
        ("8", False),
        ("8.0.x", False),
        ("", False),
        (None, False),
    ],
)
def test_scom_2012_r2_and_2016_support_tls_1_2_from_an_update_on(scom: str | None, lacks: bool) -> None:
    assert lacks_tls_1_2(scom) is lacks


@pytest.mark.parametrize(
    ("version", "setting", "scom", "possible", "usual"),
    [
        ("TLS 1.2", Setting.UNSET, SCOM_2022, True, True),
        ("TLS 1.2", Setting.ENABLED, SCOM_2022, True, True),
        ("TLS 1.2", Setting.DISABLED_BY_DEFAULT, SCOM_2022, True, False),
        ("TLS 1.2", Setting.DISABLED, SCOM_2022, False, False),
        ("TLS 1.2", Setting.ENABLED, "8.0.10918.0", True, False),
        ("TLS 1.1", Setting.ENABLED, "8.0.10918.0", True, True),
        ("TLS 1.2", Setting.UNSET, None, True, True),
        ("TLS 1.3", Setting.UNSET, None, False, False),
        ("TLS 1.3", Setting.UNSET, SCOM_2022, False, False),
        ("TLS 1.3", Setting.ENABLED, SCOM_2022, True, False),
        ("TLS 1.3", Setting.UNSET, SCOM_2025, True, True),
        ("TLS 1.3", Setting.ENABLED, SCOM_2025, True, True),
        ("TLS 1.3", Setting.DISABLED, SCOM_2025, False, False),
        ("TLS 1.3", Setting.DISABLED_BY_DEFAULT, SCOM_2025, True, False),
    ],
)
def test_a_version_is_possible_unless_it_is_certain_to_be_out_of_use_and_usual_where_nothing_speaks_against_it(
    version: str, setting: Setting, scom: str | None, possible: bool, usual: bool
) -> None:
    end = TlsEnd({**UNSET, version: setting}, scom)
    assert (version in end.possible, version in end.usual) == (possible, usual)


def test_windows_as_it_comes_uses_all_that_every_scom_supports() -> None:
    end = TlsEnd(UNSET, SCOM_2022)
    assert end.possible == end.usual == UP_TO_1_2
