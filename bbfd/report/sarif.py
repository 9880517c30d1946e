"""Findings as SARIF 2.1.0.

https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from bbfd._version import __version__
from bbfd.report.findings import told
from bbfd.report.github import tidy
from bbfd.rules import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """One run: each rule once, then the results."""
    rules: dict[str, Finding] = {}
    for finding in findings:
        rules.setdefault(finding.rule, finding)
    number = {id: index for index, id in enumerate(rules)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "bbfd",
                        "version": __version__,
                        "rules": [_rule(finding) for finding in rules.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, number[each.rule]) for each in findings],
            }
        ],
    }


def _rule(finding: Finding) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": finding.rule,
        "shortDescription": {"text": finding.title},
        "help": {"text": finding.fix or finding.title},
    }
    return {**rule, "helpUri": finding.doc} if finding.doc else rule


def _result(finding: Finding, index: int) -> dict[str, Any]:
    place = finding.place
    named = ".".join(map(str, (finding.resource, *finding.path))) if finding.resource else ""
    physical = {
        "artifactLocation": {"uri": _uri(place.file)},
        "region": {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)},
    }
    location: dict[str, Any] = {"physicalLocation": physical}
    if named:
        location["logicalLocations"] = [{"fullyQualifiedName": named, "kind": "resource"}]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.level.value,
        "message": {"text": told(finding)},
        "locations": [location],
    }


def _uri(file: str) -> str:
    """A path as SARIF wants it: relative to the root of the repository where it can be."""
    from urllib.parse import quote

    path = tidy(file).replace(os.sep, "/")
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)
