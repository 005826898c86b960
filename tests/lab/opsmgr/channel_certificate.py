# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Loading the one certificate a health service shows its peers, and the event that says how that went."""

from __future__ import annotations

from collections.abc import Mapping

from tests.lab.opsmgr import events
from tests.lab.opsmgr.behaviour import Behaviour, Events
from tests.lab.opsmgr.installation import MACHINE_SETTINGS, reversed_serial
from tests.lab.pki import BOTH_USAGES
from tests.lab.windows.certificate_store import ARCHIVED, CERTIFICATE, KEY_PROV_INFO
from tests.lab.windows.event_log import EventLog
from tests.lab.windows.held_certificate import HeldCertificate, decode
from tests.lab.windows.machine import Machine
from tests.lab.windows.private_key import AT_KEYEXCHANGE, PrivateKey


def load_channel_certificate(machine: Machine, log: EventLog, behaviour: Behaviour) -> HeldCertificate | None:
    """The certificate that Machine Settings names, None when it can't be used; the reason is in the log.

    One that is archived is passed over, as by CertOpenStore without CERT_STORE_ENUM_ARCHIVED_FLAG; of HealthService that is a guess.
    """
    serial = machine.registry.as_system().data(MACHINE_SETTINGS, "ChannelCertificateSerialNumber")
    if serial is None:
        events.write(log, 21022)
        return None
    for entry in machine.stores.entries("My"):
        certificate = decode(entry[CERTIFICATE])
        if reversed_serial(certificate) == serial and ARCHIVED not in entry:
            return certificate if _usable(machine, log, certificate, entry, behaviour) else None
    events.write(log, 20066)
    return None


def _usable(
    machine: Machine,
    log: EventLog,
    certificate: HeldCertificate,
    entry: Mapping[int, bytes],
    behaviour: Behaviour,
) -> bool:
    """Log 20053, or the first thing that is wrong."""
    fault, code = _key_fault(entry.get(KEY_PROV_INFO), behaviour)
    starts, ends = certificate.not_before, certificate.not_after
    for event_id in fault:
        events.write(log, event_id, *events.coded(code, machine.style.messages))
    if fault:
        return False
    if not starts <= machine.clock.now() <= ends:
        events.write(log, 20051, *(moment.strftime(machine.style.date_format) for moment in (starts, ends)))
    elif not {usage.dotted_string for usage in BOTH_USAGES} <= certificate.usages:
        events.write(log, 20050)
    elif certificate.common_name.lower() != machine.own_name.lower():
        events.write(log, 20052, certificate.common_name, machine.own_name)
    else:
        events.write(log, 20053)
        return True
    return False


def _key_fault(property_: bytes | None, behaviour: Behaviour) -> tuple[Events, int]:
    """The events about the private key and their code; which event tells which fault is not known for certain."""
    if property_ is None:
        return behaviour.key_missing, events.UNKNOWN_CREDENTIALS
    key = PrivateKey.parse(property_)
    if key.of_cng:
        return behaviour.key_of_cng, events.NO_CREDENTIALS
    if not key.of_machine:
        return behaviour.key_of_user, events.BAD_KEY_SET
    return ((20069,) if key.key_spec != AT_KEYEXCHANGE else ()), events.UNKNOWN_CREDENTIALS
