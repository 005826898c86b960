# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tests for a real Windows host, against hosts of the lab."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.environment import REPOSITORY
from tests.lab.demonstration import GATEWAY, demo
from tests.lab.dmz import ADMINISTRATOR
from tests.lab.serving import Site, serve
from tests.lab.wsman.request_log import RequestLog
from tests.windows.settings import DEFAULTS, REQUIRED
from tests.windows.shell import printed_hashes

TIER = "tests/windows"
AGENT, LINKED, BARE = "web01.dmz.example", "db01.dmz.example", "bare01.dmz.example"
LISTING = "certutil -store Root"
"""The one command of the tier that the lab's policy stops."""
_OUTCOME = re.compile(r"^(PASSED|SKIPPED|FAILED|ERROR)\b", re.MULTILINE)
_SKIPPED = re.compile(r"^SKIPPED \[\d+\] [^:]+:\d+: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Ended:
    """How the tier ended, and what it printed."""

    code: int
    output: str

    @property
    def outcomes(self) -> Counter[str]:
        return Counter(_OUTCOME.findall(self.output))

    @property
    def reasons(self) -> set[str]:
        return set(_SKIPPED.findall(self.output))


_PYTEST = """
import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(pytest.main(sys.argv[1:]))
"""
"""What a shell starts in the background ignores Ctrl-C, and so would what that starts."""


def start_tier(*options: str, **variables: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("WINDOWS_", "PYTEST_"))}
    return subprocess.Popen(
        [sys.executable, "-c", _PYTEST, TIER, "-rA", "-p", "no:cacheprovider", "--tb=short", *options],
        cwd=REPOSITORY,
        env=inherited | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finish(tier: subprocess.Popen[str]) -> Ended:
    output, _errors = tier.communicate()
    return Ended(tier.returncode, output)


def run_tier(*options: str, **variables: str) -> Ended:
    return finish(start_tier(*options, **variables))


def wait_for_the_second_import(site: Site) -> None:
    """Until a root is written and the next module has begun."""
    while "SetBinaryValue" not in [entry.cim_method for entry in site.endpoint.log]:
        time.sleep(0.01)
    shells = opened_shells(site)
    while opened_shells(site) == shells:
        time.sleep(0.01)


def opened_shells(site: Site) -> int:
    return [entry.action for entry in site.endpoint.log].count("Create")


def variables(site: Site, host: str, **more: str) -> dict[str, str]:
    return {
        "WINDOWS_HOST": host,
        "WINDOWS_ADDRESS": "localhost",
        "WINDOWS_PORT": str(site.endpoint.port),
        "WINDOWS_PATH": "/{host}/wsman",
        "WINDOWS_USER": ADMINISTRATOR,
        "WINDOWS_PASSWORD": site.dmz.accounts[ADMINISTRATOR].password,
        "WINDOWS_CA_FILE": str(site.authority_file),
        **more,
    }


@pytest.fixture
def site() -> Iterator[Site]:
    with RequestLog() as log, serve(demo(), log=log, https=True) as served:
        yield served


def test_without_a_host_one_sentence_says_what_is_needed() -> None:
    ended = run_tier()
    assert ended.code == pytest.ExitCode.USAGE_ERROR
    assert (
        "cannot test a real Windows host: WINDOWS_HOST, WINDOWS_USER, WINDOWS_PASSWORD must be set in the environment"
        in ended.output
    )
    assert "Traceback" not in ended.output


def test_an_agents_host_is_read_and_not_changed(site: Site) -> None:
    before = site.dmz.dump()
    ended = run_tier(**variables(site, AGENT))
    assert ended.code == 0, ended.output
    assert ended.outcomes["PASSED"] > 10
    assert site.dmz.dump() == before
    assert [entry for entry in site.endpoint.log if entry.means_change] == []
    assert site.dmz.machines[AGENT].refused_commands == [LISTING]
    assert {reason.partition(":")[0] for reason in ended.reasons} == {
        "WINDOWS_GATEWAY names no gateway",
        "WINDOWS_RESTART=yes does not allow the restart of the agent",
        "WINDOWS_WRITE=yes does not allow the import of a test root",
        "certutil does not list the store",
    }


def test_what_may_be_written_is_written_and_taken_away_again(site: Site) -> None:
    before = site.dmz.machines[LINKED].registry.dump("HKLM")
    gateway = {"WINDOWS_GATEWAY": GATEWAY, "WINDOWS_GATEWAY_ADDRESS": "localhost"}
    allowed = variables(site, LINKED, WINDOWS_WRITE="yes", WINDOWS_RESTART="yes", **gateway)
    ended = run_tier("-k", "test_writing or test_gateway or restart", **allowed)
    assert ended.code == 0, ended.output
    assert ended.outcomes == {"PASSED": 8}
    assert site.dmz.machines[LINKED].registry.dump("HKLM") == before
    written = [entry for entry in site.endpoint.log if entry.cim_method == "SetBinaryValue"]
    assert len(written) == 3
    assert "Verdict, confidence, link, findings: ('trusted', 'confirmed', 'up'" in ended.output
    assert "Event 1210 within 60 seconds after the restart: True" in ended.output


def test_a_root_is_taken_away_when_the_tests_are_interrupted(site: Site) -> None:
    before = site.dmz.machines[AGENT].registry.dump("HKLM")
    given = variables(site, AGENT, WINDOWS_WRITE="yes")
    tier = start_tier("-k", "test_an_imported_root", **given)
    wait_for_the_second_import(site)
    os.killpg(tier.pid, signal.SIGINT)
    ended = finish(tier)
    assert "KeyboardInterrupt" in ended.output
    assert [entry.cim_method for entry in site.endpoint.log].count("SetBinaryValue") == 1
    assert site.dmz.machines[AGENT].registry.dump("HKLM") == before


def test_a_host_without_an_agent_is_tested_as_far_as_that_goes(site: Site) -> None:
    ended = run_tier("-k", "test_agent or test_gateway or reg_lists", **variables(site, BARE))
    assert ended.code == 0, ended.output
    assert ended.outcomes["PASSED"] == 5
    assert f"no SCOM agent is installed on {BARE}" in ended.reasons


def test_a_host_that_takes_no_login_is_one_sentence_without_the_password(site: Site) -> None:
    given = variables(site, AGENT) | {"WINDOWS_USER": "Nobody"}
    ended = run_tier(**given)
    assert ended.code == pytest.ExitCode.TESTS_FAILED
    assert f"cannot open a shell on {AGENT} at https://localhost:" in ended.output
    assert "Traceback" not in ended.output
    assert "Error" not in ended.output
    assert given["WINDOWS_PASSWORD"] not in ended.output


def test_the_readme_names_every_variable() -> None:
    text = (REPOSITORY / TIER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(WINDOWS_\w+)`", text)) == {*REQUIRED, *DEFAULTS}


@pytest.mark.parametrize(
    "line",
    [
        "Cert Hash(sha1): 0563b8630d62d75abbc8ab1e4bdfb5a899b24d43",
        "Cert Hash(sha1): 05 63 b8 63 0d 62 d7 5a bb c8 ab 1e 4b df b5 a8 99 b2 4d 43",
        "Zertifikathash(sha1): 0563b8630d62d75abbc8ab1e4bdfb5a899b24d43",
    ],
)
def test_the_hash_that_certutil_prints_is_read(line: str) -> None:
    assert printed_hashes(f"{line}\r\n") == ["0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43"]
