"""Findings as JUnit's XML."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from bbfd.errors import Place
from bbfd.report.junit import as_junit
from bbfd.rules import Finding, Level


def finding(
    level: Level = Level.ERROR, detail: str = "it is wrong", name: str = "prod-web"
) -> Finding:
    return Finding(
        rule="TASK-SIZE",
        level=level,
        title="a size that Fargate has",
        detail=detail,
        aws_error="No Fargate configuration exists",
        fix="take another",
        doc="https://docs.aws.amazon.com/",
        document=name,
        resource="Task",
        path=("Memory",),
        source="bbfd",
        where=lambda: Place("./services/web.py", 7),
    )


def suite(*findings: Finding) -> ElementTree.Element:
    root = ElementTree.fromstring(as_junit(findings, "web in prod").encode())
    (found,) = root
    return found


def test_an_error_is_a_test_that_failed_at_its_line() -> None:
    found = suite(finding(), finding(Level.WARNING))
    assert {k: found.get(k) for k in ("tests", "failures", "skipped", "errors")} == {
        "tests": "2",
        "failures": "1",
        "skipped": "1",
        "errors": "0",
    }
    error, warning = found
    assert (error.get("file"), error.get("line")) == ("services/web.py", "7")
    (failure,) = error
    assert failure.get("message") == "it is wrong"
    assert failure.get("type") == "TASK-SIZE"
    assert "take another" in (failure.text or "")
    assert [each.tag for each in warning] == ["skipped"]


def test_no_findings_are_a_test_that_passed() -> None:
    found = suite()
    assert found.get("tests") == "1"
    (case,) = found
    assert case.get("name") == "no findings"
    assert list(case) == []


@given(st.text(), st.text(alphabet=st.characters(categories=("Cc", "Cs", "Co", "Cn", "Lu"))))
def test_whatever_is_said_it_is_xml(detail: str, name: str) -> None:
    (case,) = suite(finding(detail=detail or "x", name=name))
    assert case.find("failure") is not None
