# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a console program leaves behind, and how this machine's tools word what they print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from tests.lab.windows.messages import ENGLISH, GERMAN, JAPANESE

EOL = "\r\n"


@dataclass(frozen=True)
class ConsoleOutput:
    """Both streams as written (code page 65001 unless a program says otherwise) and the exit code."""

    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int = 0
    waits: bool = False
    """For a key that is never pressed: what it has written is all, and it does not end."""

    def then(self, following: ConsoleOutput) -> ConsoleOutput:
        """The output of both, one after the other, with the exit code of the second."""
        return ConsoleOutput(self.stdout + following.stdout, self.stderr + following.stderr, following.exit_code)


def printed(*lines: str, exit_code: int = 0) -> ConsoleOutput:
    return ConsoleOutput(stdout=_text(lines), exit_code=exit_code)


def failed(exit_code: int, *lines: str) -> ConsoleOutput:
    return ConsoleOutput(stderr=_text(lines), exit_code=exit_code)


def _text(lines: tuple[str, ...]) -> bytes:
    return "".join(line + EOL for line in lines).encode()


class EmptyKey(Enum):
    """What `reg query` prints of a key without values and subkeys, with `/s` and without it."""

    NOTHING = "nothing at all"
    BLANK = "a blank line"
    NAME = "its name"
    DEFAULT = "its name, and the unnamed value as one that is not set"


@dataclass(frozen=True)
class ConsoleStyle:
    """The lines that differ between editions, languages and implementations."""

    reg: Literal["windows", "wine"] = "windows"
    empty_key: EmptyKey = EmptyKey.NAME
    """How a key without values and subkeys is printed, which is not known of Windows, so every way can be played."""
    tells_denied_subkeys: bool = True
    """Whether `reg query /s` complains and fails where it may not read a subkey, or passes it over in silence: not known either."""
    default_value: str = "(Default)"
    value_not_set: str = "(value not set)"
    key_missing: str = "ERROR: The system was unable to find the specified registry key or value."
    access_denied: str = "ERROR: Access is denied."
    byte_order_mark: bool = True
    """Whether `wevtutil /uni:true` begins with one: unverified, so both can be played."""
    code_page: str = "ascii"
    """Python's name of the code page that wevtutil writes to a pipe in without /uni."""
    date_format: str = "%m/%d/%Y %I:%M:%S %p"
    """How strftime writes a date as this edition's programs do."""
    messages: Mapping[int, str] = field(default_factory=lambda: ENGLISH)
    """The texts of error codes."""
    prompt_disabled: str = "The command prompt has been disabled by your administrator."
    press_any_key: str = "Press any key to continue . . . "
    not_recognized: tuple[str, str] = (
        "'{}' is not recognized as an internal or external command,",
        "operable program or batch file.",
    )
    """With the name of the program."""


ENGLISH_WINDOWS = ConsoleStyle()
GERMAN_WINDOWS = ConsoleStyle(
    default_value="(Standard)",
    value_not_set="(Wert nicht festgelegt)",
    key_missing="FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.",
    access_denied="FEHLER: Zugriff verweigert",
    code_page="cp850",
    date_format="%d.%m.%Y %H:%M:%S",
    messages=GERMAN,
    prompt_disabled="Die Eingabeaufforderung ist vom Administrator deaktiviert worden.",
    press_any_key="Drücken Sie eine beliebige Taste . . . ",
    not_recognized=('Der Befehl "{}" ist entweder falsch geschrieben oder', "konnte nicht gefunden werden."),
)
JAPANESE_WINDOWS = ConsoleStyle(
    default_value="(既定)",
    value_not_set="(値の設定なし)",
    key_missing="エラー: 指定されたレジストリ キーまたは値が見つかりませんでした",
    access_denied="エラー: アクセスが拒否されました。",
    code_page="cp932",
    date_format="%Y/%m/%d %H:%M:%S",
    messages=JAPANESE,
    prompt_disabled="コマンド プロンプトは、管理者によって使用不可にされています。",
    press_any_key="続行するには何かキーを押してください . . . ",
    not_recognized=(
        "'{}' は、内部コマンドまたは外部コマンド、",
        "操作可能なプログラムまたはバッチ ファイルとして認識されていません。",
    ),
)
WINE = ConsoleStyle(
    reg="wine",
    empty_key=EmptyKey.DEFAULT,
    tells_denied_subkeys=False,
    key_missing="reg: Unable to find the specified registry key",
    access_denied="reg: Access is denied",
)
