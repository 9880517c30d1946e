"""What `--json` prints on the embedded AWS is what the schema says: a line each, or a whole answer."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from bbfd.report.schema import schema
from tests.functional.projects import Project

WHOLE = schema()
LINE = Draft202012Validator(WHOLE)
LOOKS = [
    "list",
    "status hello --env local",
    "status --all --env local",
    "env status local",
    "history hello --env local",
    "env history local",
    "doctor hello --env local",
    "env list",
    "env list --live --like local",
    "env reap --dry-run --like local",
    "diff hello --env local --tag 2",
    "plan hello --env local --tag 2",
    "diagnose hello --env local",
    "env diagnose local",
    "check --format json hello --env local",
]
ACTS = [
    "deploy hello --env local --tag 2 --yes",
    "stop hello --env local --yes",
    "start hello --env local",
    "scale hello 3 --env local --yes",
    "restart hello --env local",
    "rollback hello --env local --yes",
    "prune hello --env local --yes",
    "watch hello --env local",
    "cancel hello --env local",
    "recover hello --env local",
    "env up pr-1 --like local --yes",
    "env delete pr-1 --yes",
    "env reap --like local --yes",
    "delete hello --env local --yes",
]


def _answer(command: str) -> dict[str, Any]:
    """Of the longest that it begins with: `env list --live` is another one than `env list`."""
    known = [each for each in WHOLE["answers"] if f"bbfd {command}".startswith(each)]
    about: dict[str, Any] = WHOLE["answers"][max(known, key=len)]
    return about


def _wrong(schema: Draft202012Validator, record: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in schema.iter_errors(record)]


def test_what_a_look_prints_is_as_the_schema_says(deployed: Project) -> None:
    deployed.done("env", "up", "pr-1", "--like", "local", "--yes")
    for command in LOOKS:
        asked = [] if command.startswith("check") else ["--json"]
        done = deployed.bbfd(*command.split(), *asked)
        one = Draft202012Validator({"$defs": WHOLE["$defs"], **_answer(command)})
        assert (command, _wrong(one, done.record)) == (command, [])


def test_what_an_act_prints_is_as_the_schema_says_and_ends_with_the_run(deployed: Project) -> None:
    for command in ACTS:
        done = deployed.bbfd(*command.split(), "--json")
        assert (command, [wrong for one in done.events for wrong in _wrong(LINE, one)]) == (
            command,
            [],
        )
        last = done.events[-1]
        assert (command, last["event"], last["exit_code"]) == (command, "run", done.code)
