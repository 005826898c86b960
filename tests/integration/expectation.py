# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a case expects: the verdict, its confidence, findings, words of them, what is done about it, and the gateway's own verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.lab.states import Document
from tests.lab.states.section import Section

ACTIONS = ("nothing", "import", "import and restart", "restart", "refused")
CONFIDENCES = ("confirmed", "probable", "unknown")
LINKS = ("up", "probable", "standby", "pending", "down", "unknown")

KEYS = ("verdict", "confidence", "link", "evidence", "fix", "findings", "absent", "action", "gateway")
FINDING_KEYS = ("id", "evidence", "fix")
QUESTION_KEYS = ("aliases", "addresses")


@dataclass(frozen=True)
class ExpectedFinding:
    """It is found, and its evidence and its fix carry these words."""

    id: str
    evidence: Sequence[str] = ()
    fix: Sequence[str] = ()


@dataclass(frozen=True)
class Expectation:
    """What is empty is left open. `findings` are among those that are found, `absent` are not. `gateway` is the verdict on that itself."""

    verdict: str
    confidence: str
    link: str
    findings: Sequence[ExpectedFinding]
    absent: Sequence[str]
    action: str
    gateway: ExpectedFinding


@dataclass(frozen=True)
class Question:
    """What the user knows of the gateway besides its name."""

    aliases: Sequence[str] = ()
    addresses: Sequence[str] = ()

    @property
    def options(self) -> dict[str, list[str]]:
        return {"aliases": list(self.aliases), "addresses": list(self.addresses)}


def read_question(document: Document) -> Question:
    section = Section.of(document.content.get("check") or {}, f"{document.file}, check", QUESTION_KEYS)
    return Question(section.texts("aliases"), section.texts("addresses"))


def read_expectation(document: Document) -> Expectation:
    """Raises StateError."""
    section = Section.of(document.content.get("expect") or {}, f"{document.file}, expect", KEYS)
    return Expectation(
        verdict=section.text("verdict"),
        confidence=section.choice("confidence", ("", *CONFIDENCES), ""),
        link=section.choice("link", ("", *LINKS), ""),
        findings=tuple(_findings(section)),
        absent=section.texts("absent"),
        action=section.choice("action", ("", *ACTIONS), ""),
        gateway=_finding(section.content.get("gateway") or "", section.at("gateway")),
    )


def _findings(section: Section) -> Iterator[ExpectedFinding]:
    if "evidence" in section or "fix" in section:
        yield ExpectedFinding(section.text("verdict"), section.texts("evidence"), section.texts("fix"))
    for item in section.items("findings"):
        yield _finding(item, section.at("findings"))


def _finding(item: object, place: str) -> ExpectedFinding:
    finding = Section.of({"id": item} if isinstance(item, str) else item, place, FINDING_KEYS)
    return ExpectedFinding(finding.text("id"), finding.texts("evidence"), finding.texts("fix"))


def gateway_differences(expected: ExpectedFinding, told: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """What of a gateway's own verdict is not as expected. One that is in order has no finding for that."""
    if expected.id in ("", told["verdict"]):
        found = {finding["id"]: finding for finding in told["findings"]}
        return list(_differing_words(expected, found, words)) if expected.id in found else []
    return [f"the verdict of the gateway is {told['verdict']}, and not {expected.id}"]


def differences(expected: Expectation, result: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """What of a check is not as expected, a sentence each. `words` are what stands for the placeholders of the file."""
    found = {finding["id"]: finding for finding in result["findings"]}
    wanted = {"verdict": expected.verdict, "confidence": expected.confidence, "link": expected.link}
    said = [
        f"the {what} is {result[what]}, and not {value}"
        for what, value in wanted.items()
        if value not in ("", result[what])
    ]
    said += [f"the finding {each} is there" for each in expected.absent if each in found]
    for finding in expected.findings:
        said += _differing_words(finding, found, words)
    return said


def _differing_words(
    finding: ExpectedFinding, found: Mapping[str, Mapping[str, str]], words: Mapping[str, str]
) -> Iterator[str]:
    if finding.id not in found:
        yield f"the finding {finding.id} is missing among {', '.join(found) or 'none'}"
        return
    for part in ("evidence", "fix"):
        text = found[finding.id][part]
        for word in getattr(finding, part):
            if words.get(word, word) not in text:
                yield f"the {part} of {finding.id} lacks {words.get(word, word)!r}: {text}"
