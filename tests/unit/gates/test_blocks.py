# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text between two marks is replaced, and all else stays."""

from __future__ import annotations

import pytest

from tests.gates.generated.blocks import Block, fill
from tests.gates.generated.generation import GenerationError

SERVICE = {"service": Block("service.yml", "name:\n  type: str\n")}
FILLED = """service:
  contains:
    # Start of service, written by "make generate" from service.yml.
    name:
      type: str
    # End of service.
    other: by hand
"""


@pytest.mark.parametrize(
    "written",
    [
        FILLED,
        FILLED.replace("type: str", "type: int"),
        FILLED.replace("service.yml", "another.yml"),
        "service:\n  contains:\n    # Start of service\n    # End of service\n    other: by hand\n",
    ],
    ids=["filled", "text that differs", "source that differs", "marks of a new block"],
)
def test_a_block_becomes_what_it_should_be(written: str) -> None:
    assert fill("module.py", written, SERVICE) == FILLED


def test_a_page_in_restructuredtext_has_blocks_too() -> None:
    verdicts = {"verdicts": Block("verdicts.py", "\n* trusted\n\n")}
    page = ".. Start of verdicts\n.. End of verdicts\n\nText\n"
    filled = '.. Start of verdicts, written by "make generate" from verdicts.py.\n\n* trusted\n\n.. End of verdicts.\n\nText\n'
    assert fill("guide.rst", page, verdicts) == filled


def test_a_page_in_markdown_has_blocks_too() -> None:
    verdicts = {"verdicts": Block("verdicts.py", "\n| trusted |\n\n")}
    page = "<!-- Start of verdicts -->\n<!-- End of verdicts -->\n\nText\n"
    filled = (
        '<!-- Start of verdicts, written by "make generate" from verdicts.py. -->\n\n| trusted |\n\n'
        "<!-- End of verdicts. -->\n\nText\n"
    )
    assert fill("README.md", page, verdicts) == filled == fill("README.md", filled, verdicts)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a:\n# Start of service\nb:\n", 'line 2 says "Start of service", and no "End of service" belongs to it'),
        ("# End of service.\n", 'line 1 says "End of service", and no "Start of service" belongs to it'),
        (
            "# Start of service\nb: by hand\n# Start of service\n# End of service\n",
            'line 1 says "Start of service", and no "End of service" belongs to it',
        ),
        (
            "# Start of service\n  # End of service\n",
            'line 1 says "Start of service", and no "End of service" belongs to it',
        ),
        ("# Start of servant\n# End of servant\n", 'line 1 says "Start of servant", and there are only service'),
    ],
    ids=["no end", "no start", "end of another block", "other depth", "unknown name"],
)
def test_marks_that_make_no_block_are_refused(text: str, complaint: str) -> None:
    with pytest.raises(GenerationError) as raised:
        fill("module.py", text, SERVICE)
    assert str(raised.value) == f"cannot generate module.py: {complaint}"
