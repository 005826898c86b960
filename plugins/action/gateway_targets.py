# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put together what is known of gateways, once for all their agents. Documented in plugins/modules/gateway_targets.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from ansible.module_utils.parsing.convert_bool import boolean
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import ACCEPT, word_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.given_names import (
    split_aliases,
    split_fingerprints,
    split_gateways,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.journalled_roots import (
    JournalledRoots,
    read_journalled_roots,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.known_gateway import (
    GivenGateway,
    KnownGateway,
    Voucher,
    know_gateway,
    read_pins,
    require_in_inventory,
    require_own_names,
    was_read,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.root_statement import state_roots
from ansible_collections.scom.dmz.plugins.plugin_utils.results.known_gateways import (
    describe_gateway_verdict,
    describe_issuers,
    describe_target,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

FACT = "gateway_root_read"
"""What the playbooks register on a gateway, and the role gateway_root keeps there, of ``gateway_info``."""


class ActionModule(ControllerAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "gateways": {"type": "raw", "required": True},
        "only": {"type": "str"},
        "aliases": {"type": "raw"},
        "addresses": {"type": "raw"},
        "root_file": {"type": "str"},
        "root_text": {"type": "str"},
        "root_sha256": {"type": "raw"},
        "accept_presented_root": {"type": "bool", "default": False},
        "journal": {"type": "path"},
        "own_variables": {"type": "bool", "default": True},
        "allow_unread": {"type": "bool", "default": False},
        "allow_unregistered": {"type": "bool", "default": False},
    }

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"changed": False, **self._put_together(arguments, task_vars)}
        except ScomDmzError as error:
            return {"failed": True, "msg": f"{error}. No host was checked."}

    def _put_together(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        names = split_gateways(arguments["gateways"])
        require_own_names(names, split_aliases(arguments["aliases"]), split_aliases(arguments["addresses"]))
        wanted = (arguments["only"],) if arguments["only"] else names
        readings = registered(FACT, wanted, task_vars)
        given = [self._given(name, arguments, task_vars["hostvars"]) for name in wanted]
        unread = [each.name for each in given if each.certificates is None and not was_read(readings.get(each.name))]
        left_out = unread if arguments["allow_unread"] else []
        journal = read_journalled_roots(arguments["journal"])
        known = [
            _with_former_roots(
                know_gateway(
                    each, readings.get(each.name), self.now, allow_unregistered=arguments["allow_unregistered"]
                ),
                journal,
            )
            for each in given
            if each.name not in left_out
        ]
        read = [name for name in wanted if was_read(readings.get(name))]
        return {
            "names": list(names),
            "gateways": [describe_target(each) for each in known],
            "word": {} if all(each.own_word for each in known) else word_of(arguments),
            "accepts": any(each.voucher == Voucher.ACCEPTANCE for each in known),
            "statement": state_roots(known, journal.problems),
            "journal_problems": list(journal.problems),
            "issuers": [describe_issuers(each, self.now) for each in known if not each.guessed],
            "gateway_verdicts": [describe_gateway_verdict(name, readings[name]) for name in read],
            "read": read,
            "unread": unread,
        }

    def _given(self, name: str, arguments: dict[str, Any], hostvars: Mapping[str, Any]) -> GivenGateway:
        own = hostvars[name] if arguments["own_variables"] and name in hostvars else {}
        own_root = (own.get("gateway_trust_root_file"), own.get("gateway_trust_root_text"))
        given_root = own_root if any(own_root) else (arguments["root_file"], arguments["root_text"])
        certificates = self._certificates(name, *given_root)
        if certificates is None:
            require_in_inventory(name, hostvars)
        own_pins, own_flag = _pins(name, own.get("gateway_trust_root_sha256")), _flag(ACCEPT, own.get(ACCEPT))
        pins = own_pins or _pins(name, arguments["root_sha256"])
        word_without_pins = any(own_root) if certificates is not None else own_flag is not None
        return GivenGateway(
            name=name,
            aliases=split_aliases(own.get("gateway_trust_gateway_aliases") or arguments["aliases"]),
            addresses=split_aliases(own.get("gateway_trust_gateway_addresses") or arguments["addresses"]),
            certificates=certificates,
            pins=pins,
            accepts_presented=arguments["accept_presented_root"] if own_flag is None else own_flag,
            own_word=bool(own_pins) if pins else word_without_pins,
        )

    def _certificates(self, name: str, file: str | None, text: str | None) -> tuple[Certificate, ...] | None:
        if file:
            return self.load_certificates([file], None)
        return load_certificates(text, f"the text given for the gateway {name}") if text else None


def _with_former_roots(known: KnownGateway, journal: JournalledRoots) -> KnownGateway:
    """An accepted root has more against it: what an earlier version imported, which did not note for which gateway."""
    found = journal.of(known.names, unattributed=known.voucher == Voucher.ACCEPTANCE)
    return replace(known, former_roots=tuple(each for each in found if each != known.root))


def _pins(name: str, given: Any) -> tuple[str, ...]:
    return read_pins(name, split_fingerprints(given))


def _flag(name: str, given: Any) -> bool | None:
    """A variable of the inventory or an extra variable may be a text; an empty one says nothing."""
    try:
        return None if given in (None, "") else bool(boolean(given))
    except TypeError as error:
        raise OptionError(f"{name} is {given}: write true or false") from error
