# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JSON, for programs, and as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re

from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import FoundRecords
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record
from ansible_collections.scom.dmz.plugins.plugin_utils.report.standing import (
    figures,
    in_order,
    origin,
    standing,
    verdicts,
)

SCHEMA = "scom.dmz/report/1"

_FORMULA = re.compile(r"""\A(?= *[=+@\t\r\n-])|(?<=;)(?=[ "]*[=+@\t\r\n-])""")
"""Where what a spreadsheet may take for a formula begins (OWASP, CSV Injection).

Where ``;`` separates lists, as in German or French, Excel splits a text there as well, and takes away the quotes around a part.
"""

COLUMNS = (
    *("host", "standing", "verdict_before", "verdict", "confidence", "link", "gateway"),
    *("root_subject", "root_sha1", "root_sha256", "root_not_after", "root_origin"),
    *("own_subject", "own_sha1", "own_not_after"),
    *("changes", "run", "check_mode", "error", "evidence", "next_step", "time", "controller", "collection"),
)


def as_json(reading: FoundRecords, title: str, time: str) -> str:
    report = {
        "schema": SCHEMA,
        "title": title,
        "time": time,
        "figures": figures(reading.records),
        "verdicts": verdicts(reading.records),
        "hosts": list(reading.records),
        "gateways": list(reading.gateways),
        "problems": list(reading.problems),
    }
    return json.dumps(report, indent=1) + "\n"


def as_csv(reading: FoundRecords) -> str:
    """With a byte order mark, without which Excel takes UTF-8 for the code page of the country."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([_cell(value) for value in _row(record)] for record in in_order(reading.records))
    return "\ufeff" + text.getvalue()


def _row(record: Record) -> list[str]:
    root, own = record["root"], record["own_certificate"]
    return [
        *(record["host"], standing(record), record["verdict_before"], record["verdict"]),
        *(record["confidence"], record["link"], record["gateway"]),
        *_certificate(root, "subject", "thumbprint", "sha256", "not_after"),
        origin(root) if root else "",
        *_certificate(own, "subject", "thumbprint", "not_after"),
        *(", ".join(record["changes"]), record["run"], str(record["check_mode"]).lower(), record["error"]),
        record["findings"][0]["evidence"] if record["findings"] else "",
        *(record["next_step"], record["time"], record["controller"]["name"], record["controller"]["collection"]),
    ]


def _certificate(certificate: Record | None, *names: str) -> list[str]:
    return [certificate[name] if certificate else "" for name in names]


def _cell(value: str) -> str:
    """As text: a formula gets an apostrophe before it, be it at the beginning or after a ``;``."""
    return _FORMULA.sub("'", value)
