from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.plan.guards.exports import guard
from bbfd.deploy.records import StackState
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import DENIED, case, replaced

STATE = StackState(
    id="arn:1",
    name="dev-web",
    status="UPDATE_COMPLETE",
    outputs={"Url": "x", "Plain": "y"},
    parameters={"Host": "a"},
)
URL = {"Value": {"Ref": "Host"}, "Export": {"Name": "web-url"}}
PLAIN = {"Value": "1"}


def _aws(*importers: str) -> FakeAws:
    aws = FakeAws()
    aws.stacks.bodies = {"Outputs": {"Url": URL, "Plain": PLAIN}}
    aws.stacks.imports = {"web-url": importers}
    return aws


def _body(**outputs: Any) -> dict[str, Any]:
    return {"Outputs": outputs}


@pytest.mark.parametrize(
    ("outputs", "host"),
    [
        ({"Plain": PLAIN}, "a"),
        ({"Url": {"Value": "x"}, "Plain": PLAIN}, "a"),
        ({"Url": {**URL, "Export": {"Name": "other"}}, "Plain": PLAIN}, "a"),
        ({"Url": URL, "Plain": PLAIN}, "b"),
    ],
)
def test_an_export_that_goes_or_changes_is_refused_naming_who_imports_it(
    outputs: dict[str, Any], host: str
) -> None:
    aws = _aws("orders", "billing")
    made = case(body=_body(**outputs), state=STATE, aws=aws, values={"Host": host})
    (objection,) = guard(made).objections
    assert "web-url" in objection.what
    assert "orders, billing" in objection.what


def test_an_export_that_nobody_imports_may_go() -> None:
    made = case(body=_body(Plain=PLAIN), state=STATE, aws=_aws())
    assert guard(made).objections == ()


def test_what_is_replaced_takes_its_exports_with_it() -> None:
    aws = _aws("orders")
    moved = {"Value": {"Fn::GetAtt": ["It", "Arn"]}, "Export": {"Name": "web-url"}}
    aws.stacks.bodies = {"Outputs": {"Url": moved, "Plain": PLAIN}}
    body = _body(Url=moved, Plain=PLAIN)
    assert guard(case(body=body, state=STATE, aws=aws)).objections == ()
    assert guard(case(replaced("T", "P"), body=body, state=STATE, aws=aws)).objections != ()


def test_a_stack_that_exports_nothing_costs_no_call() -> None:
    aws, ours = _aws("orders"), replace(STATE, change_set="arn:aws:changeSet/bbfd-1/2")
    body = _body(Url={"Value": "1"}, Plain=PLAIN, More=PLAIN)
    assert guard(case(body=body, state=ours, aws=aws)).objections == ()
    assert guard(case(body=body, aws=aws)).objections == ()
    assert aws.calls == []


@pytest.mark.parametrize("call", ["template", "importers"])
def test_without_the_permission_it_is_a_note(call: str) -> None:
    aws = _aws("orders")
    aws.order(call, DENIED)
    found = guard(case(body=_body(Plain=PLAIN), state=STATE, aws=aws))
    assert found.objections == ()
    assert "was not checked" in found.notes[0]
