# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of NIST's paths that need neither CRLs nor policies each is judged as it says."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.pkits import EXCLUDED, NOW, ROOT, authorities, certificates, end_entities, expected


def test_no_path_is_accepted_that_is_invalid_and_none_refused_that_is_valid() -> None:
    others = {name: Certificate.from_der(encoded) for name, encoded in authorities().items()}
    trust = Trust((others[ROOT],), (), frozenset())

    def is_accepted(name: str) -> bool:
        last = Certificate.from_der(certificates()[name])
        return build_chain(last, trust, list(others.values()), purposes=(), now=NOW).trusted

    judged = expected()
    assert (sum(judged.values()), len(judged)) == (45, 90)
    assert {name: is_accepted(name) for name in judged} == judged


def test_every_reason_to_leave_a_path_out_leaves_some_out() -> None:
    assert all(any(reason.search(name) for name in end_entities()) for reason in EXCLUDED.values())
