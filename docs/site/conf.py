# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx builds the documentation site. tests/gates/site.py puts the sources together and runs it."""

from __future__ import annotations

from docutils.nodes import Element, TextElement, reference
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

project = title = html_short_title = "scom.dmz"
project_copyright = "scom.dmz contributors"

extensions = ["myst_parser", "sphinx_antsibull_ext"]
html_theme = "sphinx_ansible_theme"
html_theme_options = {"display_version": False}
html_show_sphinx = False
html_copy_source = False
html_use_index = False
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
default_role = "any"
nitpicky = True

ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
ANSIBLE_PAGES = {
    "action_plugins": "plugins/action.html#action-plugins",
    "ansible_collections.ansible.builtin.winrm_connection": "collections/ansible/builtin/winrm_connection.html",
    "ansible_configuration_settings": "reference_appendices/config.html#ansible-configuration-settings",
    "callback_plugins": "plugins/callback.html#callback-plugins",
    "common_return_values": "reference_appendices/common_return_values.html#common-return-values",
}
"""What our pages refer to in Ansible's documentation. Its own list of targets is not fetched, so that the build needs no network."""


def link_to_ansible(
    _app: Sphinx, _environment: BuildEnvironment, node: pending_xref, content: TextElement
) -> Element | None:
    """Resolve a reference to a page of Ansible's documentation."""
    page = ANSIBLE_PAGES.get(node["reftarget"])
    return reference("", "", content, internal=False, refuri=ANSIBLE + page) if page else None


def setup(app: Sphinx) -> None:
    """Let Sphinx ask for what it finds nowhere on this site."""
    app.connect("missing-reference", link_to_ansible)
