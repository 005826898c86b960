# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The host that the environment names, and a page of what was seen there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from tests.windows.ansible import Ansible
from tests.windows.settings import Settings, SettingsError, Target
from tests.windows.shell import Shell, ShellError, shell

Note: TypeAlias = Callable[[str, object], None]
"""Takes a question that the README leaves open, and what the host answered."""

NOTES = pytest.StashKey[list[str]]()
AGENT_SETUP = r"SOFTWARE\Microsoft\Microsoft Operations Manager\3.0\Setup"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOTES] = []
    try:
        Settings(os.environ)
    except SettingsError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.stash[NOTES]:
        return
    terminalreporter.section("what was seen; please report it, without what others must not know")
    for note in config.stash[NOTES]:
        terminalreporter.line(note)


@pytest.fixture
def note(pytestconfig: pytest.Config) -> Note:
    return lambda question, answer: pytestconfig.stash[NOTES].append(f"{question}: {answer}")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(os.environ)


@pytest.fixture(scope="session")
def host(settings: Settings) -> Target:
    return settings.host


@pytest.fixture(scope="session")
def tools(settings: Settings, host: Target) -> Iterator[Shell]:
    """The host's own tools. Where they can't be reached, no test can say anything."""
    try:
        with shell(settings, host) as opened:
            yield opened
    except ShellError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.TESTS_FAILED)


@pytest.fixture(scope="session")
def ansible(settings: Settings, tools: Shell, tmp_path_factory: pytest.TempPathFactory) -> Ansible:
    """The collection, once it is known that the host can be reached."""
    return Ansible(settings, tmp_path_factory.mktemp("windows"))


@pytest.fixture(scope="session")
def roots(ansible: Ansible, host: Target) -> dict[str, Any]:
    """The store Root as the collection reads it."""
    return ansible.module(host, "certificate_info", stores=["Root"], pem=True)


@pytest.fixture(scope="session")
def agent(tools: Shell, host: Target) -> None:
    if tools.run(f'reg query "HKLM\\{AGENT_SETUP}"').exit_code:
        pytest.skip(f"no SCOM agent is installed on {host.name}")


@pytest.fixture(scope="session")
def gateway(settings: Settings) -> Target:
    if settings.gateway is None:
        pytest.skip("WINDOWS_GATEWAY names no gateway")
    return settings.gateway
