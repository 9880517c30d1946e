"""Whatever a template holds, every look at it ends with findings: a place, what, a fix."""

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbfd.errors import DocumentError
from bbfd.report.findings import FORMATS
from bbfd.rules import When, all_rules, check
from bbfd.rules.validators import cfn_lint, cloudformation_validate
from bbfd.template import Document, read, write_yaml
from tests.unit.rules.stacks import WEB

RULES = all_rules()
EXAMPLES = [rule.wrong for rule in RULES if rule.when is When.TEMPLATE]
HEAD: dict[str, Any] = {
    "Transform": ["AWS::LanguageExtensions"],
    "Metadata": {"bbfd": {"allow": {"IMAGE-LATEST-TAG": "meant"}}},
    "Mappings": {"M": {"a": {"b": "512"}}},
    "Conditions": {
        "C": {"Fn::Equals": [{"Ref": "P"}, "x"]},
        "D": {"Fn::And": [{"Condition": "C"}, {"Fn::Not": [{"Condition": "C"}]}]},
    },
}
NAMES = ["Ref", "Condition", "Type", "Properties", "Default", "AllowedValues", "Fn::ForEach::X"]
FUNCTIONS = [
    "If",
    "Sub",
    "Join",
    "Select",
    "Split",
    "FindInMap",
    "GetAtt",
    "Equals",
    "And",
    "Not",
    "Length",
    "Transform",
]
TEXTS = [
    "",
    "x",
    "P",
    "C",
    "0",
    "-1",
    "FARGATE",
    "awsvpc",
    "a:b",
    "${P}",
    "${",
    "*",
    "arn:aws:s3:::b",
]
OTHERS = [0, 1, -1, 1.5, 1e308, 10**30, True, None, {"Ref": "P"}, {"Ref": "AWS::NoValue"}]
LEAVES = st.sampled_from([*TEXTS, *OTHERS])
JUNK = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*NAMES, *(f"Fn::{name}" for name in FUNCTIONS)]), inner, max_size=2
        )
    ),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    return [path, *(each for key, item in inside for each in paths(item, (*path, key)))]


def at(body: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        body = body[step]
    return body


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A template in which a few things are something else, not there, or what stands elsewhere in it."""
    body = copy.deepcopy(dict(read(draw(st.sampled_from([WEB, *EXAMPLES])), "t").body))
    body.update(copy.deepcopy({key: HEAD[key] for key in draw(st.sets(st.sampled_from([*HEAD])))}))
    for _ in range(draw(st.integers(1, 4))):
        every = [path for path in paths(body) if path]
        path = draw(st.sampled_from(every))
        parent = at(body, path[:-1])
        match draw(st.sampled_from(["junk", "junk", "gone", "elsewhere", "branches"])):
            case "gone":
                del parent[path[-1]]
                if not body:
                    return {"Resources": {}}
            case "elsewhere":
                parent[path[-1]] = copy.deepcopy(at(body, draw(st.sampled_from(every))))
            case "branches":
                parent[path[-1]] = {"Fn::If": ["C", parent[path[-1]], copy.deepcopy(draw(JUNK))]}
            case _:
                parent[path[-1]] = copy.deepcopy(draw(JUNK))
    return body


def read_again(body: dict[str, Any]) -> Document | None:
    """As it comes from a file."""
    try:
        return read(json.dumps(body), "t.json")
    except DocumentError:
        return None


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=250, deadline=None, suppress_health_check=SLOW)
@given(spoilt())
def test_no_template_makes_a_rule_stumble(body: dict[str, Any]) -> None:
    document = read_again(body)
    if document is not None:
        found = check(document, RULES, {"IMAGE-LATEST-TAG": "meant"})
        assert all(each.detail and each.fix and each.place.line >= 1 for each in found)
        for form in FORMATS.values():
            form(found)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(spoilt())
def test_no_template_makes_a_native_validator_stumble(body: dict[str, Any]) -> None:
    document = read_again(body)
    if document is not None:
        assert check(document, RULES, {}, (cloudformation_validate.findings,)) is not None


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(spoilt())
def test_no_template_makes_cfn_lint_stumble(body: dict[str, Any]) -> None:
    document = read_again(body)
    if document is not None:
        assert check(document, RULES, {}, (cfn_lint.findings,)) is not None


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(spoilt())
def test_what_is_written_is_read_as_the_same(body: dict[str, Any]) -> None:
    document = read_again(body)
    if document is not None:
        assert read(write_yaml(document.body), "t.yaml").body == document.body
