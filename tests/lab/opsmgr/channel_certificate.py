# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Loading the one certificate a health service shows its peers, and the event that says how that went."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography import x509
from cryptography.x509.oid import NameOID

from tests.lab.opsmgr import events
from tests.lab.opsmgr.behaviour import Behaviour, Events
from tests.lab.opsmgr.installation import MACHINE_SETTINGS, reversed_serial
from tests.lab.pki import BOTH_USAGES
from tests.lab.windows.certificate_store import CERTIFICATE, KEY_PROV_INFO
from tests.lab.windows.event_log import EventLog
from tests.lab.windows.machine import Machine
from tests.lab.windows.private_key import AT_KEYEXCHANGE, PrivateKey


def load_channel_certificate(machine: Machine, log: EventLog, behaviour: Behaviour) -> x509.Certificate | None:
    """The certificate that Machine Settings names, None when it can't be used; the reason is in the log."""
    serial = machine.registry.as_system().data(MACHINE_SETTINGS, "ChannelCertificateSerialNumber")
    if serial is None:
        events.write(log, 21022)
        return None
    for entry in machine.stores.entries("My"):
        certificate = x509.load_der_x509_certificate(entry[CERTIFICATE])
        if reversed_serial(certificate) == serial:
            return certificate if _usable(machine, log, certificate, entry, behaviour) else None
    events.write(log, 20066)
    return None


def _usable(
    machine: Machine,
    log: EventLog,
    certificate: x509.Certificate,
    entry: Mapping[int, bytes],
    behaviour: Behaviour,
) -> bool:
    """Log 20053, or the first thing that is wrong."""
    fault, code = _key_fault(entry.get(KEY_PROV_INFO), behaviour)
    starts, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    for event_id in fault:
        events.write(log, event_id, *events.coded(code, machine.style.messages))
    if fault:
        return False
    if not starts <= machine.clock.now() <= ends:
        events.write(log, 20051, *(moment.strftime(machine.style.date_format) for moment in (starts, ends)))
    elif not set(BOTH_USAGES) <= _usages(certificate):
        events.write(log, 20050)
    elif common_name(certificate).lower() != machine.name.lower():
        events.write(log, 20052, common_name(certificate), machine.name)
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


def common_name(certificate: x509.Certificate) -> str:
    """The first CN of the subject, the only one SCOM looks at."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def _usages(certificate: x509.Certificate) -> set[x509.ObjectIdentifier]:
    try:
        return set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return set()
