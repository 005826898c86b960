# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Examples of the documentation of modules, run as they stand."""

from __future__ import annotations

import yaml
from ansible_collections.scom.dmz.plugins.modules.certificate_info import EXAMPLES
from cryptography import x509

from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.registry import root_of
from tests.lab.demonstration import ROOT_MISSING
from tests.lab.windows.certificate_store import odd_certificates

WEB = ROOT_MISSING[0]


def test_the_examples_of_certificate_info_run(lab: Controller) -> None:
    root = root_of(lab.dmz)
    lab.dmz.machines[WEB].stores.add("Root", root, physical=".GroupPolicy")
    play = [{"hosts": WEB, "gather_facts": False, "tasks": yaml.safe_load(EXAMPLES)}]
    run = lab.play_text(yaml.safe_dump(play))
    assert (run.failed, run.code) == (set(), 0)
    assert root.subject.rfc4514_string() in run.output
    with odd_certificates():
        assert root in x509.load_pem_x509_certificates((lab.folder / f"{WEB}-roots.pem").read_bytes())
