# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An suppression covers a rule, or a rule for one root, and nothing else."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.suppressions import read_suppressions, sift
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError

SHA256, OTHER = "AB" * 32, "CD" * 32
EXPIRED = Concern(kinds.EXPIRED("it expired"), Root(SHA256, "AB" * 20, "CN=Root", (".Default",)))
LEAF = Concern(kinds.LEAF("it is a leaf"), Root(SHA256, "AB" * 20, "CN=Root", (".Default",)))
STORE = Concern(kinds.IRREGULAR_ENTRY("it is damaged"))


@pytest.mark.parametrize(
    ("texts", "ignored"),
    [
        ([], ()),
        (["expired"], (EXPIRED,)),
        ([f"expired:{SHA256}"], (EXPIRED,)),
        ([f"expired: {SHA256.lower()}"], (EXPIRED,)),
        ([f"expired:{':'.join(['ab'] * 32)}"], (EXPIRED,)),
        ([f"expired:{OTHER}"], ()),
        ([f"irregular_entry:{SHA256}"], ()),
        (["irregular_entry", "leaf"], (LEAF, STORE)),
    ],
)
def test_what_is_covered_is_ignored_and_the_rest_is_reported(texts: list[str], ignored: tuple[Concern, ...]) -> None:
    everything = (EXPIRED, LEAF, STORE)
    sifted = sift(everything, read_suppressions(texts))
    assert sifted.ignored == ignored
    assert sifted.reported == tuple(each for each in everything if each not in ignored)


@pytest.mark.parametrize("text", [f"expired:{SHA256}", f" expired: {SHA256.lower()}", f"expired:\u200e{SHA256}"])
def test_a_suppression_has_one_text_however_it_was_written(text: str) -> None:
    assert [each.text for each in read_suppressions([text, f"expired:{SHA256}"])] == [f"expired:{SHA256}"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("expird", f"the rules are {', '.join(kinds.CATALOGUE)}"),
        ("", f"the rules are {', '.join(kinds.CATALOGUE)}"),
        ("expired:AB", "the fingerprint 'AB' is not made of 64 hexadecimal digits"),
        ("expired:", "the fingerprint '' is not made of 64 hexadecimal digits"),
    ],
)
def test_what_can_cover_nothing_is_refused(text: str, reason: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_suppressions([text])
    assert str(caught.value) == f"cannot ignore {text}: {reason}"
