# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action plugins over a session, without Ansible's own process: many tasks at the price of one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import KnownGateways
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session


def act(
    session: Session,
    module: str,
    folder: Path,
    check_mode: bool = False,
    known_gateways: KnownGateways | None = None,
    **arguments: Any,
) -> dict[str, Any]:
    """Serve one task of a module; its files are looked for in the folder, where its journal is kept too.

    ``known_gateways`` are those that the run has read before, for modules that take certificates away.
    Raises the errors of the collection, which the frame of all actions would make a message of.
    """
    plugin = import_module(f"ansible_collections.scom.dmz.plugins.action.{module}").ActionModule
    if "journal" in plugin.ARGUMENTS:
        arguments = {"journal": str(folder / "journal"), **arguments}
    task = SimpleNamespace(args=arguments, check_mode=check_mode, diff=True, get_search_path=lambda: [str(folder)])
    action = plugin(task, None, None, DataLoader(), None, shared_loader_obj=None)
    if known_gateways is not None:
        action.known_gateways = known_gateways
    _validated, known = action.validate_argument_spec(plugin.ARGUMENTS)
    result: dict[str, Any] = action.serve(Host(session), known)
    return result
