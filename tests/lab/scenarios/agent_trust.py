# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an agent's stores say of the gateway's root."""

from __future__ import annotations

from datetime import timedelta

from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.scenarios.site import ROOT_NAME, Site
from tests.lab.windows.machine import Machine

OLDER = (timedelta(days=-2000), timedelta(days=400))


def trusted(site: Site, name: str) -> Machine:
    """Everything is in order; linked."""
    return site.agent(name).machine


def root_missing(site: Site, name: str) -> Machine:
    """The gateway's root isn't in Root."""
    return site.distrusting_agent(name).machine


def root_by_policy_only(site: Site, name: str) -> Machine:
    """The root came by group policy only; linked."""
    machine = site.distrusting_agent(name).machine
    machine.stores.add("Root", site.root.certificate, physical=".GroupPolicy")
    return machine


def root_disallowed(site: Site, name: str) -> Machine:
    """The root is in Root and in Disallowed."""
    machine = site.agent(name).machine
    machine.stores.add("Disallowed", site.root.certificate)
    return machine


def root_restricted(site: Site, name: str) -> Machine:
    """The root is in Root, but its entry is good for code signing only."""
    machine = site.distrusting_agent(name).machine
    machine.stores.add("Root", site.root.certificate, purposes=[ExtendedKeyUsageOID.CODE_SIGNING])
    return machine


def old_root_same_key(site: Site, name: str) -> Machine:
    """Root has an older certificate of the root's key; linked."""
    machine = site.distrusting_agent(name).machine
    older = site.dmz.pki.root(ROOT_NAME, renews=site.root, validity=OLDER)
    machine.stores.add("Root", older.certificate)
    return machine


def root_same_name_other_key(site: Site, name: str) -> Machine:
    """Root has a certificate of the root's name with another key."""
    machine = site.distrusting_agent(name).machine
    machine.stores.add("Root", site.dmz.pki.root(ROOT_NAME).certificate)
    return machine


def leaf_in_root(site: Site, name: str) -> Machine:
    """Root has a certificate that isn't self-signed beside the right ones; linked."""
    machine = site.agent(name).machine
    vendor = site.dmz.pki.root("Example Vendor Root CA")
    machine.stores.add("Root", site.dmz.pki.host("printer01.dmz.example", vendor))
    return machine


SCENARIOS = (
    trusted,
    root_missing,
    root_by_policy_only,
    root_disallowed,
    root_restricted,
    old_root_same_key,
    root_same_name_other_key,
    leaf_in_root,
)
