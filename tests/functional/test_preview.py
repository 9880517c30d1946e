"""What needs no AWS: no credentials, no network, and nothing heavy imported."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from bbfd.model.stack import DEPLOYED
from bbfd.template import read
from tests.functional.projects import ENTRY, ROOT, Project

HEAVY = {
    "boto3",
    "botocore",
    "cfn_flip",
    "cfnlint",
    "cloudformation_validate",
    "ministack",
    "rich",
    "yaml",
}
# The program ends at the first attempt to reach, or to look up, anything outside of it.
ALONE = f"""
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise SystemExit(f"{{event}} {{arguments}}")
sys.addaudithook(refuse)
{ENTRY}
"""
LIGHT = [
    ("--help",),
    ("deploy", "--help"),
    ("list",),
    ("list", "--json"),
    ("env", "list"),
    ("rules",),
    ("preview", "hello", "--env", "prod"),
    ("preview", "hello", "--env", "prod", "--format", "json"),
    ("preview", "hello", "--env", "prod", "--parameters"),
    ("preview", "--all", "--env", "stage"),
    ("env", "preview", "stage"),
    ("env", "preview", "stage", "--registry"),
]


def _alone(project: Project, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command without network, home and path; without credentials, unless they are given."""
    return subprocess.run(
        [sys.executable, "-c", ALONE, *arguments],
        cwd=project.root,
        env={
            "HOME": str(project.root / "nobody"),
            "AWS_EC2_METADATA_DISABLED": "true",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", LIGHT, ids=" ".join)
def test_nothing_heavy_is_imported_where_aws_is_not_called(
    project: Project, arguments: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", ENTRY, *arguments],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    assert "bbfd" in (imported := _imported(done.stderr))
    assert imported & HEAVY == set()


def test_nothing_heavy_is_imported_to_tell_findings_on_a_terminal(project: Project) -> None:
    project.change("services/hello.py", "memory=512", "memory=600")
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-X", "importtime", "-c", ENTRY, "preview", "hello", "--env", "prod"]
    with subprocess.Popen(
        command, cwd=project.root, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs
    ):
        os.close(theirs)
        said = _read(terminal)
    assert "memory" in said
    assert _imported(said) & HEAVY == set()


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_an_unchanged_template_is_written_again_without_the_rules(
    project: Project, form: str
) -> None:
    asked = ("preview", "hello", "--env", "prod", "--format", form)
    first = project.process(*asked)
    command = [sys.executable, "-X", "importtime", "-c", ENTRY, *asked]
    again = subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=True)
    assert again.stdout == first.out
    assert "bbfd.rules" not in again.stderr


def test_what_is_found_is_told_every_time_and_after_every_edit(project: Project) -> None:
    asked = ("preview", "hello", "--env", "prod")
    quiet = project.process(*asked)
    project.change("services/hello.py", "memory=512", "memory=600")
    told = [project.process(*asked) for _ in range(2)]
    project.change("services/hello.py", "memory=600", "memory=512")
    assert quiet.err == project.process(*asked).err
    assert told[0].err == told[1].err != quiet.err


def test_a_preview_needs_neither_credentials_nor_network(project: Project) -> None:
    for arguments in LIGHT:
        done = _alone(project, *arguments)
        assert done.returncode == 0, done.stderr


def test_a_command_that_does_ask_aws_would_be_stopped(project: Project) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "none"}
    done = _alone(project, "status", "hello", "--env", "prod", **keys)
    assert done.stderr.startswith("socket.")


def test_an_override_is_told_with_its_line(project: Project) -> None:
    project.change(
        "services/hello.py",
        "service = WebService(",
        'service = WebService(\n    override={"Task.Cpu": "512"},',
    )
    done = project.bbfd("preview", "hello", "--env", "prod")
    assert "services/hello.py:" in done.words
    assert 'override Task.Cpu of prod-hello: "256" -> "512"' in done.words
    assert "override" not in done.out


def test_a_diff_and_a_deploy_repeat_it(project: Project) -> None:
    project.change(
        "services/hello.py",
        "service = WebService(",
        'service = WebService(\n    override={"Targets.HealthCheckIntervalSeconds": 25},',
    )
    for call in (("diff",), ("deploy", "--yes")):
        done = project.bbfd(*call, "hello", "--env", "local")
        assert done.code == 0
        assert done.words.count("override Targets.HealthCheckIntervalSeconds of local-hello") == 1


def test_a_preview_is_the_golden_template(project: Project) -> None:
    done = project.process("preview", "hello", "--env", "prod")
    golden = ROOT / "tests" / "golden" / "services" / "hello.prod.yaml"
    assert (done.code, done.out, done.err) == (0, golden.read_text(encoding="utf-8"), "")


def test_each_form_says_the_same(project: Project, tmp_path: Path) -> None:
    call = ("preview", "--all", "--env", "prod")
    folder = tmp_path / "out"
    documents = project.done(*call).out.split("--- # ")[1:]
    yaml = {text.partition("\n")[0]: text.partition("\n")[2] for text in documents}
    as_json = json.loads(project.done(*call, "--format", "json").out)
    shown = project.done(*call, "--out", str(folder))
    assert shown.out == ""
    files = {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert files == yaml
    assert len(files) == 6
    assert [_plain(text) for text in yaml.values()] == as_json


def test_the_parameters_are_the_templates_own_and_what_is_not_known_is_named(
    project: Project,
) -> None:
    template = read(project.done("preview", "hello", "--env", "prod").out, "hello.yaml").body
    done = project.done("preview", "hello", "--env", "prod", "--parameters")
    known = {p["ParameterKey"]: p["ParameterValue"] for p in done.record}
    defaults = {n: p["Default"] for n, p in template["Parameters"].items() if "Default" in p}
    assert known == {name: value for name, value in defaults.items() if name not in DEPLOYED}
    named = {name for name in template["Parameters"] if f"prod-hello: {name} is" in done.words}
    assert named == template["Parameters"].keys() - known.keys() - DEPLOYED.keys()


def _plain(text: str) -> object:
    return json.loads(json.dumps(read(text, "t.yaml").body))


def _imported(said: str) -> set[str]:
    """The packages that `-X importtime` names."""
    lines = (line for line in said.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def _read(terminal: int) -> str:
    """All that comes until nobody holds its other end."""
    said = b""
    try:
        while chunk := os.read(terminal, 65536):
            said += chunk
    except OSError:  # how Linux says that the other end was closed
        pass
    os.close(terminal)
    return said.decode()
