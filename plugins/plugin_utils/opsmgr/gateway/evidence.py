# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gateway itself tells about its agents: whom it trusts, what it logged, how it fares. One read serves all agents.

It leaves the module ``gateway_info`` as plain values and comes back as an argument of ``gateway_trust_info``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import moved
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import Nature, Side
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import (
    LoadFailure,
    is_failure,
    newest_load,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.addresses import comparable_address
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.computer import Computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import Schannel, Setting, Settings
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel_events import MEANINGS, SchannelEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

_NOT_EVIDENCE = "gateway_evidence is not what gateway_info returns as evidence"

Plain = TypeVar("Plain")

_ALL_TIME = datetime.max - datetime.min

_ADMISSIONS = frozenset({20020, 20021})
_REFUSALS = frozenset({20000, 20001, 20002, 20072, 21002, 21003})


@dataclass(frozen=True)
class GatewayEvidence:
    """``link`` is the gateway's own to its management server, ``faults`` what is wrong with its channel certificate.

    ``service_state`` is None when HealthService is not installed, ``events`` is None when the log could not be read,
    ``computer`` where its domain is not known. ``load_failure`` is why HealthService loaded no certificate when it last
    started, ``link_fix`` what mends its own link, where the log tells. ``clock`` is the gateway's beside the controller's,
    None when it was not read.
    """

    trust: Trust
    addresses: tuple[str, ...]
    management_groups: tuple[str, ...]
    service_state: str | None
    link: LinkState
    link_event: str | None
    faults: tuple[str, ...]
    events: tuple[LinkEvent, ...] | None
    schannel: Schannel
    computer: Computer | None = None
    clock: ClockOffset | None = None
    scom_version: str | None = None
    load_failure: LoadFailure | None = None
    link_fix: str = ""
    names: tuple[str, ...] = ()
    schannel_events: tuple[SchannelEvent, ...] | None = ()
    system_log_fault: str = ""
    signatures: tuple[str, ...] | None = None

    @property
    def admits_agents(self) -> bool:
        """The log shows that some agent was let in."""
        return any(event.event_id in _ADMISSIONS for event in self.events or ())

    @property
    def loaded(self) -> LinkEvent | None:
        """The newest event about loading the gateway's own certificate."""
        return newest_load(self.events)

    def has_loaded(self, certificate: Certificate) -> bool | None:
        """Whether the registered certificate may be the one that is presented; None when the log does not tell.

        One that is younger than the newest event about loading has not been loaded, nor has any when that tells of a failure.
        Where the gateway's clock differs from the controller's, nobody knows which of them agrees with that of the CA, so the
        earlier of the two times counts.
        """
        if self.loaded is None or certificate.not_before is None:
            return None
        times = (self.loaded.time, moved(self.loaded.time, -self.clock.ahead) if self.clock else self.loaded.time)
        return certificate.not_before <= min(times) and not is_failure(self.loaded)


def pack(evidence: GatewayEvidence) -> dict[str, Any]:
    """The evidence as plain values."""
    return {
        "trusted_roots": _pem(evidence.trust.roots),
        "intermediates": _pem(evidence.trust.intermediates),
        "disallowed": sorted(evidence.trust.disallowed),
        "root_limits": [_pack_limits(root, limits) for root, limits in _limits(evidence.trust)],
        "addresses": list(evidence.addresses),
        "management_groups": list(evidence.management_groups),
        "service_state": evidence.service_state,
        "link": evidence.link,
        "link_event": evidence.link_event,
        "faults": list(evidence.faults),
        "load_failure": evidence.load_failure.pack() if evidence.load_failure else None,
        "link_fix": evidence.link_fix,
        "events": _pack_events(evidence.events),
        "schannel": {
            "client": _pack_settings(evidence.schannel.client),
            "server": _pack_settings(evidence.schannel.server),
        },
        "computer": asdict(evidence.computer) if evidence.computer else None,
        "clock": describe_clock(evidence.clock),
        "scom_version": evidence.scom_version,
        "names": list(evidence.names),
        "schannel_events": _pack_events(evidence.schannel_events),
        "system_log_fault": evidence.system_log_fault,
        "signatures": _listed(evidence.signatures),
    }


def describe_clock(clock: ClockOffset | None) -> dict[str, float] | None:
    """How far a host's clock is ahead of the controller's, as modules return it."""
    if clock is None:
        return None
    seconds = (clock.ahead.total_seconds(), clock.uncertainty.total_seconds())
    return dict(zip(("ahead_seconds", "uncertainty_seconds"), (round(each, 3) for each in seconds), strict=True))


def _limits(trust: Trust) -> Iterator[tuple[Certificate, RootLimits]]:
    return ((root, limits) for root in trust.roots for limits in trust.limits_of(root.thumbprint))


def _pack_limits(root: Certificate, limits: RootLimits) -> dict[str, Any]:
    return {
        "thumbprint": root.thumbprint,
        "allowed": _listed(limits.allowed),
        "refused_after": limits.refused_after and limits.refused_after.isoformat(),
        "refused": _listed(limits.refused),
        "issued_after": limits.issued_after and limits.issued_after.isoformat(),
        "issued": _listed(limits.issued),
        "ca_disabled_after": limits.ca_disabled_after and limits.ca_disabled_after.isoformat(),
        "unreadable": limits.unreadable,
    }


def _listed(purposes: tuple[str, ...] | None) -> list[str] | None:
    return None if purposes is None else list(purposes)


def _pem(certificates: tuple[Certificate, ...]) -> str:
    return "".join(certificate.pem() for certificate in certificates)


def _pack_events(events: Iterable[LinkEvent | SchannelEvent] | None) -> list[dict[str, Any]] | None:
    return None if events is None else [{**asdict(event), "time": event.time.isoformat()} for event in events]


def _pack_settings(settings: Settings) -> list[dict[str, str]]:
    """As rows, because a documented key holds no blank."""
    return [{"version": version, "setting": setting} for version, setting in settings.items()]


def unpack(values: Mapping[str, Any]) -> GatewayEvidence:
    """The evidence out of plain values. Raises :class:`OptionError` when they are something else."""
    try:
        return _unpack(values)
    except KeyError as error:
        raise OptionError(f"{_NOT_EVIDENCE}: {error.args[0]} is missing") from error
    except (TypeError, ValueError, OverflowError, CertificateError) as error:
        raise OptionError(f"{_NOT_EVIDENCE}: {error}") from error


def _unpack(values: Mapping[str, Any]) -> GatewayEvidence:
    plain = _require(dict, values)
    events, schannel = plain["events"], _require(dict, plain["schannel"])
    return GatewayEvidence(
        trust=Trust(
            roots=_certificates(plain["trusted_roots"]),
            intermediates=_certificates(plain["intermediates"]),
            disallowed=frozenset(_texts(plain["disallowed"])),
            limits_of=_unpack_all_limits(plain["root_limits"]),
        ),
        addresses=_texts(plain["addresses"]),
        management_groups=_texts(plain["management_groups"]),
        service_state=_optional(str, plain["service_state"]),
        link=LinkState(_require(str, plain["link"])),
        link_event=_optional(str, plain["link_event"]),
        faults=_texts(plain["faults"]),
        events=None if events is None else tuple(map(_unpack_event, _require(list, events))),
        computer=_unpack_computer(plain["computer"]),
        clock=_unpack_clock(plain["clock"]),
        schannel=Schannel(_unpack_settings(schannel["client"]), _unpack_settings(schannel["server"])),
        scom_version=_optional(str, plain["scom_version"]),
        names=_texts(plain["names"]),
        load_failure=_unpack_load_failure(plain["load_failure"]),
        link_fix=_require(str, plain["link_fix"]),
        schannel_events=_unpack_schannel_events(plain["schannel_events"]),
        system_log_fault=_require(str, plain["system_log_fault"]),
        signatures=_optional_texts(plain["signatures"]),
    )


def _unpack_computer(values: Any) -> Computer | None:
    if values is None:
        return None
    plain = _require(dict, values)
    return Computer(_require(str, plain["domain"]), _require(bool, plain["part_of_domain"]))


def _unpack_clock(values: Any) -> ClockOffset | None:
    if values is None:
        return None
    plain = _require(dict, values)
    return ClockOffset(_seconds(plain["ahead_seconds"]), _seconds(plain["uncertainty_seconds"]))


def _seconds(value: Any) -> timedelta:
    """Ansible may make a whole number of a number. No two clocks differ by more than all the time that one can show."""
    span = timedelta(seconds=value if isinstance(value, int) else _require(float, value))
    if abs(span) > _ALL_TIME:
        raise ValueError(f"no clock is {value} seconds off")
    return span


def _unpack_load_failure(values: Any) -> LoadFailure | None:
    if values is None:
        return None
    plain = _require(dict, values)
    return LoadFailure(_require(str, plain["evidence"]), _require(str, plain["fix"]))


def _unpack_event(values: Any) -> LinkEvent:
    plain = _require(dict, values)
    return LinkEvent(
        record_id=_require(int, plain["record_id"]),
        event_id=_require(int, plain["event_id"]),
        time=_moment(_require(str, plain["time"])),
        nature=Nature(_require(str, plain["nature"])),
        side=Side(_require(str, plain["side"])),
        meaning=_require(str, plain["meaning"]),
        about=_optional(str, plain["about"]),
        address=_optional(str, plain["address"]),
        code=_optional(int, plain["code"]),
        code_meaning=_optional(str, plain["code_meaning"]),
    )


def _unpack_schannel_events(values: Any) -> tuple[SchannelEvent, ...] | None:
    return None if values is None else tuple(map(_unpack_schannel_event, _require(list, values)))


def _unpack_schannel_event(values: Any) -> SchannelEvent:
    plain = _require(dict, values)
    if _require(int, plain["event_id"]) not in MEANINGS:
        raise ValueError(f"{plain['event_id']} is no event of Schannel that is read")
    return SchannelEvent(
        record_id=_require(int, plain["record_id"]),
        event_id=plain["event_id"],
        time=_moment(_require(str, plain["time"])),
        caller=_optional(str, plain["caller"]),
        process_id=_optional(int, plain["process_id"]),
        alert=_optional(int, plain["alert"]),
        code=_optional(int, plain["code"]),
        state=_optional(int, plain["state"]),
        certificate=_optional(str, plain["certificate"]),
        issuer=_optional(str, plain["issuer"]),
    )


def _unpack_all_limits(values: Any) -> Callable[[str], tuple[RootLimits, ...]]:
    limits: dict[str, tuple[RootLimits, ...]] = {}
    for thumbprint, found in map(_unpack_limits, _require(list, values)):
        limits[thumbprint] = (*limits.get(thumbprint, ()), found)
    return lambda thumbprint: limits.get(thumbprint, ())


def _unpack_limits(values: Any) -> tuple[str, RootLimits]:
    plain = _require(dict, values)
    return _require(str, plain["thumbprint"]), RootLimits(
        allowed=_optional_texts(plain["allowed"]),
        refused_after=_optional_moment(plain["refused_after"]),
        refused=_optional_texts(plain["refused"]),
        issued_after=_optional_moment(plain["issued_after"]),
        issued=_optional_texts(plain["issued"]),
        ca_disabled_after=_optional_moment(plain["ca_disabled_after"]),
        unreadable=_require(bool, plain["unreadable"]),
    )


def _optional_texts(values: Any) -> tuple[str, ...] | None:
    return None if values is None else _texts(values)


def _optional_moment(text: Any) -> datetime | None:
    return None if text is None else _moment(_require(str, text))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"the time {text} has no time zone")
    return moment


def _unpack_settings(values: Any) -> dict[str, Setting]:
    rows = [_require(dict, row) for row in _require(list, values)]
    return {_require(str, row["version"]): Setting(_require(str, row["setting"])) for row in rows}


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_require(str, value) for value in _require(list, values))


def _optional(kind: type[Plain], value: Any) -> Plain | None:
    return None if value is None else _require(kind, value)


def _require(kind: type[Plain], value: Any) -> Plain:
    if not isinstance(value, kind):
        raise TypeError(f"a value of the type {kind.__name__} was expected, not {type(value).__name__}")
    return value


def _certificates(pem: Any) -> tuple[Certificate, ...]:
    return read_pem(pem, "its list of certificates") if _require(str, pem) else ()


def lines_about(agent: Agent, addresses: Collection[str], evidence: GatewayEvidence | None) -> tuple[LinkEvent, ...]:
    """What the gateway's log says of an agent, oldest first. A device is named there as the agent names itself."""
    events = evidence.events or () if evidence else ()
    return tuple(event for event in events if _concerns(event, agent, addresses))


def refusals_among(lines: Sequence[LinkEvent], since: datetime | None = None) -> tuple[LinkEvent, ...]:
    """Those of the lines about an agent that refuse it, since the gateway last let it in and since a moment of its clock."""
    admitted = max((line.record_id for line in lines if line.event_id in _ADMISSIONS), default=0)
    return tuple(
        line
        for line in lines
        if line.event_id in _REFUSALS and line.record_id > admitted and (since is None or line.time >= since)
    )


def _concerns(event: LinkEvent, agent: Agent, addresses: Collection[str]) -> bool:
    if event.about is None:
        return comparable_address(event.address or "") in {comparable_address(each) for each in addresses} - {None}
    return event.about in {name.lower() for name in (*agent.names, agent.host_name) if name}
