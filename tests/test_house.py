"""The rules of the house that no linter knows."""

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from kg.settings import Settings

ROOT = Path(__file__).parents[1]
# Where packages come from, where this or that machine keeps its files: neither is anybody's else.
FOREIGN = re.compile(
    r"\b(?:files|registry|proxy|deb|security|download)\.[a-z]+[a-z.]*\.(?:org|com|io|dev)\b"
    r"|/(?:simple|pypi)/|pypi[.]org|index-url\s*=|find-links\s*="
    r"|(?<![\w.])/(?:root|home|work|Users)/[.\w]"
)
LARGEST = {".py": 300, ".css": 300, ".html": 300, ".js": 300}


def committed() -> list[Path]:
    """What is in the repository, or would be after the next commit."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for line in done.stdout.splitlines() if (path := ROOT / line).is_file()]


@pytest.fixture(scope="module")
def pyproject() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_imports_point_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in committed()
        if path.suffix in LARGEST
        and (lines := path.read_bytes().count(b"\n")) > LARGEST[path.suffix]
    }
    assert long == {}


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in committed():
        if path == Path(__file__) or path.suffix in {".png", ".pdf", ".gz"}:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if FOREIGN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line[:120]}")
    assert found == []


@pytest.mark.parametrize(
    "line",
    # In pieces, for this file must not name such a place either.
    ["--index-url = x", "see /" + "home/ada", "https://files." + "example.org/x", "/" + "home/a"],
)
def test_foreign_places_are_recognised(line: str) -> None:
    assert FOREIGN.search(line)


@pytest.mark.parametrize(
    "line", ["https://w3id.org" + "/home", "/" + "home", "(/search?q=)", "a/" + "root/b"]
)
def test_other_places_are_not(line: str) -> None:
    assert not FOREIGN.search(line)


def test_every_dependency_is_explained(pyproject: dict[str, dict[str, object]]) -> None:
    project = pyproject["project"]
    extra = project["optional-dependencies"]
    assert isinstance(project["dependencies"], list)
    assert isinstance(extra, dict)
    wanted = {re.split(r"[^\w-]", name)[0] for name in [*project["dependencies"], *extra["dev"]]}
    section = (ROOT / "CONTRIBUTING.md").read_text().split("## Dependencies")[1].split("\n## ")[0]
    explained = {
        name
        for line in section.splitlines()
        if line.startswith("- ")
        for name in re.findall(r"`([\w-]+)`", line.partition(":")[0])
    }
    assert explained == wanted


def test_the_lock_pins_all_with_hashes() -> None:
    pins = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text().strip())
    assert len(pins) > 30
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin or "==" not in pin] == []


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    told = set(re.findall(r"^\| `(KG_\w+)` \|", readme, re.MULTILINE))
    assert told == {f"KG_{field.name.upper()}" for field in fields(Settings)}


def test_the_readme_gives_the_commands_that_ci_runs() -> None:
    readme, ci = (ROOT / "README.md").read_text(), (ROOT / ".ci" / "run").read_text()
    makefile = (ROOT / "Makefile").read_text()
    assert re.findall(r"^make \w+", ci, re.MULTILINE) == ["make lint", "make test"]
    assert re.search(r"^check: lint test$", makefile, re.MULTILINE)
    for command in ("make demo", "make test", "make check"):
        assert f"    {command}" in readme
        assert re.search(rf"^{command.split()[1]}:", makefile, re.MULTILINE)


def test_make_knows_what_to_do() -> None:
    make = shutil.which("make")
    assert make
    for target in ("demo", "test", "check", "lock", "bench", "picture", "clean"):
        subprocess.run([make, "-n", target], cwd=ROOT, capture_output=True, check=True)
