"""A validator that may take minutes is asked in a process of its own: it is ended, and that is said."""

import json
import time
from typing import Any

import pytest

from bbfd.rules import Level
from bbfd.rules.validators import _apart, cfn_lint, cloudformation_validate
from bbfd.rules.validators._apart import APART, Apart, is_much, understood
from bbfd.rules.validators._foreign import heard
from bbfd.rules.validators._heard import Heard, crashes
from bbfd.template import read
from tests.unit.rules.stacks import WEB

PRETENDED = "tests.unit.rules.validators.pretended"


def template(variables: int) -> dict[str, Any]:
    body: dict[str, Any] = dict(read(WEB, "t.yaml").body)
    container = body["Resources"]["Task"]["Properties"]["ContainerDefinitions"][0]
    container["Environment"] = [{"Name": f"N{n}", "Value": "x"} for n in range(variables)]
    return body


@pytest.mark.parametrize(("variables", "much"), [(0, False), (500, False), (2000, True)])
def test_a_long_list_is_much(variables: int, much: bool) -> None:
    assert is_much(json.dumps(template(variables))) is much


def test_a_large_template_is_much() -> None:
    assert is_much(json.dumps({"Resources": {}, "Description": "x" * 300_000}))


@pytest.mark.parametrize("validator", [cloudformation_validate, cfn_lint])
def test_it_says_the_same_there_as_here(validator: Any) -> None:
    body = template(1)
    body["Resources"]["Task"]["Properties"]["Familiy"] = "web"
    content = json.dumps(body)
    there = APART.ask(validator.__name__, content, "t.yaml", "eu-west-1")
    assert there == validator.asked(content, "t.yaml", "eu-west-1")
    assert [each.level for each in there.said if "Familiy" in each.path] == [Level.ERROR]


def test_what_gives_no_answer_is_ended_and_that_is_said() -> None:
    apart = Apart(deadline=0.5)
    start = time.monotonic()
    answer = apart.ask(PRETENDED, "{}", "sleep", "")
    assert time.monotonic() - start < 5
    assert answer.said == ()
    assert "no answer within 0.5 s" in answer.failure
    assert apart.ask(PRETENDED, "{}", "print", "") == Heard(())
    apart.end()


@pytest.mark.parametrize(
    ("name", "failure"),
    [("raise", "RuntimeError: out of its depth"), ("exit", "it ended with 3")],
)
def test_what_crashes_gives_no_clean_bill_and_is_begun_again(name: str, failure: str) -> None:
    apart = Apart()
    assert apart.ask(PRETENDED, "{}", name, "") == Heard((), failure)
    assert apart.ask(PRETENDED, "{}", "print", "") == Heard(())
    apart.end()


def test_what_ended_since_it_was_asked_is_begun_again() -> None:
    apart = Apart()
    apart.begin(PRETENDED)
    apart.end()
    apart.end()
    assert apart.ask(PRETENDED, "{}", "", "") == Heard(())
    apart.end()


def test_what_takes_all_memory_is_a_failure() -> None:
    apart = Apart()
    assert apart.ask(PRETENDED, "{}", "memory", "").failure == "MemoryError"
    apart.end()


def test_conditions_that_keep_cfn_lint_busy_for_ever_are_a_failure() -> None:
    conditions = {"C0": {"Fn::Equals": ["a", "a"]}}
    for n in range(1, 90):
        conditions[f"C{n}"] = {"Fn::And": [{"Condition": f"C{n - 1}"}] * 2}
    body = {"Conditions": conditions, "Resources": {"A": {"Type": "T", "Condition": "C89"}}}
    apart = Apart(deadline=2)
    assert apart.ask(cfn_lint.__name__, json.dumps(body), "t", "").failure
    apart.end()


@pytest.mark.parametrize(
    "answer",
    [b"", b"null", b"[]", b"[[], 1, 2]", b'[["x"], ""]', b'[[["E1", "grave", "", "", []]], ""]',
     b'[[["E1", "error", "t", null, []]], ""]', b'[[["E1", "error", "t", "m", "path"]], ""]', b"\xff"],
)  # fmt: skip
def test_an_answer_without_sense_is_a_failure(answer: bytes) -> None:
    assert understood(answer) == Heard((), "its answer makes no sense")


def test_a_failure_is_an_error_and_what_was_said_before_it_stays() -> None:
    said = understood(b'[[["E1", "error", "t", "m", ["Resources", "Task"]]], "it fell"]')
    found = heard(read(WEB, "t.yaml"), "cfn-lint", lambda *_: said)
    assert [(each.rule, each.level) for each in found] == [
        ("E1", Level.ERROR),
        ("VALIDATOR-FAILED", Level.ERROR),
    ]
    assert "cfn-lint failed: it fell" in found[1].detail


def test_exceptions_of_a_package_are_known_without_their_names() -> None:
    from cfnlint.exceptions import CfnLintExitException, DuplicateRuleError

    assert issubclass(DuplicateRuleError, crashes("cfnlint"))
    assert CfnLintExitException in crashes("cfnlint")
    assert CfnLintExitException not in crashes("yaml")


def test_the_deadline_is_within_what_a_person_waits() -> None:
    assert _apart.DEADLINE <= 60
