# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which host is tested, how it is reached, and what may be done to it: the environment variables of README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PORTS = {"https": "5986", "http": "5985"}
REQUIRED = ("WINDOWS_HOST", "WINDOWS_USER", "WINDOWS_PASSWORD")
DEFAULTS = {
    "WINDOWS_ADDRESS": "",
    "WINDOWS_SCHEME": "https",
    "WINDOWS_PORT": "",
    "WINDOWS_PATH": "/wsman",
    "WINDOWS_TRANSPORT": "ntlm",
    "WINDOWS_VALIDATION": "validate",
    "WINDOWS_CA_FILE": "",
    "WINDOWS_GATEWAY": "",
    "WINDOWS_GATEWAY_ADDRESS": "",
    "WINDOWS_GATEWAY_USER": "",
    "WINDOWS_GATEWAY_PASSWORD": "",
    "WINDOWS_RESTART": "",
    "WINDOWS_WRITE": "",
}


class SettingsError(Exception):
    """A sentence about the variables that are missing or wrong."""


@dataclass(frozen=True)
class Target:
    """A host and its login. The password itself is only in the environment, under the name that is kept here."""

    name: str
    address: str
    user: str
    password_variable: str


class Settings:
    """The variables, with their defaults."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        given = {name: environment[name] for name in (*REQUIRED, *DEFAULTS) if environment.get(name)}
        missing = [name for name in REQUIRED if name not in given]
        if missing:
            raise SettingsError(
                f"cannot test a real Windows host: {', '.join(missing)} must be set in the environment, and HOST= of"
                " `make windows-integration HOST=web01.example` sets the first (tests/windows/README.md names all variables)"
            )
        self._values = DEFAULTS | given
        if self["WINDOWS_SCHEME"] not in PORTS:
            raise SettingsError(f"WINDOWS_SCHEME must be one of {', '.join(PORTS)}, not {self['WINDOWS_SCHEME']}")

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def allows(self, name: str) -> bool:
        return self[name] == "yes"

    @property
    def port(self) -> str:
        return self["WINDOWS_PORT"] or PORTS[self["WINDOWS_SCHEME"]]

    @property
    def host(self) -> Target:
        name = self["WINDOWS_HOST"]
        return Target(name, self["WINDOWS_ADDRESS"] or name, self["WINDOWS_USER"], "WINDOWS_PASSWORD")

    @property
    def gateway(self) -> Target | None:
        name = self["WINDOWS_GATEWAY"]
        if not name:
            return None
        own = "WINDOWS_GATEWAY_PASSWORD" if self["WINDOWS_GATEWAY_PASSWORD"] else "WINDOWS_PASSWORD"
        user = self["WINDOWS_GATEWAY_USER"] or self["WINDOWS_USER"]
        return Target(name, self["WINDOWS_GATEWAY_ADDRESS"] or name, user, own)

    def path(self, target: Target) -> str:
        return self["WINDOWS_PATH"].replace("{host}", target.name)
