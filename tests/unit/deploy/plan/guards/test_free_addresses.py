from dataclasses import replace
from typing import Any

import pytest

from bbfd.deploy.addresses import Addresses
from bbfd.deploy.plan.guards import Case, must_hold
from bbfd.deploy.plan.guards.free_addresses import guard
from bbfd.deploy.records import Change
from bbfd.errors import Refused
from tests.unit.deploy import fakes
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import (
    DENIED,
    SERVICE,
    added,
    case,
    changed,
    replaced,
    resources,
)

NEW_TASKS = changed(SERVICE, "TaskDefinition")


def _body(**more: Any) -> dict[str, Any]:
    network = {"AwsvpcConfiguration": {"Subnets": ["a", "b"]}}
    return resources(It=(SERVICE, {"NetworkConfiguration": network, "DesiredCount": 4, **more}))


def _limits(least: int, most: int) -> dict[str, Any]:
    return {"DeploymentConfiguration": {"MinimumHealthyPercent": least, "MaximumPercent": most}}


def _aws(a: int, b: int) -> FakeAws:
    aws = FakeAws()
    aws.still.free_of = {"a": a, "b": b}
    return aws


@pytest.mark.parametrize(
    ("change", "limits", "free", "refused", "noted"),
    [
        (added(SERVICE), {}, (2, 1), True, False),
        (added(SERVICE), {}, (2, 2), False, False),
        (replaced(SERVICE, "LaunchType"), {}, (3, 0), True, False),
        (NEW_TASKS, {}, (0, 0), True, False),
        (NEW_TASKS, {}, (1, 0), False, True),
        (NEW_TASKS, {}, (2, 2), False, False),
        (NEW_TASKS, _limits(100, 150), (1, 1), False, False),
        (NEW_TASKS, _limits(50, 200), (0, 0), False, True),
        (NEW_TASKS, _limits(50, 100), (0, 0), False, False),
    ],
)
def test_only_what_surely_finds_no_address_is_refused(
    change: Change, limits: dict[str, Any], free: tuple[int, int], refused: bool, noted: bool
) -> None:
    found = guard(case(change, body=_body(**limits), aws=_aws(*free)))
    assert (bool(found.objections), bool(found.notes)) == (refused, noted)


def test_both_subnets_are_named_with_what_is_free_in_them() -> None:
    (objection,) = guard(case(added(SERVICE), body=_body(), aws=_aws(2, 1))).objections
    assert "needs 4 more addresses" in objection.what
    assert "3 free (a 2, b 1)" in objection.what


def test_an_autoscaled_service_takes_as_many_as_run_now() -> None:
    body = _body()
    del body["Resources"]["It"]["Properties"]["DesiredCount"]
    live = {"It": fakes.service(desired=9, running=9)}
    (note,) = guard(case(NEW_TASKS, body=body, aws=_aws(8, 0), live=live)).notes
    assert "may start 9 more tasks" in note


@pytest.mark.parametrize("change", [changed(SERVICE, "Tags"), changed(SERVICE, "DesiredCount")])
def test_what_starts_no_tasks_anew_costs_no_call(change: Change) -> None:
    aws = _aws(0, 0)
    assert guard(case(change, body=_body(), aws=aws)).objections == ()
    assert aws.calls == []


def test_without_an_address_for_each_task_nothing_is_asked() -> None:
    aws = _aws(0, 0)
    body = resources(It=(SERVICE, {"DesiredCount": 4}))
    assert guard(case(added(SERVICE), body=body, aws=aws)).objections == ()
    unknown = resources(
        It=(
            SERVICE,
            {"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["a", {"Ref": "Made"}]}}},
        ),
        Made=("AWS::EC2::Subnet", {}),
    )
    assert guard(case(added(SERVICE), body=unknown, aws=aws)).objections == ()
    assert aws.calls == []


def test_without_the_permission_it_is_a_note() -> None:
    aws = _aws(0, 0)
    aws.order("free_addresses", DENIED)
    found = guard(case(added(SERVICE), body=_body(), aws=aws))
    assert found.objections == ()
    assert "was not checked" in found.notes[0]


def _of(name: str, change: Change, aws: FakeAws, shared: Addresses, **more: Any) -> Case:
    return replace(case(change, body=_body(**more), aws=aws, name=name), addresses=shared)


def test_services_of_one_run_need_addresses_together() -> None:
    aws, shared = _aws(5, 2), Addresses()
    assert guard(_of("one", added(SERVICE), aws, shared)).objections == ()
    (objection,) = guard(_of("two", added(SERVICE), aws, shared)).objections
    assert (
        "needs 4 more addresses for its tasks, the other services of this run 4" in objection.what
    )
    assert aws.calls.count("free_addresses") == 1


def test_who_plans_again_counts_once_and_who_is_refused_not_at_all() -> None:
    aws, shared = _aws(6, 2), Addresses()
    for _ in range(3):
        assert guard(_of("one", added(SERVICE), aws, shared)).objections == ()
    assert guard(_of("two", added(SERVICE), aws, shared)).objections == ()
    with pytest.raises(Refused):
        must_hold(_of("three", added(SERVICE), aws, shared))
    assert guard(_of("two", added(SERVICE), aws, shared)).objections == ()


def test_what_others_take_only_for_a_while_is_a_note() -> None:
    aws, shared = _aws(5, 0), Addresses()
    assert guard(_of("one", NEW_TASKS, aws, shared)).notes == ()
    found = guard(_of("two", NEW_TASKS, aws, shared))
    assert found.objections == ()
    assert "may start 4 more tasks at once, the other services of this run 4" in found.notes[0]
