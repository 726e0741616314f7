"""What is shipped: the documentation's site, the container's recipe, the version in every place."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from gliomine.about import __version__

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
_LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


def test_every_page_is_in_the_navigation_once() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    listed = re.findall(r"[\w-]+\.md", nav)
    assert sorted(listed) == sorted(path.name for path in DOCS.glob("*.md"))


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        place = page.parent / target
        assert place.exists(), target
        if anchor and place.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor[1:] in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, (
                anchor
            )
        if page.parent == DOCS:
            # The site holds the folder alone.
            assert place.resolve().is_relative_to(DOCS), target


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mkdocs") is None or find_spec("material") is None, reason="needs mkdocs-material")
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "index.html").is_file()


def test_the_container_runs_as_an_ordinary_user_and_copies_what_the_wheel_needs() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM"))
    users = [line.split()[1] for line in lines[last:] if line.startswith("USER")]
    assert users == ["1000"]
    assert not [line for line in lines[last:] if "pip" in line.split() or "apt-get" in line]
    copied = {name for line in lines if line.startswith("COPY") and "--from" not in line for name in line.split()[1:-1]}
    assert {"pipeline", "models", "pyproject.toml", "README.md", "LICENSE", "NOTICE"} <= copied
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    assert copied == kept
    assert all((ROOT / name).exists() for name in copied)


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="needs hadolint")
def test_the_container_recipe_passes_its_linter() -> None:
    done = subprocess.run(["hadolint", str(ROOT / "Dockerfile")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_version_is_the_same_everywhere() -> None:
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert cited.group(1) == __version__


def test_the_changelog_is_by_version() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased" or headings[0].startswith(__version__)
    assert all(re.fullmatch(r"Unreleased|\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", heading) for heading in headings)


LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-biolink.lock")


def locked(root: Path, name: str) -> dict[str, list[str]]:
    """Return name -> the lines of each requirement of a lock."""
    found: dict[str, list[str]] = {}
    for line in (root / name).read_text(encoding="utf-8").splitlines():
        if line[:1].isalnum():
            at = found.setdefault(re.split(r"[=\s]", line)[0], [])
        at.append(line.rstrip(" \\").strip())
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_library_is_locked_with_checksums(root: Path, name: str) -> None:
    for lines in locked(root, name).values():
        assert re.match(r"[\w.-]+==[\w.+!]+(?: ; .+)?$", lines[0]), lines[0]
        assert any(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines), lines[0]


def test_the_locks_hold_what_the_package_asks_for(root: Path) -> None:
    from packaging.requirements import Requirement
    from packaging.version import Version

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    own = project["project"]["dependencies"]
    wanted = {
        "requirements.lock": [*own, *project["build-system"]["requires"]],
        "requirements-test.lock": [*own, *extras["test"], *extras["dask"], *extras["kb"]],
    }
    pinned: dict[str, dict[str, list[str]]] = {}
    for name, asked in wanted.items():
        pinned[name] = locked(root, name)
        for text in asked:
            requirement = Requirement(text)
            (first, *_) = pinned[name][requirement.name.lower()]
            version = Version(first.split("==")[1].split(" ")[0])
            assert version in requirement.specifier, (name, text, first)
    # The same files: what the tests run with is what a user gets.
    for library, lines in pinned["requirements.lock"].items():
        if library in pinned["requirements-test.lock"]:
            assert lines[1:] == pinned["requirements-test.lock"][library][1:], library
