# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put together what is known of gateways, once for all their agents. Documented in plugins/modules/gateway_targets.py."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from ansible.module_utils.parsing.convert_bool import boolean
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import changes_of_all_hosts
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.root_approval import ACCEPT
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.given_names import (
    split_aliases,
    split_fingerprints,
    split_gateways,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.imported_roots import imported_roots
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.known_gateway import (
    GivenGateway,
    Voucher,
    know_gateway,
    read_pins,
    require_in_inventory,
    require_own_names,
    was_read,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.root_statement import state_roots
from ansible_collections.scom.dmz.plugins.plugin_utils.results.known_gateways import describe_issuers, describe_target
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

FACT = "gateway_root_read"
"""What the playbooks register on a gateway, and the role gateway_root keeps there, of ``gateway_info``."""

OWN_VARIABLES = {
    "aliases": "gateway_trust_gateway_aliases",
    "addresses": "gateway_trust_gateway_addresses",
    "root_sha256": "gateway_trust_root_sha256",
}
"""What is said of all gateways may be said otherwise of one, by its own variables in the inventory, unless they are empty."""


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
        changes, unreadable = changes_of_all_hosts(Path(arguments["journal"])) if arguments["journal"] else ([], [])
        known = [
            know_gateway(each, readings.get(each.name), imported_roots(changes, (each.name, *each.aliases)))
            for each in given
            if each.name not in left_out
        ]
        return {
            "names": list(names),
            "gateways": [describe_target(each) for each in known],
            "accepts": any(each.voucher == Voucher.ACCEPTANCE for each in known),
            "statement": state_roots(known, unreadable),
            "journal_problems": unreadable,
            "issuers": [describe_issuers(each, self.now) for each in known],
            "read": [name for name in wanted if was_read(readings.get(name))],
            "unread": unread,
        }

    def _given(self, name: str, arguments: dict[str, Any], hostvars: Mapping[str, Any]) -> GivenGateway:
        own = hostvars[name] if arguments["own_variables"] and name in hostvars else {}
        said = {option: own.get(variable) or arguments[option] for option, variable in OWN_VARIABLES.items()}
        file, text = _root(own) or (arguments["root_file"], arguments["root_text"])
        certificates = self._certificates(name, file, text)
        if certificates is None:
            require_in_inventory(name, hostvars)
        return GivenGateway(
            name=name,
            aliases=split_aliases(said["aliases"]),
            addresses=split_aliases(said["addresses"]),
            certificates=certificates,
            pins=read_pins(name, split_fingerprints(said["root_sha256"])),
            accepts_presented=_flag(ACCEPT, own.get(ACCEPT), arguments["accept_presented_root"]),
        )

    def _certificates(self, name: str, file: str | None, text: str | None) -> tuple[Certificate, ...] | None:
        if file:
            return self.load_certificates([file], None)
        return load_certificates(text, f"the text given for the gateway {name}") if text else None


def _root(own: Mapping[str, Any]) -> tuple[str | None, str | None] | None:
    """The file and the text of a gateway's own root. The one of them takes the place of the other of the run, too."""
    file, text = own.get("gateway_trust_root_file"), own.get("gateway_trust_root_text")
    return (file, text) if file or text else None


def _flag(name: str, own: Any, of_run: bool) -> bool:
    """A variable of the inventory or an extra variable may be a text; an empty one says nothing."""
    try:
        return of_run if own in (None, "") else bool(boolean(own))
    except TypeError as error:
        raise OptionError(f"{name} is {own}: write true or false") from error
