"""The composite action: what GitHub's schema says of it, and that no input is ever a command."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for

from bbfd.ci import pins
from bbfd.report.github_files import Ledger, outputs
from tests.golden.ci import ROOT
from tests.unit.ci.jobs import read, schema

FILE = Path(ROOT) / ".ci" / "action" / "action.yml"
TEXT = FILE.read_text(encoding="utf-8")
ACTION = read(TEXT)
STEPS = ACTION["runs"]["steps"]
RUN = next(step for step in STEPS if step.get("id") == "run")


def test_it_is_what_github_says_an_action_is() -> None:
    of = schema("github-actions")
    assert [error.message for error in validator_for(of)(of).iter_errors(ACTION)] == []


def test_no_input_is_filled_into_a_script() -> None:
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []
    used = set(re.findall(r"inputs\.([\w-]+)", TEXT))
    assert used == ACTION["inputs"].keys()


def test_what_it_uses_is_what_the_jobs_use() -> None:
    for action, version in re.findall(r"uses: (\S+) # (\S+)", TEXT):
        assert pins.VERSIONS[action] == version


def test_it_hands_on_what_a_deploy_hands_on() -> None:
    handed = set(re.findall(r"^([\w-]+)<<", outputs(Ledger(), None, 0, "end"), re.M))
    assert handed | {"version", "comment"} == ACTION["outputs"].keys()


def ran(tmp_path: Path, **given: str) -> tuple[int, list[str]]:
    """The step with these inputs: its code, and what `bbfd` was given."""
    program, told = tmp_path / "bbfd", tmp_path / "told"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{told}"\n')
    program.chmod(0o755)
    env: dict[str, Any] = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "RUNNER_TEMP": str(tmp_path),
        **dict.fromkeys(RUN["env"], ""),
        **given,
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", RUN["run"]],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, told.read_text().splitlines() if told.exists() else []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"COMMAND": "check"}, "check --all --env prod --format github"),
        ({"COMMAND": "deploy", "SERVICES": "web mailer"}, "deploy web mailer --env prod --yes"),
        (
            {"COMMAND": "deploy", "SERVICES": "web\n  mailer\n"},
            "deploy web mailer --env prod --yes",
        ),
        ({"COMMAND": "release"}, "release --all --env prod --yes"),
        ({"COMMAND": "promote", "FROM": "stage"}, "promote --all --from stage --to prod --yes"),
    ],
)
def test_a_command_is_called_with_its_words(
    tmp_path: Path, given: dict[str, str], words: str
) -> None:
    assert ran(tmp_path, ENVIRONMENT="prod", **given) == (0, words.split())


def test_a_diff_says_where_its_comment_is(tmp_path: Path) -> None:
    code, words = ran(tmp_path, COMMAND="diff", ENVIRONMENT="prod")
    assert (code, words[-2:]) == (0, ["--markdown", f"{tmp_path}/bbfd-diff-prod.md"])
    assert (tmp_path / "output").read_text() == f"comment={tmp_path}/bbfd-diff-prod.md\n"


HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    "a; touch pwned",
    "--yes",
    "-x",
    "a\ntouch pwned",
    "*",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("where", ["COMMAND", "ENVIRONMENT", "SERVICES", "FROM"])
def test_no_input_is_a_command(tmp_path: Path, where: str, text: str) -> None:
    usual = {"COMMAND": "promote", "ENVIRONMENT": "prod", "FROM": "dev"}
    code, words = ran(tmp_path, **{**usual, where: text})
    assert not (tmp_path / "pwned").exists()
    if (code, words) != (2, []):  # names with a line between, which is what services are
        assert where == "SERVICES"
        assert words[1:4] == ["a", "touch", "pwned"]
