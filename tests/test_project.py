"""The files that tell strangers about the project say the same as the package, and can be read by those who read them."""

import configparser
import os
import re
from pathlib import Path

import pytest

import elman

ROOT = Path(__file__).parents[1]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture
def setup():
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def links(markdown):
    """Where the links and pictures of a page lead."""
    return re.findall(r"\]\(([^)]*)\)", markdown) + re.findall(r'(?:src|href)="([^"]*)"', markdown)


def test_the_description_on_an_index_has_no_link_into_the_repository(setup):
    name = setup["metadata"]["long_description"].removeprefix("file:").strip()
    description, readme = text(name), text("README.md")
    assert [link for link in links(description) if not link.startswith("https://")] == []
    assert "![" not in description
    for paragraph in description.split("\n\n")[1:3]:  # what it is, and what the paper is: as the README says it
        assert " ".join(paragraph.split()) in " ".join(readme.split())


def test_the_description_names_commands_and_extras_that_exist(setup):

    description = text("docs/description.md")
    named = set(re.findall(r"elman\[(\w+)\]", description))
    assert named
    assert named <= set(setup["options.extras_require"])
    commands = set(re.findall(r"`elman (\w+)", description))
    assert {"gradcheck", "train", "predict"} <= commands
    assert all((ROOT / "elman" / "commands" / f"{command}.py").exists() for command in commands)


def test_citation_and_changes_know_the_version():
    yaml = pytest.importorskip("yaml")
    citation = yaml.safe_load(text("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == elman.__version__
    assert citation["license"] == "BSD-3-Clause"
    assert citation["authors"] == [{"name": "the elman developers"}]
    assert citation["authors"][0]["name"] in text("LICENSE")
    assert citation["references"][0]["url"].endswith("hal-01327121")
    versions = re.findall(r"^## (\S+?),? ", text("CHANGELOG.md") + " ", flags=re.MULTILINE)
    assert versions[0] == elman.__version__


@pytest.mark.parametrize(
    "form", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")), ids=lambda path: path.stem
)
def test_issue_forms_ask_something(form):
    yaml = pytest.importorskip("yaml")
    made = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert made["name"]
    assert made["description"]
    ids = [part["id"] for part in made["body"]]
    assert len(ids) == len(set(ids)) > 1
    assert all(part["type"] in ("input", "textarea") and part["attributes"]["label"] for part in made["body"])
    assert any(part.get("validations", {}).get("required") for part in made["body"])


def test_the_workflow_runs_what_is_run_everywhere():
    yaml = pytest.importorskip("yaml")
    workflow = yaml.safe_load(text(".github/workflows/ci.yml"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/site/README.md", "README.md"])
def test_files_that_are_named_exist(name):
    page = ROOT / name
    found = {word for word in re.findall(r"`([\w./-]+/[\w./-]*\.\w+)`", text(name)) if "NN" not in word}
    found |= {link for link in links(text(name)) if not link.startswith("https://")}
    missing = [path for path in found if not (ROOT / path).exists() and not (page.parent / path).exists()]
    assert [path for path in missing if "<" not in path and not path.startswith(("features/", "docs/site/dist"))] == []


@pytest.mark.skipif(os.name == "nt", reason="a file system without permissions")
def test_scripts_of_continuous_integration_can_be_run():
    scripts = [path for path in (ROOT / ".ci").iterdir() if path.name != "run"]
    assert {path.name for path in scripts} >= {"site", "versions", "package"}
    assert all(os.access(path, os.X_OK) for path in scripts)
    assert all("set -euo pipefail" in path.read_text(encoding="utf-8") for path in scripts)
