# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The threat model names the bounds, rules, options and modules that there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.scom.dmz.plugins.doc_fragments import agent_check, windows
from ansible_collections.scom.dmz.plugins.modules import root_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import UNDO_SECONDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import verdicts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.judgement import REQUIRED
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import session
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.deadline import DEFAULT_SECONDS
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.request_size import USUAL_LIMIT
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import MAX_ELEMENTS
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response_guard import MAX_RESPONSE_BYTES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import bundle, certificate, chain, policy

COLLECTION = Path(__file__).parents[3]
GUIDE = (COLLECTION / "docs" / "docsite" / "rst" / "guide_security.rst").read_text(encoding="utf-8")

MODULES = {path.stem for path in (COLLECTION / "plugins" / "modules").glob("*.py")}
OPTIONS = yaml.safe_load(root_certificate.DOCUMENTATION)["options"]
FRAGMENT = yaml.safe_load(windows.ModuleDocFragment.DOCUMENTATION)["options"]
OF_A_GATEWAY = yaml.safe_load(agent_check.ModuleDocFragment.DOCUMENTATION)["options"]["gateways"]["suboptions"]
ROLE = yaml.safe_load((COLLECTION / "roles" / "gateway_trust" / "meta" / "argument_specs.yml").read_text("utf-8"))
VARIABLES = set(ROLE["argument_specs"]["main"]["options"])
RULES = {rule.name for rule in policy.RULES}
ROLES = {path.name for path in (COLLECTION / "roles").iterdir()}
VERDICTS = {kind.id for kind in verdicts.VERDICTS}
KEYWORDS = {"ignore_errors", "no_log"}
"""Of Ansible's playbooks."""

ROW = re.compile(r"^   \* - (.+)\n     - (.+)$", re.MULTILINE)
TERM = re.compile(r"``([a-z0-9]+(?:_[a-z0-9]+)+)``")
BLOCK = re.compile(r"^\.\. code-block:: yaml\n\n((?: {3}.*\n)+)", re.MULTILINE)


def mib(size: int) -> str:
    return f"{size / 2**20:g} MiB"


def kib(size: int) -> str:
    return f"{size / 2**10:g} KiB"


BOUNDS = {
    "What": "Bound",
    "An answer": f"{mib(MAX_RESPONSE_BYTES)}, and {MAX_ELEMENTS:,} XML elements; no document type declaration, no compression, no redirection",
    "A command's output": f"{mib(session.MAX_OUTPUT_BYTES)}, {session.COMMAND_TIMEOUT_SECONDS:g} seconds, "
    f"and {session.MAX_IDLE_RECEIVES} answers without any output",
    "An enumeration": f"{session.MAX_PAGES:,} pages",
    "All answers in a task": mib(session.MAX_RECEIVED_BYTES),
    "Every wait for the host, the login included": f"``time_limit``, {DEFAULT_SECONDS} seconds for a task, "
    f"and {UNDO_SECONDS} more to put an interrupted change back",
    "A certificate, read": kib(certificate.MAXIMUM_SIZE),
    "A certificate, written": f"what fits into one request of the host, {USUAL_LIMIT:,} bytes as a rule "
    f"(``MaxEnvelopeSizekb``): some {USUAL_LIMIT // 24 // 1000 * 1000:,} bytes, as each takes 22 to 24",
    "A chain": f"{chain.MAXIMUM_DEPTH} certificates, {chain.MAXIMUM_PATHS} paths, {chain.MAXIMUM_CANDIDATES:,} issuers tried",
    "A file of certificates on the controller": f"{mib(bundle.MAXIMUM_SIZE)}, and no private key",
}


def examples() -> list[dict[str, Any]]:
    """Those of variables; a list is one of tasks."""
    found = (yaml.safe_load(block) for block in BLOCK.findall(GUIDE))
    return [each for each in found if isinstance(each, dict)]


def test_the_bounds_are_those_of_the_code() -> None:
    section = GUIDE.partition("\nWhat a hostile host can send\n")[2]
    assert dict(ROW.findall(section)) == BOUNDS


def test_the_rules_are_those_of_the_gate() -> None:
    named = re.search(r"passes the rules of the gate first:\n(.+?)\. ``waive``", GUIDE, re.DOTALL)
    assert named is not None
    assert set(re.findall(r"``(\w+)``", named[1])) == RULES


def test_a_term_is_a_name_of_the_collection_or_of_ansible() -> None:
    names = {*MODULES, *ROLES, *OPTIONS, *FRAGMENT, *VARIABLES, *RULES, *VERDICTS, *KEYWORDS, *OF_A_GATEWAY, REQUIRED}
    assert set(TERM.findall(GUIDE)) - names == set()


def test_the_options_of_one_word_are_those_of_root_certificate() -> None:
    assert {"certutil", "purposes", "waive"} <= set(re.findall(r"``(\w+)``", GUIDE)) & set(OPTIONS)


def test_each_way_to_vouch_for_a_root_has_an_example() -> None:
    named = [set(example) - {"gateway_trust_gateway"} for example in examples()]
    assert named == [
        {"gateway_trust_root_sha256"},
        {"gateway_trust_root_file"},
        {"gateway_trust_accept_presented_root"},
    ]
    assert set().union(*examples()) <= VARIABLES


def test_the_pin_of_the_example_is_one() -> None:
    pin = examples()[0]["gateway_trust_root_sha256"]
    assert policy.normalize_fingerprint(pin, policy.SHA256_DIGITS) == pin
