import time
from typing import Any

import pytest

from bbfd.errors import Place
from bbfd.rules import Finding, all_rules, check, check_across, check_all
from bbfd.template import Document, Reference, document, read
from tests.unit.rules.stacks import WEB

RULES = all_rules()


def rule(priority: object, *conditions: tuple[str, str]) -> dict[str, Any]:
    return {
        "Type": "AWS::ElasticLoadBalancingV2::ListenerRule",
        "Properties": {
            "ListenerArn": {"Ref": "Listener"},
            "Priority": priority,
            "Conditions": [
                {"Field": field, "Values": values.split()} for field, values in conditions
            ],
            "Actions": [{"Type": "forward", "TargetGroupArn": "arn"}],
        },
    }


def stack(
    name: str, *rules: dict[str, Any], listener: Any = "arn:listener", **given: Any
) -> Document:
    body = {
        "Parameters": {
            "Listener": {"Type": "String", "Default": listener},
            "Priority": {"Type": "Number"},
        },
        "Resources": {f"Rule{index}": each for index, each in enumerate(rules)},
    }
    return document(body, lambda *_: Place(f"services/{name}.py"), name=name, parameters=given)


def across(*documents: Document) -> list[tuple[str, str]]:
    return [(each.rule, each.document) for each in check_across(documents, RULES)]


HOST, PATH = "host-header", "path-pattern"


def test_two_services_that_want_one_priority_are_found() -> None:
    first, second = stack("a", rule(10, (HOST, "a.com"))), stack("b", rule("10", (HOST, "b.com")))
    (finding,) = check_across((first, second), RULES)
    assert (finding.rule, finding.document) == ("RULE-PRIORITY-DUPLICATE", "b")
    assert "a" in finding.detail
    assert finding.place.file == "services/b.py"


def test_on_another_listener_the_same_priority_is_free() -> None:
    assert (
        across(
            stack("a", rule(10, (HOST, "a.com"))),
            stack("b", rule(10, (HOST, "b.com")), listener="other"),
        )
        == []
    )


def test_a_listener_of_the_environments_stack_is_one_listener() -> None:
    shared = Reference("HttpsListener", stack="env-prod")
    first = stack("a", rule(10, (HOST, "a.com")), Listener=shared)
    second = stack("b", rule({"Ref": "Priority"}, (HOST, "b.com")), Listener=shared, Priority=10)
    assert across(first, second) == [("RULE-PRIORITY-DUPLICATE", "b")]


def test_a_priority_or_listener_that_is_not_known_is_no_finding() -> None:
    unknown = stack("a", rule({"Ref": "Priority"}, (HOST, "a.com")))
    assert across(unknown, stack("b", rule({"Ref": "Priority"}, (HOST, "a.com")))) == []
    first = stack("a", rule(10, (HOST, "a.com")), listener=None)
    assert across(first, stack("b", rule(10, (HOST, "a.com")), listener=None)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([(HOST, "a.com")], [(HOST, "a.com")]),
        ([(HOST, "A.com")], [(HOST, "a.COM")]),
        ([(HOST, "*.a.com")], [(HOST, "x.a.com")]),
        ([(HOST, "a.com")], [(HOST, "a.com"), (PATH, "/x")]),
        ([(HOST, "a.com b.com")], [(HOST, "b.com")]),
        ([(PATH, "/*")], [(HOST, "a.com"), (PATH, "/api/*")]),
        ([(PATH, "/api*")], [(PATH, "/api/* /apix")]),
        ([(PATH, "/?pi")], [(PATH, "/api")]),
        ([(PATH, "/?pi")], [(PATH, "/?pi")]),
        ([(PATH, "*")], [(PATH, "/a")]),
    ],
)
def test_a_rule_behind_one_that_takes_all_of_its_requests_is_found(first: Any, second: Any) -> None:
    assert across(stack("a", rule(1, *first)), stack("b", rule(2, *second))) == [
        ("RULE-SHADOWED", "b")
    ]
    assert across(stack("a", rule(2, *first)), stack("b", rule(1, *second))) != [
        ("RULE-SHADOWED", "b")
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([(HOST, "a.com")], [(HOST, "b.com")]),
        ([(HOST, "a.com"), (PATH, "/x")], [(HOST, "a.com")]),
        ([(HOST, "a.com")], [(HOST, "a.com b.com")]),
        ([(PATH, "/api")], [(PATH, "/api/*")]),
        ([(PATH, "/Api")], [(PATH, "/api")]),
        ([(PATH, "/?")], [(PATH, "/*")]),
        ([(PATH, "/a*b")], [(PATH, "/a*")]),
        ([("http-request-method", "GET")], [(PATH, "/a")]),
    ],
)
def test_a_rule_that_gets_requests_of_its_own_is_none(first: Any, second: Any) -> None:
    assert across(stack("a", rule(1, *first)), stack("b", rule(2, *second))) == []


def test_rules_of_one_template_are_found_by_check_and_only_there() -> None:
    both = stack("a", rule(10, (HOST, "a.com")), rule(10, (HOST, "b.com")))
    assert [each.rule for each in check(both, RULES)] == ["RULE-PRIORITY-DUPLICATE"]
    assert across(both, stack("b", rule(11, (HOST, "c.com")))) == []


def test_check_all_finds_what_is_within_and_what_is_between() -> None:
    first = stack("a", rule(10, (HOST, "a.com")), rule(10, (HOST, "b.com")))
    findings = check_all((first, stack("b", rule(10, (HOST, "c.com")))), RULES)
    assert [(each.rule, each.document) for each in findings] == [
        ("RULE-PRIORITY-DUPLICATE", "a"),
        ("RULE-PRIORITY-DUPLICATE", "b"),
    ]


def test_between_stacks_too_a_finding_can_be_allowed() -> None:
    first, second = stack("a", rule(10, (HOST, "a.com"))), stack("b", rule(10, (HOST, "b.com")))
    allow = {"b": {"RULE-PRIORITY-DUPLICATE": "one of them is never deployed"}}
    assert check_across((first, second), RULES, allow) == ()


def test_five_hundred_services_are_compared_in_a_moment() -> None:
    body = read(WEB, "t").body
    documents = []
    for index in range(500):
        changed = {
            **body,
            "Resources": {
                **body["Resources"],
                "Rule": rule(index + 1, (HOST, "a.com"), (PATH, f"/{index}/*")),
            },
        }
        documents.append(document(changed, lambda *_: Place("x"), name=str(index)))
    start = time.perf_counter()
    found: tuple[Finding, ...] = check_across(documents, RULES)
    assert found == ()
    assert time.perf_counter() - start < 1


def test_what_one_does_to_another_is_told_of_either() -> None:
    first = stack("a", rule(10, (PATH, "/*")))
    second = stack("b", rule(11, (PATH, "/b")))
    for about in ("a", "b"):
        (found,) = check_across((first, second), RULES, about=(about,))
        assert (found.rule, found.document) == ("RULE-SHADOWED", "b")
    assert check_across((first, second), RULES, about=("c",)) == ()


def _called(name: str, alias: str, namespace: Any = "prod") -> Document:
    connect = {
        "Enabled": True,
        "Namespace": namespace,
        "Services": [
            {"PortName": "http", "ClientAliases": [{"Port": 80, "DnsName": alias}]},
        ],
    }
    service = {
        "Type": "AWS::ECS::Service",
        "Properties": {"ServiceConnectConfiguration": connect},
    }
    body = {"Resources": {"Service": service}}
    return document(body, lambda *_: Place(f"services/{name}.py"), name=name)


def test_a_name_of_service_connect_is_one_services_in_a_namespace() -> None:
    one, two, other = _called("one", "orders"), _called("two", "orders"), _called("three", "bills")
    found = check_across((one, two, other), RULES)
    assert [(each.rule, each.document) for each in found] == [("CONNECT-ALIAS-DUPLICATE", "two")]
    assert "Service of one" in found[0].detail
    elsewhere = _called("two", "orders", "dev")
    assert check_across((one, elsewhere), RULES) == ()
    unknown = {"Ref": "Namespace"}
    assert check_across((_called("a", "x", unknown), _called("b", "x", unknown)), RULES) == ()
