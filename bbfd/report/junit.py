"""Findings as JUnit's XML, which GitLab, Bitbucket, CodeBuild and Jenkins show beside a change.

https://docs.gitlab.com/ci/testing/unit_test_reports/
https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from bbfd.report.findings import property_words, told
from bbfd.report.github import tidy
from bbfd.report.harmless import brief, harmless
from bbfd.rules import Finding, Level

# What XML 1.0 cannot say, not even escaped.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(findings: Sequence[Finding], looked: str) -> str:
    """A suite: each error a test that failed, each warning one that was skipped; none found is one that passed.

    looked: what was looked at.
    """
    errors = sum(finding.level is Level.ERROR for finding in findings)
    suite = ElementTree.Element(
        "testsuite",
        name=_said(f"bbfd check {looked}"),
        tests=str(len(findings) or 1),
        failures=str(errors),
        errors="0",
        skipped=str(len(findings) - errors),
    )
    for finding in findings:
        _case(suite, finding)
    if not findings:
        ElementTree.SubElement(suite, "testcase", name="no findings", classname=_said(looked))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, "unicode")}\n'


def _case(suite: ElementTree.Element, finding: Finding) -> None:
    place = finding.place
    where = f"{tidy(place.file)}:{place.line}"
    about = f" {property_words(finding)}" if finding.resource else ""
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=_said(f"{finding.rule} {where}{about}"),
        classname=_said(finding.document or place.file),
        file=_said(tidy(place.file)),
        line=str(place.line),
    )
    kind = "failure" if finding.level is Level.ERROR else "skipped"
    said = ElementTree.SubElement(case, kind, message=_said(finding.detail or finding.title))
    if kind == "failure":
        said.set("type", finding.rule)
    said.text = _said(f"{where}: {told(finding)}")


def _said(text: str) -> str:
    return _UNSAYABLE.sub("?", harmless(brief(text)))
