# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is given for a rotation, checked before any host is asked. What is wrong is said by the names of the role's variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.given_names import split_aliases, split_gateways
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import Stage
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import roots_among


@dataclass(frozen=True)
class Given:
    """``gateways`` are inventory names; ``aliases`` are other names of the gateway when it is the only one.

    ``old_sha256`` is in upper-case digits, None when the old root is not named.
    """

    stage: Stage
    gateways: tuple[str, ...]
    aliases: tuple[str, ...]
    old_sha256: str | None


def check_given(stage: str, gateways: Any, aliases: Any, old_sha256: str, has_old_file: bool = False) -> Given:
    """Texts and lists as people give them. Raises :class:`OptionError` with a sentence that names what is wrong."""
    old = _old_root(stage, old_sha256, has_old_file)
    given = Given(_stage(stage), split_gateways(gateways), split_aliases(aliases), old)
    if not given.gateways:
        raise _refusal("root_rotation_gateway names no gateway")
    if len(given.gateways) > 1 and given.aliases:
        raise _refusal(
            f"root_rotation_gateway_aliases would be taken for each of the gateways {', '.join(given.gateways)}: "
            "set gateway_trust_gateway_aliases as a variable of the one that they belong to"
        )
    return given


def check_new_root(certificates: Sequence[Certificate], pin: str, old_sha256: str | None) -> Certificate:
    """The root among certificates: the only self-signed one, the one that is pinned if there is a pin, and nothing that is old.

    It need not be new when a CA below it is. Raises :class:`OptionError`.
    """
    if not certificates:
        raise _refusal("The new root is not given in root_rotation_root_file or root_rotation_root_text")
    roots = roots_among(certificates)
    if len(roots) != 1:
        raise _refusal(f"The certificates given for the new root hold {len(roots)} self-signed roots instead of one")
    [root] = roots
    if root.sha256 == old_sha256:
        raise _refusal(f"{_fingerprint_of(root)}, which is also given as that of the old root")
    if both := next((each for each in certificates if each.sha256 == old_sha256), None):
        raise _refusal(
            f"The new CA {both.subject} has the SHA-256 {both.sha256}, which is also given as that of the old one"
        )
    if pin and root.sha256 != _sha256(pin, "root_rotation_root_sha256"):
        raise _refusal(f"{_fingerprint_of(root)}, not the pinned {pin}")
    return root


def check_old(certificates: Sequence[Certificate], old_sha256: str | None) -> Certificate | None:
    """The old root among the certificates of a file: the one that is named, or else the only one. None when no file is given.

    Raises :class:`OptionError`.
    """
    if not certificates:
        return None
    found = [each for each in certificates if old_sha256 in (None, each.sha256)]
    if not found:
        raise _refusal(
            f"root_rotation_old_root_file holds no certificate with the SHA-256 {old_sha256} of root_rotation_old_sha256"
        )
    if len(found) > 1:
        raise _refusal(
            f"root_rotation_old_root_file holds {len(found)} certificates: name the old root in root_rotation_old_sha256"
        )
    return found[0]


def unread_gateways(given: Given, presented: Mapping[str, Any]) -> list[str]:
    """Those of the gateways given that were not read; ``presented`` is what was read of gateways, by their names."""
    return [name for name in given.gateways if name not in presented]


def known_gateway(name: str, presented: Mapping[str, Any], own_aliases: Any, given: Given) -> dict[str, Any]:
    """A gateway as the tasks of the hosts take it: by what ``gateway_info`` returned of it, and all of its names.

    It counts as having loaded its certificate unless its log shows that it has not.
    """
    if not presented["certificate"]["chain_pem"]:
        raise _refusal(f"The gateway {name} has no certificate that is registered: register it there, and begin again")
    return {
        "name": name,
        "aliases": [*split_aliases(own_aliases), *given.aliases],
        "chain": presented["certificate"]["chain_pem"],
        "certificate_loaded": presented["certificate_loaded"] is not False,
    }


def _stage(text: str) -> Stage:
    if text not in list(Stage):
        raise _refusal(f"root_rotation_stage is '{text}': it must be distribute, decide, verify or remove")
    return Stage(text)


def _old_root(stage: str, text: str, has_file: bool) -> str | None:
    if text:
        return _sha256(text, "root_rotation_old_sha256")
    if stage == Stage.REMOVE and not has_file:
        raise _refusal(
            "root_rotation_old_sha256 is empty: the stage remove needs the SHA-256 fingerprint of the old root, or its file "
            "in root_rotation_old_root_file"
        )
    return None


def _sha256(text: str, option: str) -> str:
    try:
        return normalize_fingerprint(text, SHA256_DIGITS)
    except CertificateError as error:
        raise _refusal(f"{option}: {error.reason}") from error


def _fingerprint_of(root: Certificate) -> str:
    return f"The new root {root.subject} has the SHA-256 {root.sha256}"


def _refusal(reason: str) -> OptionError:
    return OptionError(f"{reason}. No host was asked.")
