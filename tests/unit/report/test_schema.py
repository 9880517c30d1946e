"""Every object that `--json` prints is as `schema.json` says, and the schema says all of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from bbfd.deploy.outcome import EXIT_CODES, Ended, Outcome
from bbfd.deploy.progress import Doing, Finished, Phase, Progress
from bbfd.report.record import SCHEMA, progress_record
from bbfd.report.schema import schema
from tests.unit.report import samples
from tests.unit.report.answers import ANSWERS, LINES, as_read

WHOLE = schema()
EVERY: tuple[Progress, ...] = (*samples.FAILING, samples.RUN)
SAMPLES = {type(progress): progress for progress in EVERY}
EVENTS = [reference["$ref"].rpartition("/")[2] for reference in WHOLE["oneOf"]]


def problems(progress: Progress) -> list[str]:
    record = json.loads(json.dumps(progress_record(progress, samples.BACKGROUND)))
    one = {**WHOLE, "oneOf": [{"$ref": f"#/$defs/{record['event']}"}]}
    return [error.message for error in Draft202012Validator(one).iter_errors(record)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(WHOLE)


def test_there_is_a_sample_of_whatever_is_told() -> None:
    assert {*SAMPLES} == {*get_args(Progress)}


@pytest.mark.parametrize("progress", EVERY, ids=lambda progress: type(progress).__name__)
def test_what_is_printed_is_as_the_schema_says(progress: Progress) -> None:
    assert problems(progress) == []
    assert Draft202012Validator(WHOLE).is_valid(
        json.loads(json.dumps(progress_record(progress, samples.BACKGROUND)))
    )


@pytest.mark.parametrize("ended", Ended)
def test_every_way_to_end_is_in_the_schema(ended: Ended) -> None:
    outcome = Outcome(ended=ended, stack="s")
    assert problems(Finished(stack="s", outcome=outcome)) == []
    assert problems(replace(samples.RUN, outcomes=(outcome,))) == []


@pytest.mark.parametrize("doing", Doing)
def test_every_phase_is_in_the_schema(doing: Doing) -> None:
    assert problems(Phase(stack="s", doing=doing)) == []


def test_the_schema_names_no_way_to_end_that_there_is_not() -> None:
    properties = WHOLE["$defs"]["outcome"]["properties"]
    assert {*properties["outcome"]["enum"]} == {ended.value for ended in Ended}
    assert {*properties["exit_code"]["enum"]} == {*EXIT_CODES.values()}
    assert {*WHOLE["$defs"]["phase"]["properties"]["doing"]["enum"]} == {d.value for d in Doing}


@pytest.mark.parametrize("event", EVENTS)
def test_every_object_carries_the_version_of_the_schema(event: str) -> None:
    about = WHOLE["$defs"][event]
    assert about["properties"]["schema"]["const"] == SCHEMA
    assert about["properties"]["event"]["const"] == event
    assert {"schema", "event", "stack"} <= {*about["required"]}


@pytest.mark.parametrize("record", LINES, ids=lambda record: str(record["event"]))
def test_a_line_that_no_deployment_tells_is_as_the_schema_says(record: Mapping[str, Any]) -> None:
    one = {**WHOLE, "oneOf": [{"$ref": f"#/$defs/{record['event']}"}]}
    assert [error.message for error in Draft202012Validator(one).iter_errors(as_read(record))] == []


def test_there_is_a_sample_of_every_object_that_is_printed_a_line_each() -> None:
    told = {progress_record(progress, samples.BACKGROUND)["event"] for progress in EVERY}
    assert {*EVENTS} == {*told, *(record["event"] for record in LINES)}


@pytest.mark.parametrize("command", WHOLE["answers"])
def test_what_a_command_prints_that_looks_is_as_the_schema_says(command: str) -> None:
    one = Draft202012Validator({"$defs": WHOLE["$defs"], **WHOLE["answers"][command]})
    wrong = [
        str(error) for answer in ANSWERS[command] for error in one.iter_errors(as_read(answer))
    ]
    assert wrong == []


def test_an_answer_with_a_field_that_is_not_in_the_schema_would_be_found() -> None:
    (built,) = ANSWERS["bbfd build"][0]
    one = Draft202012Validator({"$defs": WHOLE["$defs"], **WHOLE["answers"]["bbfd build"]})
    assert not one.is_valid([{**built, "more": 1}])
    assert not one.is_valid([{name: built[name] for name in built if name != "image"}])


def _fields(definitions: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for name, definition in definitions.items():
        for field, about in definition["properties"].items():
            yield name, field, about


FIELDS = [*_fields(WHOLE["$defs"])]


@pytest.mark.parametrize(
    ("name", "field", "about"),
    FIELDS,
    ids=[f"{name}.{field}" for name, field, _ in FIELDS],
)
def test_every_field_is_documented_and_none_is_let_through_unnamed(
    name: str, field: str, about: Mapping[str, Any]
) -> None:
    assert about["description"]
    definition = WHOLE["$defs"][name]
    assert {*definition["required"]} <= {*definition["properties"]}
    assert definition["additionalProperties"] is False


@pytest.mark.parametrize(
    ("fix", "command"),
    [
        ("correct it, then `bbfd deploy web --env prod`", "bbfd deploy web --env prod"),
        ("`aws sts get-caller-identity` shows who you are", ""),
        ("", ""),
    ],
)
def test_the_next_command_is_the_one_in_the_fix(fix: str, command: str) -> None:
    outcome = replace(samples.ROLLED_BACK, fix=fix)
    assert progress_record(Finished(stack="s", outcome=outcome))["next"] == command


def test_a_cause_carries_the_line_that_it_comes_from() -> None:
    record = progress_record(samples.DIAGNOSED, samples.BACKGROUND)
    assert record["causes"][0]["place"] == {"file": "services/web.py", "line": 42, "column": 5}
