# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A case that is served: what the modules say of it and would do about it. By hand, for any file with states:

python -m tests.integration.plugins.visiting FILE...
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError

from tests.integration.expectation import Question, read_question
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.integration.plugins.knowing import known_of
from tests.lab.hygiene import serve_watched
from tests.lab.serving import Site
from tests.lab.states import Built, build, read_documents

STEPS = {"root imported": "import", "CA imported": "import", "agent restarted": "restart"}


class Visit:
    """A case that is served, with its gateway read once."""

    def __init__(self, question: Question, built: Built, site: Site, folder: Path) -> None:
        self._built = built
        self._site = site
        self._folder = folder
        self.told = self._act(built.gateway, "gateway_info")["gateway"]
        self._gateway = {**known_of(built.gateway, self.told), **question.options}

    def diagnose(self) -> dict[str, Any]:
        result: dict[str, Any] = self._act(self._built.agent, "gateway_trust_info", gateways=[self._gateway])
        return result["gateway_trust"]  # type: ignore[no-any-return]

    def onboard(self, *, check_mode: bool) -> str:
        """What is done, as a case calls it."""
        try:
            result = self._act(self._built.agent, "gateway_trust", check_mode=check_mode, gateways=[self._gateway])
        except ScomDmzError:
            return "refused"
        if result.get("failed"):
            return "refused"
        steps = dict.fromkeys(STEPS[change] for change in result["onboarding"]["changes"])
        return " and ".join(steps) or "nothing"

    def _act(self, host: str, module: str, **arguments: Any) -> dict[str, Any]:
        return act(connect(self._site.endpoint, host=host), module, self._folder, **arguments)


@contextmanager
def visit(question: Question, built: Built, folder: Path) -> Iterator[Visit]:
    """Serve a state, and read its gateway."""
    with serve_watched(built.dmz) as site:
        yield Visit(question, built, site, folder)


def main() -> None:
    """Print verdict, confidence, link, findings, and what would be done."""
    documents = (document for name in sys.argv[1:] for document in read_documents(Path(name)))
    for document in documents:
        with TemporaryDirectory() as folder, visit(read_question(document), build(document), Path(folder)) as visited:
            print(f"{document.name}: {_told(visited)}")


def _told(visited: Visit) -> str:
    try:
        result = visited.diagnose()
    except ScomDmzError as error:
        return f"fails: {error}"
    action, findings = visited.onboard(check_mode=True), " ".join(finding["id"] for finding in result["findings"])
    return f"{result['verdict']} {result['confidence']} {result['link']}, {action}: {findings}"


if __name__ == "__main__":
    main()
