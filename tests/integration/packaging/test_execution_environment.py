# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an execution environment gets is what the collection asks for. No image is built."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.environment import REPOSITORY, TOOLS, variables
from tests.gates.collection import installed_collection

DEFINITIONS = REPOSITORY / "docs" / "execution-environment"
NAMES = sorted(path.name for path in DEFINITIONS.iterdir())
KERBEROS = "execution-environment-kerberos.yml"


def run(tool: str, *arguments: str | Path, where: Path) -> str:
    """Run a tool of this environment that sees no collection but those in the folder `where`; what it printed."""
    environment = variables(HOME=str(where), ANSIBLE_COLLECTIONS_PATH=str(where))
    ended = subprocess.run(
        [TOOLS / tool, *arguments], cwd=where, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def requirements(file: str) -> list[str]:
    lines = (REPOSITORY / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def collections() -> Iterator[Path]:
    """A folder into which the collection is installed, with the file that it was installed from."""
    with installed_collection() as collection:
        yield collection.parents[2]


@pytest.fixture(params=NAMES)
def context(request: pytest.FixtureRequest, collections: Path, tmp_path: Path) -> Path:
    """The build context of a definition."""
    shutil.copy(DEFINITIONS / request.param, tmp_path)
    (built,) = collections.glob("*.tar.gz")
    shutil.copy(built, tmp_path / "scom-dmz.tar.gz")
    run("ansible-builder", "create", "--file", request.param, "--output-filename", "Containerfile", where=tmp_path)
    return tmp_path / "context"


def test_an_image_gets_what_the_collection_lists_but_the_core_that_it_has(collections: Path) -> None:
    said = run("ansible-builder", "introspect", collections, where=collections)
    found = {
        kind: {line.partition("#")[0].strip() for line in lines}
        for kind, lines in yaml.safe_load(said.partition("---")[2]).items()
    }
    python = {line for line in requirements("requirements.txt") if not line.startswith("ansible-core")}
    assert found == {"python": python, "system": set(requirements("bindep.txt"))}


def test_no_package_of_the_system_is_installed_unasked() -> None:
    # without a profile bindep lists what an image would get
    assert run("bindep", "--brief", "--list_all", "newline", where=REPOSITORY).strip() == ""


def test_the_profile_kerberos_lists_what_its_library_is_built_with() -> None:
    listed = run("bindep", "--list_all", "newline", "kerberos", where=REPOSITORY).split()
    assert any(name.startswith("krb5") for name in listed)
    assert "gcc" in listed


def test_a_definition_makes_a_context_that_installs_the_collection(context: Path, tmp_path: Path) -> None:
    files = context / "_build"
    assert "ansible-galaxy collection install" in (context / "Containerfile").read_text(encoding="utf-8")
    run("ansible-galaxy", "collection", "install", "--offline", "-r", "requirements.yml", "-p", tmp_path, where=files)
    assert (tmp_path / "ansible_collections" / "scom" / "dmz" / "MANIFEST.json").exists()


def test_a_definition_takes_a_core_that_the_collection_runs_on(context: Path) -> None:
    text = (context / "Containerfile").read_text(encoding="utf-8")
    (core,) = [line for line in requirements("requirements-lab.txt") if line.startswith("ansible-core")]
    assert core in text


def test_the_definition_for_kerberos_adds_the_packages_of_that_login(collections: Path) -> None:
    own = yaml.safe_load((DEFINITIONS / KERBEROS).read_text(encoding="utf-8"))["dependencies"]
    profile = {line.split()[0] for line in requirements("bindep.txt") if "platform:rpm" in line}
    assert {line.split()[0].replace("python3.11", "python3") for line in own["system"]} == profile
    assert [line.partition("[kerberos]")[::2] for line in own["python"]] == [
        tuple(line.partition("pywinrm")[1:]) for line in requirements("requirements.txt") if line.startswith("pywinrm")
    ]
