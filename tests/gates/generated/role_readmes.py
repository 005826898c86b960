# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what a role's argument specification says into its README, above a mark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from antsibull_docs_parser import dom
from antsibull_docs_parser.format import LinkProvider
from antsibull_docs_parser.md import MDFormatter, to_md
from antsibull_docs_parser.parser import Context, parse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.environment import REPOSITORY
from tests.gates.generated.generation import File

COLLECTION = "scom.dmz"
ROLES = sorted(path for path in (REPOSITORY / "roles").iterdir() if path.is_dir())
MARK = "<!-- Above this line: meta/argument_specs.yml, by `make generate`. Below it: by hand. -->\n"


class Formatter(MDFormatter):
    """Markdown that reads well as text, too: names and values stand in backticks."""

    def format_text(self, part: dom.TextPart) -> str:
        return part.text

    def format_code(self, part: dom.CodePart) -> str:
        return f"`{part.text}`"

    def format_option_name(self, part: dom.OptionNamePart, url: str | None) -> str:
        return f"`{part.name}`"

    def format_option_value(self, part: dom.OptionValuePart) -> str:
        return f"`{part.value}`"

    def format_module(self, part: dom.ModulePart, url: str | None) -> str:
        return f"[{part.fqcn}]({url})" if url else part.fqcn

    def format_plugin(self, part: dom.PluginPart, url: str | None) -> str:
        return f"[{part.plugin.fqcn}]({url})" if url else part.plugin.fqcn


class Links(LinkProvider):
    """Links to the files of this collection's modules and roles, as seen from a role."""

    def plugin_link(self, plugin: dom.PluginIdentifier) -> str | None:
        collection, _dot, name = plugin.fqcn.rpartition(".")
        if collection != COLLECTION:
            return None
        return f"../{name}/README.md" if plugin.type == "role" else f"../../plugins/modules/{name}.py"


def markdown(text: str | list[str], separator: str = "\n\n") -> str:
    """A description with Ansible's markup as Markdown; raises ValueError when the markup is wrong."""
    paragraphs = parse(text, Context(), errors="exception")
    return to_md(paragraphs, formatter=Formatter(), link_provider=Links(), par_sep=separator)


def kind(option: dict[str, Any]) -> str:
    """What a value of it may be."""
    choices = ", ".join(f"`{each}`" for each in option.get("choices", []))
    if option["type"] == "list":
        return f"list of {choices or option['elements']}"
    return choices or str(option["type"])


def default(option: dict[str, Any]) -> str:
    """The default as YAML has it."""
    if option.get("required"):
        return "required"
    as_list = yaml.safe_dump([option["default"]], default_flow_style=True, width=1000).strip()
    return f"`{as_list[1:-1]}`"


def generated(role: Path) -> str:
    """The part of a role's README that its argument specification says."""
    specs = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), trim_blocks=True, undefined=StrictUndefined)
    templates.filters |= {"markdown": markdown, "kind": kind, "default_value": default}
    text = templates.get_template("role_readme.md.j2").render(role=f"{COLLECTION}.{role.name}", specs=specs)
    return text.rstrip() + "\n\n"


def by_hand(readme: Path) -> str:
    """The part below the mark."""
    return readme.read_text(encoding="utf-8").partition(MARK)[2] if readme.exists() else ""


def files() -> Iterator[File]:
    """Each role's README."""
    for role in ROLES:
        readme = role / "README.md"
        yield readme, generated(role) + MARK + by_hand(readme)
