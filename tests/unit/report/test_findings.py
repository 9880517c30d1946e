"""Findings as text, JSON, SARIF and annotations."""

import json
from dataclasses import replace

from bbfd.errors import Place
from bbfd.report.findings import FORMATS, counted
from bbfd.rules import Finding, Level


def found(level: Level = Level.ERROR, **changed: str) -> Finding:
    return Finding(
        rule=changed.get("rule", "FARGATE-SIZE"),
        level=level,
        title="a size that Fargate has",
        aws_error=changed.get("aws_error", "No Fargate configuration exists for given values"),
        fix="memory 512, 1024 or 2048",
        doc="https://docs.aws.amazon.com/x",
        resource="Task",
        path=("ContainerDefinitions", 0, "Memory"),
        detail=changed.get("detail", "600 MiB with 256 units"),
        document="prod-web",
        source="bbfd",
        where=lambda: Place("services/web.py", 7, 5),
    )


def test_a_finding_says_where_what_and_what_to_do() -> None:
    assert FORMATS["text"]([found()]).splitlines() == [
        "services/web.py:7: error FARGATE-SIZE",
        "  600 MiB with 256 units",
        "  in   Task.ContainerDefinitions.0.Memory of prod-web",
        "  aws  No Fargate configuration exists for given values",
        "  fix  memory 512, 1024 or 2048",
        "  see  https://docs.aws.amazon.com/x",
    ]


def test_where_aws_says_nothing_nothing_is_said_for_it() -> None:
    assert "  aws" not in FORMATS["text"]([found(aws_error="none: it is silent")])


def test_findings_are_counted_by_level() -> None:
    assert counted([]) == "no findings"
    assert counted([found(), found(), found(Level.WARNING)]) == "2 errors, 1 warning"


def test_json_is_one_document_with_places() -> None:
    record = json.loads(FORMATS["json"]([found(), found(Level.WARNING)]))
    assert (record["errors"], record["warnings"]) == (1, 1)
    first = record["findings"][0]
    assert (first["file"], first["line"], first["column"]) == ("services/web.py", 7, 5)
    assert first["path"] == ["ContainerDefinitions", 0, "Memory"]


def test_github_is_told_a_path_as_it_stands_in_the_repository() -> None:
    given = replace(found(), where=lambda: Place("./templates/t.yaml", 7, 5))
    assert "file=templates/t.yaml,line=7,col=5" in FORMATS["github"]([given])


def test_github_shows_it_on_the_line_of_the_definition() -> None:
    shown = FORMATS["github"]([found(detail="a\n::stop-commands::x")])
    assert shown.startswith("::error file=services/web.py,line=7,col=5,title=FARGATE-SIZE::a ")
    assert len(shown.splitlines()) == 1


def test_sarif_names_each_rule_once_and_every_result_its_rule() -> None:
    record = json.loads(FORMATS["sarif"]([found(), found(), found(rule="OTHER")]))
    (run,) = record["runs"]
    assert record["version"] == "2.1.0"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["FARGATE-SIZE", "OTHER"]
    assert [result["ruleId"] for result in run["results"]] == [
        "FARGATE-SIZE",
        "FARGATE-SIZE",
        "OTHER",
    ]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "services/web.py"
    assert place["region"] == {"startLine": 7, "startColumn": 5}


def test_no_findings_are_documents_too() -> None:
    for form in ("json", "sarif"):
        json.loads(FORMATS[form]([]))
    assert FORMATS["text"]([]) == FORMATS["github"]([]) == ""
