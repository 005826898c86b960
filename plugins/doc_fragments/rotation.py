# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that look at a host during a rotation share in their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  gateways:
    description: The gateways whose root is replaced, and others whose chain is known.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The name of the gateway. An agent is pointed at it when one of its parents has this name, or one that its certificate holds.
        type: str
        required: true
      aliases:
        description: Other names of the gateway that agents may be pointed at.
        type: list
        elements: str
        default: []
      chain:
        description: The gateway's channel certificate and its issuers, in PEM form, as M(scom.dmz.gateway_info) returns them.
        type: str
        required: true
      certificate_loaded:
        description:
          - V(false) says that the gateway was not restarted since that certificate was registered, or could not load it, so it presents another
            one or none, whose chain is not known. M(scom.dmz.gateway_info) returns it as RV(scom.dmz.gateway_info#module:gateway.certificate_loaded).
        type: bool
        default: true
  path:
    description: >-
      Files of the controller with the new root, and the new CAs below it if there are any, in any form that
      O(scom.dmz.certificate_file_info#module:path) takes.
    type: list
    elements: path
    default: []
  content:
    description: The new root and the new CAs below it as text, such as PEM. An empty text fails the task.
    type: str
  old_sha256:
    description: >-
      The SHA-256 fingerprint of the old root, or of the old CA below a root that stays. Without it nothing is said of the old root, and the listeners of
      WinRM are not read.
    type: str
  remove_foreign:
    description: An old root that this collection did not import, or imported for a set of certificates, may be removed, too.
    type: bool
    default: false
  force:
    description: What needs the old root does not keep it. An agent that does not trust the new root keeps it all the same.
    type: bool
    default: false
notes:
  - Where Windows keeps the certificate of a WinRM listener is not documented by Microsoft. A listener whose certificate is not found counts as
    a need.
"""
