# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import, change or remove trusted certificates. Documented in plugins/modules/root_certificate.py."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.removing_action import RemovingAction
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import ManagedStores, Wanted, read_stores
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import (
    Action,
    Outcome,
    refusal_of,
    refusals_among,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.reliance import note_reliances
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.settling import say_failed
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import Occasion
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.judgement import REQUIRED, Insistence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.removal_guard import RemovalGuard
from ansible_collections.scom.dmz.plugins.plugin_utils.results.changes import describe_outcome, diff_of_outcomes
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_filter import read_fingerprint
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark, is_owner
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import Bundle
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import (
    require_known_rules,
    unmet_pins,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import encode_purposes


class ActionModule(RemovingAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **RemovingAction.ARGUMENTS,
        "path": {"type": "list", "elements": "path", "default": []},
        "content": {"type": "str"},
        "thumbprint": {"type": "list", "elements": "str", "default": []},
        "state": {"type": "str", "default": "present", "choices": ["absent", "exact", "present"]},
        "store": {"type": "str", "default": "auto", "choices": ["CA", "Root", "auto"]},
        "sha256": {"type": "list", "elements": "str", "default": []},
        "partial": {"type": "bool", "default": False},
        "require_local": {"type": "bool", "default": False},
        "friendly_name": {"type": "str"},
        "purposes": {"type": "list", "elements": "str"},
        "certutil": {"type": "bool", "default": False},
        "note": {"type": "str"},
        "set": {"type": "str"},
        "max_removals": {"type": "int", "default": 1},
        "journal": {"type": "path", "default": "~/.scom-dmz/journal"},
        "change_id": {"type": "str", "default": ""},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        bundle = self._bundle(arguments)
        certificates = bundle.certificates
        named = list(dict.fromkeys(map(read_fingerprint, arguments["thumbprint"])))
        wanted = _wanted(arguments)
        journal = Journal(Path(arguments["journal"]), host.name, occasion=self._occasion(arguments))
        writer = CertificateWriter(host, journal)
        unsettled = [] if self.check_mode else say_failed(writer.settle_open_changes())
        mark = ImportMark(RUN, arguments["note"] or "", owner=arguments["set"] or "")
        read = read_stores(host)
        stores = ManagedStores(host.name, read, writer, mark)
        if arguments["state"] == "absent":
            outcomes = stores.plan_absent(named, wanted.store, certificates)
        else:
            # What could not be read may be a root that is to stay.
            exact = arguments["state"] == "exact" and not bundle.unread
            plan = stores.plan_exact if exact else stores.plan_present
            outcomes = plan(certificates, wanted, self.now)
        guard = RemovalGuard(host, self.known_gateways, _insistence(arguments), self.now)
        outcomes, needed = guard.sift(read, outcomes, partial=wanted.partial)
        told = [*unsettled, *_told(bundle, arguments["state"]), *needed]
        if self.check_mode:
            return _result(outcomes, wanted, told)
        written: list[Outcome] = []
        try:
            written.extend(stores.carry_out(outcomes, wanted.ask_certutil))
        except ScomDmzError as error:
            return {**_result(written, wanted, told), "failed": True, "msg": str(error)}
        note_reliances(journal, read, _present(written))
        return _result(written, wanted, told)

    def _occasion(self, arguments: dict[str, Any]) -> Occasion:
        return Occasion(
            module="root_certificate",
            stage=arguments["state"],
            reason=arguments["note"] or "",
            source=", ".join(arguments["path"]) or ("" if arguments["content"] is None else "content"),
            change_id=arguments["change_id"],
            remote_user=self.remote_user,
        )

    def _bundle(self, arguments: dict[str, Any]) -> Bundle:
        """Every certificate of the input, each once. Fails before the host is asked anything."""
        _require_a_set(arguments["set"], arguments["state"])
        if arguments["thumbprint"] and arguments["state"] != "absent":
            raise CertificateError("a thumbprint names a certificate to remove; importing one needs path or content")
        if not (arguments["path"] or arguments["content"] is not None or arguments["thumbprint"]):
            raise CertificateError("nothing is named: give path or content, or thumbprint with state absent")
        bundle = self.read_certificates(arguments["path"], arguments["content"])
        bundle.require_any() if arguments["partial"] else bundle.require_all()
        found = bundle.certificates
        if missing := unmet_pins(found, arguments["sha256"]):
            given = ", ".join(f"{certificate.sha256} of {certificate.subject}" for certificate in found) or "none"
            raise CertificateError(f"no certificate has the pinned SHA-256 {', '.join(missing)}; the input has {given}")
        return bundle


def _require_a_set(name: str | None, state: str) -> None:
    """Raises :class:`OptionError` for a name that no set can have, and for an exact set without a name."""
    if name is not None and not is_owner(name):
        raise OptionError(f"set is {name!r}: a name has 1 to 64 letters, digits, dots, underscores and hyphens")
    if name is None and state == "exact":
        raise OptionError(
            "state exact needs set, the name of the set of certificates that the input lists: "
            "only what was imported with that name is removed"
        )


def _insistence(arguments: dict[str, Any]) -> Insistence:
    """Who names a certificate to have it removed, or restricted, is warned; an exact set names what is to stay."""
    named = arguments["state"] != "exact"
    return Insistence(frozenset(arguments["waive"]), force=arguments["force"] or named)


def _present(outcomes: Sequence[Outcome]) -> dict[Certificate, Sequence[str]]:
    return {each.certificate: () for each in outcomes if each.certificate and each.action == Action.PRESENT}


def _wanted(arguments: dict[str, Any]) -> Wanted:
    require_known_rules(arguments["waive"], [REQUIRED])
    properties = {}
    if arguments["friendly_name"] is not None:
        properties[certificate_blob.FRIENDLY_NAME] = certificate_blob.encode_text(arguments["friendly_name"])
    if arguments["purposes"] is not None:
        properties[certificate_blob.ENHANCED_KEY_USAGE] = encode_purposes(arguments["purposes"])
    return Wanted(
        pins=arguments["sha256"],
        waived=[rule for rule in arguments["waive"] if rule != REQUIRED],
        store=None if arguments["store"] == "auto" else arguments["store"],
        properties=properties,
        require_local=arguments["require_local"],
        partial=arguments["partial"],
        ask_certutil=arguments["certutil"],
        max_removals=arguments["max_removals"],
    )


def _told(bundle: Bundle, state: str) -> list[str]:
    """What the input holds besides the certificates that are read."""
    told = [*bundle.notes, *(f"not read: {each}" for each in bundle.unread)]
    if bundle.unread and state == "exact":
        told.append("nothing was removed, because what could not be read may be a root that is to stay")
    return told


def _result(outcomes: list[Outcome], wanted: Wanted, told: list[str]) -> dict[str, Any]:
    warnings = [*told, *(_unrestricted(outcome) for outcome in outcomes if outcome.unrestricted_in)]
    warnings += [_irrevocable(outcome) for outcome in outcomes if outcome.irrevocable]
    result: dict[str, Any] = {
        "changed": any(outcome.changed for outcome in outcomes),
        "run": RUN,
        "certificates": [describe_outcome(outcome) for outcome in outcomes],
        "diff": diff_of_outcomes(outcomes),
        "warnings": warnings,
    }
    if wanted.partial:
        return {**result, "warnings": [*warnings, *(f"refused: {reason}" for reason in refusals_among(outcomes))]}
    refusal = refusal_of(outcomes)
    return {**result, "failed": True, "msg": refusal} if refusal else result


def _unrestricted(outcome: Outcome) -> str:
    wish = f"{outcome.name} is wanted for the named purposes only"
    return f"{wish}, but another physical store holds it unrestricted: {', '.join(outcome.unrestricted_in)}"


def _irrevocable(outcome: Outcome) -> str:
    return f"root_rollback cannot put {outcome.name} back into {outcome.store}: {outcome.irrevocable}"
