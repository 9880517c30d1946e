"""SARIF, held against what the schema of OASIS (2.1.0) asks of the parts that we write."""

import json
from typing import Any

import jsonschema
import pytest

from bbfd.errors import Place
from bbfd.report.findings import FORMATS
from bbfd.rules import Finding, Level, When, all_rules, check
from bbfd.template import read


def an_object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
MESSAGE = an_object(("text",), text=TEXT)
COUNT = {"type": "integer", "minimum": 1}
RULE = an_object(
    ("id",), id=TEXT, shortDescription=MESSAGE, help=MESSAGE, helpUri={"type": "string", "format": "uri"}
)  # fmt: skip
PHYSICAL = an_object(
    ("artifactLocation",),
    artifactLocation=an_object(
        ("uri",), uri={"type": "string", "pattern": r"^(file://)?[A-Za-z0-9/._~%!$&'()*+,;=:@-]+$"}
    ),
    region=an_object((), startLine=COUNT, startColumn=COUNT),
)
LOCATION = an_object(
    (),
    physicalLocation=PHYSICAL,
    logicalLocations={
        "type": "array",
        "items": an_object((), fullyQualifiedName=TEXT, kind=TEXT),
    },
)
RESULT = an_object(
    ("message",),
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION},
)
DRIVER = an_object(
    ("name",),
    name=TEXT,
    version=TEXT,
    rules={"type": "array", "uniqueItems": True, "items": RULE},
)
RUN = an_object(
    ("tool",),
    tool=an_object(("driver",), driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
SCHEMA = an_object(
    ("version", "runs"),
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "items": RUN},
)
EXAMPLES = [rule for rule in all_rules() if rule.when is When.TEMPLATE]


def written(findings: list[Finding]) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(FORMATS["sarif"](findings))
    jsonschema.validate(record, SCHEMA)
    (run,) = record["runs"]
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])
    result: dict[str, Any] = run
    return result


def a_finding(**changes: Any) -> Finding:
    fields: dict[str, Any] = {
        "rule": "E1",
        "level": Level.WARNING,
        "title": "title",
        "aws_error": "AWS says no.",
        "fix": "fix it",
        "doc": "",
        "resource": "",
        "path": (),
        "detail": "what",
        "document": "t.yaml",
        "source": "bbfd",
        "where": lambda: Place("t.yaml"),
    }
    return Finding(**{**fields, **changes})


def test_every_rule_of_ours_is_written_as_the_schema_asks() -> None:
    found = [
        each
        for rule in EXAMPLES
        for each in check(read(rule.wrong, "services/web page#1.yaml"), all_rules())
    ]
    run = written(found)
    assert len(run["results"]) == len(found) >= len(EXAMPLES)


def test_nothing_found_is_a_run_without_results() -> None:
    assert written([])["results"] == []


def test_a_result_says_what_aws_says_and_what_to_do() -> None:
    (result,) = written([a_finding()])["results"]
    assert result["message"]["text"] == "what. AWS: AWS says no. fix it"
    (result,) = written([a_finding(aws_error="none: it is silent", detail="")])["results"]
    assert result["message"]["text"] == "title. fix it"


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("services/web.py", "services/web.py"),
        ("a b/c#d.yaml", "a%20b/c%23d.yaml"),
        ("./t.yaml", "t.yaml"),
        ("a/../b//t.yaml", "b/t.yaml"),
        ("/tmp/é.yaml", "file:///tmp/%C3%A9.yaml"),
    ],
)
def test_a_file_is_named_by_a_uri(file: str, uri: str) -> None:
    (result,) = written([a_finding(where=lambda: Place(file, 0, 0))])["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri
    assert place["region"] == {"startLine": 1, "startColumn": 1}
