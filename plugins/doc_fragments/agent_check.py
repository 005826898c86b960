# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that check an agent share in their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  gateways:
    description:
      - The gateways that the agent may be pointed at, at least one. It is checked for each that it is pointed at, as primary or failover parent, in any
        management group.
      - Either O(gateways) or O(targets) has to be given.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the gateway. The agent is pointed at it when one of its parents has this name, or a name that the gateway's certificate holds.
        type: str
        required: true
      aliases:
        description: Other names of the gateway that agents may be pointed at, such as an alias in the DNS.
        type: list
        elements: str
        default: []
      addresses:
        description:
          - Addresses under which the host reaches the gateway, beside those that the gateway itself knows, such as translated ones.
            Without any of them, a connection is only a probable sign of the link.
        type: list
        elements: str
        default: []
      chain:
        description:
          - The gateway's channel certificate and its issuers up to the root, in PEM form, as M(scom.dmz.gateway_info) returns them.
          - A root alone will do. Then names are compared with O(gateways[].name) only, and the verdict is V(probable).
        type: str
        required: true
      unregistered:
        description:
          - Whether no certificate of the gateway is registered, so that what it presents is not known. The chain is that of one that it could register
            then, or empty. What it shows is V(probable) at best, and M(scom.dmz.gateway_trust) imports nothing because of it.
        type: bool
        default: false
        version_added: 2.0.0
      evidence:
        description: What the gateway tells about its agents, as M(scom.dmz.gateway_info) returns it. One read of the gateway serves all its agents.
        type: dict
      root_sha256:
        description:
          - The SHA-256 fingerprint that the gateway's root must have. Any other root fails the task.
          - Without it, the author of the task vouches for the chain that it hands over. M(scom.dmz.gateway_trust) imports the root of that chain.
          - A root without any extensions cannot say that it is a CA. It is imported with its fingerprint only, and with O(gateways[].root_vouched).
        type: str
      root_vouched:
        description:
          - Whether anything but the gateway itself vouches for the root. M(scom.dmz.gateway_targets) says V(false) where nothing does, and then
            M(scom.dmz.gateway_trust) wants an approval.
        type: bool
        default: true
        version_added: 2.0.0
      root_accepted:
        description:
          - Whether the root is accepted because the gateway presents it. M(scom.dmz.gateway_trust) does not import it then on a host that shows another root
            of the gateway, as RV(ignore:another_roots) says.
        type: bool
        default: false
        version_added: 2.0.0
      former_roots:
        description:
          - Other roots that the gateway had before, in PEM form. A host that disallows one of them is given no other root.
          - Roots that this collection imported on the host itself are known by their entries there.
        type: str
        version_added: 2.0.0
  targets:
    description:
      - The name of the variable that M(scom.dmz.gateway_targets) was registered as, and not its value. The gateways are those that it put together.
      - This is quicker with many hosts, since Ansible need not go through all that the gateways tell for each of them.
    type: str
    version_added: 2.0.0
  expiry_lead_days:
    description: A channel certificate that is valid for fewer days than this is a warning.
    type: int
    default: 30
  detail:
    description:
      - V(brief) leaves out what only explains the findings, which is agent, install_state, the chains, the checks of the agent's own
        certificate, service, connections and events. It leaves out RV(ignore:gateway_trust) as well, since RV(ignore:gateways) has all.
      - It is for large fleets, since Ansible keeps the result of every host in memory.
    type: str
    choices: [brief, full]
    default: full
"""
