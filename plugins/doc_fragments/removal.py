# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the modules that may take certificates away."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  gateway:
    description:
      - The inventory names of the gateways that the agent may be pointed at, as far as the role P(scom.dmz.gateway_root#role) has read them in this run.
      - Before a certificate goes, the host is asked whether anything needs it, by its stores as they would be afterwards. Of a parent that is not
        among these gateways nobody knows the chain, so it may need what goes.
    type: list
    elements: str
    default: []
  force:
    description:
      - Take away what the host needs, or may need, with a warning that names the needs.
      - The needs are the chain of a gateway that the agent is pointed at, those of the agent's own certificate, of the WinRM listener, and of every
        other certificate of the store My, when they are complete now and would not be any more.
    type: bool
    default: false
"""
