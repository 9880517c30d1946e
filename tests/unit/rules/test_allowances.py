from collections.abc import Mapping

import pytest

from bbfd.rules import Finding, Level, all_rules, check
from bbfd.template import Document, read
from tests.unit.rules.stacks import WEB

RULES = all_rules()
LATEST = WEB.replace("nginx:1.29", "nginx:latest")


def found(text: str, allow: Mapping[str, str]) -> dict[str, str]:
    return {each.rule: each.detail for each in check(read(text, "t.yaml"), RULES, allow)}


def test_an_allowed_rule_may_be_broken() -> None:
    assert list(found(LATEST, {})) == ["IMAGE-LATEST-TAG"]
    assert found(LATEST, {"IMAGE-LATEST-TAG": "a sandbox"}) == {}


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_allowed(reason: str) -> None:
    assert list(found(LATEST, {"IMAGE-LATEST-TAG": reason})) == ["IMAGE-LATEST-TAG", "ALLOW-REASON"]


def test_an_allowance_that_nothing_needs_any_more_is_found() -> None:
    assert found(WEB, {"IMAGE-LATEST-TAG": "a sandbox"}) == {
        "ALLOW-UNUSED": "IMAGE-LATEST-TAG is allowed, and nothing breaks it"
    }


def test_an_id_that_is_no_rule_is_found_with_the_near_ones() -> None:
    (finding,) = check(read(WEB, "t.yaml"), RULES, {"IMAGE-LATEST-TAGS": "a sandbox"})
    assert finding.rule == "ALLOW-UNKNOWN"
    assert "IMAGE-LATEST-TAG" in finding.fix


def test_what_this_look_cannot_see_is_not_called_unused() -> None:
    seen_elsewhere = ("RULE-SHADOWED", "SERVICE-LINKED-ROLE", "E3012")
    assert found(WEB, dict.fromkeys(seen_elsewhere, "a reason")) == {}


def theirs(document: Document) -> tuple[Finding, ...]:
    return (
        Finding(
            rule="W3010",
            level=Level.WARNING,
            title="t",
            aws_error="e",
            fix="f",
            doc="d",
            resource="Task",
            path=("Family",),
            detail="x",
            document=document.name,
            source="cfn-lint",
            where=lambda: document.place(()),
        ),
    )


def test_what_others_find_is_allowed_by_their_ids() -> None:
    document = read(WEB, "t.yaml")
    allow = {"W3010": "it is meant", "E3012": "once needed"}
    findings = check(document, RULES, allow, (theirs,))
    assert [(each.rule, each.detail) for each in findings] == [
        ("ALLOW-UNUSED", "E3012 is allowed, and nothing breaks it")
    ]
