# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""root_rollback tells what it has done, also when it could not end, and its diff is that of the run, the other way round."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RollbackRefused
from cryptography import x509

from tests.integration.plugins.connecting import NAME
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import store_entry, store_path, thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour
from tests.pki.pem import pem

Result = dict[str, Any]
Act = Callable[..., Result]

LEFT, BEFORE = ", as the run left it\n", ", as it was before\n"


@pytest.fixture
def root(site: Dmz) -> x509.Certificate:
    return site.agent_authority.certificate


@pytest.fixture
def issuing(site: Dmz) -> x509.Certificate:
    return site.pki.issuing("Issuing CA", site.agent_authority).certificate


def actions(result: Result) -> list[tuple[str, str]]:
    return [(each["action"], each["store"]) for each in result["certificates"]]


@pytest.fixture
def both(change: Act, issuing: x509.Certificate, root: x509.Certificate) -> Result:
    """The import of a CA and then of its root."""
    return change(content=pem(issuing, root))


@pytest.mark.usefixtures("both")
def test_what_was_taken_back_before_a_failure_is_told(
    roll_back: Act, endpoint: Endpoint, issuing: x509.Certificate, root: x509.Certificate
) -> None:
    endpoint.misbehave(Misbehaviour(Kind.RETURN, action="DeleteKey", nth=2, value=5))
    failed = roll_back()
    assert (failed["failed"], failed["changed"], failed["run"]) == (True, True, RUN)
    words = f"cannot remove {thumbprint(issuing)} from the store CA of {NAME}: access is denied"
    assert failed["msg"].startswith(words)
    assert actions(failed) == [("removed", "Root")]
    assert thumbprint(root) in failed["diff"]["before"]
    assert (failed["diff"]["before"].count("\n"), failed["diff"]["after"]) == (1, "")
    assert actions(roll_back()) == [("unchanged", "Root"), ("removed", "CA")]


@pytest.mark.usefixtures("both")
def test_what_was_taken_back_before_the_connection_was_lost_is_told(roll_back: Act, endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.RESET, action="DeleteKey", nth=2, onwards=True))
    failed = roll_back()
    assert (failed["failed"], failed["changed"], actions(failed)) == (True, True, [("removed", "Root")])
    assert "the connection to the host broke" in failed["msg"]


@pytest.mark.parametrize("lost", ["outcome", "half of the outcome"])
def test_a_run_that_was_killed_before_it_wrote_its_last_outcome_is_taken_back_all_the_same(
    change: Act, roll_back: Act, machine: Machine, root: x509.Certificate, tmp_path: Path, lost: str
) -> None:
    before = machine.registry.dump("HKLM")
    change(content=pem(root))
    file = tmp_path / "journal" / f"{NAME}.jsonl"
    intent, outcome = file.read_text().splitlines(keepends=True)
    file.write_text(intent if lost == "outcome" else intent + outcome[: len(outcome) // 2])
    assert actions(roll_back()) == [("removed", "Root")]
    assert machine.registry.dump("HKLM") == before


@pytest.mark.usefixtures("both")
def test_a_failure_of_the_first_step_has_changed_nothing(roll_back: Act, endpoint: Endpoint) -> None:
    endpoint.misbehave(Misbehaviour(Kind.RETURN, action="DeleteKey", value=5))
    failed = roll_back()
    assert (failed["failed"], failed["changed"], actions(failed)) == (True, False, [])
    assert (failed["diff"]["before"], failed["diff"]["after"]) == ("", "")


@pytest.mark.parametrize("check_mode", [True, False])
def test_an_import_that_is_taken_back_is_a_line_that_goes(both: Result, roll_back: Act, check_mode: bool) -> None:
    diff = roll_back(check_mode=check_mode)["diff"]
    imported = both["diff"]["after"].splitlines()
    assert (diff["before"].splitlines(), diff["after"]) == (imported[::-1], "")


@pytest.mark.parametrize("check_mode", [True, False])
def test_an_update_that_is_taken_back_is_an_entry_that_changes(
    change: Act, roll_back: Act, machine: Machine, root: x509.Certificate, check_mode: bool
) -> None:
    machine.stores.add("Root", root)
    updated = change(content=pem(root), friendly_name="Ours")["diff"]
    diff = roll_back(check_mode=check_mode)["diff"]
    assert "friendly name Ours" in diff["before"]
    assert diff["before"] == updated["after"].replace("\n", LEFT)
    assert diff["after"] == updated["before"].replace("\n", BEFORE)


def test_a_removal_that_is_taken_back_is_a_line_that_comes(
    change: Act, roll_back: Act, machine: Machine, root: x509.Certificate
) -> None:
    machine.stores.add("Root", root)
    removed = change(thumbprint=thumbprint(root), state="absent")["diff"]
    diff = roll_back()["diff"]
    assert (diff["before"], diff["after"]) == ("", removed["before"])


def test_an_update_differs_on_both_sides_even_when_its_certificate_and_properties_do_not(
    change: Act, roll_back: Act, machine: Machine, root: x509.Certificate
) -> None:
    machine.stores.add("Root", root)
    change(thumbprint=thumbprint(root), state="absent")
    imported = change(content=pem(root))["diff"]["after"]
    diff = roll_back()["diff"]
    assert diff["before"] == imported.replace("\n", LEFT)
    assert diff["after"] == imported.replace("\n", BEFORE)


def test_an_entry_that_cannot_be_read_is_put_back_and_named_by_its_thumbprint(
    change: Act, roll_back: Act, machine: Machine, root: x509.Certificate
) -> None:
    machine.stores.add_entry("Root", thumbprint(root), b"damaged")
    change(content=pem(root))
    after = roll_back()["diff"]["after"]
    assert after == f"Root: an entry that cannot be read (SHA-1 {thumbprint(root)}){BEFORE}"
    key = rf"{store_path('Root')}\Certificates\{thumbprint(root)}"
    assert machine.registry.data(key, "Blob") == b"damaged"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal" / f"{NAME}.jsonl"


def _without_the_first_intent(lines: list[str]) -> list[str]:
    return lines[1:]


def _with_a_broken_line(lines: list[str]) -> list[str]:
    return [lines[0], lines[1].replace(":", ""), *lines[2:]]


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_without_the_first_intent, "has an outcome and is not there itself"),
        (_with_a_broken_line, "line 2 cannot be read"),
    ],
)
def test_a_journal_that_lacks_something_keeps_the_run_from_being_taken_back(
    roll_back: Act,
    machine: Machine,
    journal: Path,
    damage: Callable[[list[str]], list[str]],
    words: str,
    check_mode: bool,
) -> None:
    journal.write_text("".join(damage(journal.read_text().splitlines(keepends=True))))
    before = machine.registry.dump("HKLM")
    with pytest.raises(RollbackRefused, match=f"^cannot take back the run {RUN} on {NAME}: .*{words}"):
        roll_back(check_mode=check_mode)
    assert machine.registry.dump("HKLM") == before


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("kept", [0, 2], ids=["none", "those of the CA"])
def test_certificates_of_the_run_that_its_journal_does_not_know_are_named(
    roll_back: Act, machine: Machine, journal: Path, root: x509.Certificate, kept: int
) -> None:
    journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:kept]))
    before = machine.registry.dump("HKLM")
    with pytest.raises(RollbackRefused, match=f"which its journal does not know, .*{thumbprint(root)} in Root"):
        roll_back()
    assert machine.registry.dump("HKLM") == before


def test_a_certificate_that_was_disallowed_since_is_not_put_back(
    change: Act, roll_back: Act, machine: Machine, root: x509.Certificate
) -> None:
    machine.stores.add("Root", root)
    change(thumbprint=thumbprint(root), state="absent")
    machine.stores.add("Disallowed", root)
    before = machine.registry.dump("HKLM")
    with pytest.raises(RollbackRefused, match=f"{thumbprint(root)} in Root would be put back, and is in the store Dis"):
        roll_back()
    assert machine.registry.dump("HKLM") == before


def test_bytes_with_another_certificate_than_was_there_are_not_put_back(
    change: Act, roll_back: Act, machine: Machine, journal: Path, root: x509.Certificate, issuing: x509.Certificate
) -> None:
    machine.stores.add("Root", root)
    change(thumbprint=thumbprint(root), state="absent")
    intent, outcome = journal.read_text().splitlines()
    planted = {**json.loads(intent), "before": store_entry(issuing).hex()}
    journal.write_text(f"{json.dumps(planted)}\n{outcome}\n")
    before = machine.registry.dump("HKLM")
    with pytest.raises(RollbackRefused, match=f"the journal has bytes with {thumbprint(issuing)}"):
        roll_back()
    assert machine.registry.dump("HKLM") == before


def test_a_change_that_another_hand_has_overtaken_is_left_and_told(
    change: Act, roll_back: Act, machine: Machine, journal: Path, root: x509.Certificate
) -> None:
    change(content=pem(root))
    journal.write_text(journal.read_text().splitlines(keepends=True)[0])
    machine.stores.remove("Root", root)
    machine.stores.add("Root", root)
    before = machine.registry.dump("HKLM")
    settled = change(content=pem(root))["warnings"]
    words = f"an interrupted change of {thumbprint(root)} in Root by the run {RUN} has failed: the host holds neither"
    assert [warning.startswith(words) for warning in settled] == [True]
    result = roll_back()
    assert result["warnings"] == [f"{thumbprint(root)} in Root is left as it is: the change of that run failed"]
    assert (result["changed"], machine.registry.dump("HKLM")) == (False, before)


@pytest.mark.parametrize("begun", [False, True], ids=["carried out", "being undone"])
def test_check_mode_foresees_what_becomes_of_an_interrupted_change(
    change: Act, roll_back: Act, machine: Machine, journal: Path, root: x509.Certificate, begun: bool
) -> None:
    change(content=pem(root))
    intent = journal.read_text().splitlines(keepends=True)[0]
    undoing = {"kind": "outcome", "id": json.loads(intent)["id"], "time": "2026-01-01T00:00:00Z", "outcome": "undoing"}
    journal.write_text(intent + (f"{json.dumps(undoing)}\n" if begun else ""))
    before = machine.registry.dump("HKLM"), journal.read_text()
    foreseen = roll_back(check_mode=True)
    assert (machine.registry.dump("HKLM"), journal.read_text()) == before
    result = roll_back()
    told = ("changed", "certificates", "diff", "warnings")
    assert [foreseen[each] for each in told] == [result[each] for each in told]
    assert actions(result) == ([] if begun else [("removed", "Root")])
