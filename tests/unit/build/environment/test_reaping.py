"""What removes environments that are due: its state machine, run against stacks of the test's, and what it may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bbfd.build import build_environment
from bbfd.model.access import Access
from bbfd.model.definition import Definition
from bbfd.model.reaper import Reaper
from tests.unit.build.environment.states import Failed, Machine
from tests.unit.examples import ENVIRONMENT

ROLE = "arn:aws:iam::123456789012:role/cloudformation"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
PAST, FUTURE = "2026-11-21T11:00:00Z", "2026-11-21T13:00:00Z"
PAGE = 2  # stacks in an answer: as few as show that all are read


def resources(**fields: Any) -> Mapping[str, Any]:
    where = replace(ENVIRONMENT, **fields)
    made = build_environment(Definition("dev", where, "environments/dev.py"))
    assert made is not None
    assert made.refusals == ()
    return made.body["Resources"]


MACHINE = resources(reaper=Reaper(role=ROLE))["Reaper"]["Properties"]["Definition"]


class Account:
    """Stacks by name: tags, status, age. What is asked is kept."""

    def __init__(self) -> None:
        self.stacks: dict[str, dict[str, Any]] = {}
        self.deleted: list[str] = []
        self.sticks: set[str] = set()
        self.now = NOW
        self.prolong_at: dict[str, str] = {}

    def up(self, name: str, expires: str, *services: str, like: str = "dev") -> None:
        place = {"bbfd:environment": name, "bbfd:like": like}
        self.add(f"bbfd-environment-{name}", {**place, "bbfd:expires": expires})
        for service in services:
            tags = {**place, "bbfd:service": service, "bbfd:expires": "with-environment"}
            self.add(f"{name}-{service}", tags)

    def add(self, name: str, tags: Mapping[str, str], status: str = "CREATE_COMPLETE") -> None:
        age = len(self.stacks)
        created = f"2026-11-20T00:00:{age:02}.000Z"
        self.stacks[name] = {"tags": dict(tags), "status": status, "created": created}

    def ask(self, action: str, arguments: Mapping[str, Any]) -> Any:
        if action == "resourcegroupstaggingapi:getResources":
            return self._found(arguments)
        name = arguments["StackName"].split("/")[1]
        if action == "cloudformation:describeStacks":
            return {"Stacks": [self._described(name)]}
        assert action == "cloudformation:deleteStack"
        assert arguments["RoleARN"] == ROLE
        if name in self.sticks:
            self.stacks[name]["status"] = "DELETE_FAILED"
            return {}
        self.stacks[name]["status"] = "DELETE_IN_PROGRESS"
        self.deleted.append(name)
        self._prolonged(name)
        return {}

    def _prolonged(self, name: str) -> None:
        for place in (self.prolong_at.pop(name, None),):
            if place:
                self.stacks[f"bbfd-environment-{place}"]["tags"]["bbfd:expires"] = FUTURE

    def _found(self, arguments: Mapping[str, Any]) -> Any:
        assert arguments["ResourceTypeFilters"] == ["cloudformation:stack"]
        wanted = {each["Key"]: each["Values"] for each in arguments["TagFilters"]}
        every = [
            {"ResourceARN": arn(name), "Tags": listed(stack["tags"])}
            for name, stack in self.stacks.items()
            if all(stack["tags"].get(key) in values for key, values in wanted.items())
        ]
        start = int(arguments["PaginationToken"] or 0)
        more = start + PAGE < len(every)
        page = every[start : start + PAGE]
        return {
            "ResourceTagMappingList": page,
            "PaginationToken": str(start + PAGE) if more else "",
        }

    def _described(self, name: str) -> dict[str, Any]:
        stack = self.stacks.get(name)
        if stack is None:
            raise Failed("CloudFormation.CloudFormationException")
        told = {
            "StackId": arn(name),
            "StackStatus": stack["status"],
            "CreationTime": stack["created"],
            "Tags": listed(stack["tags"]),
        }
        if stack["status"] == "DELETE_IN_PROGRESS":
            stack["status"] = "DELETE_COMPLETE"
        return told

    def reaped(self) -> list[str]:
        """Run it; what was deleted, in that order."""
        Machine(self.ask, lambda: self.now).run(MACHINE)
        return self.deleted


def arn(name: str) -> str:
    return f"arn:aws:cloudformation:eu-west-1:123456789012:stack/{name}/0a1b2c3d"


def listed(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


@pytest.fixture
def account() -> Account:
    return Account()


def test_what_is_due_goes_its_services_first_and_the_newest_before_the_others(account):
    account.up("pr-1", PAST, "base", "web", "late")
    account.up("pr-2", FUTURE, "web")
    assert account.reaped() == ["pr-1-late", "pr-1-web", "pr-1-base", "bbfd-environment-pr-1"]


def test_nothing_that_is_due_is_nothing_to_do(account):
    account.up("pr-2", FUTURE, "web")
    assert account.reaped() == []


def test_an_environment_without_services_goes(account):
    account.up("pr-1", PAST)
    assert account.reaped() == ["bbfd-environment-pr-1"]


def test_of_another_environment_like_none_is_touched(account):
    account.up("pr-1", PAST, "web", like="stage")
    assert account.reaped() == []


@pytest.mark.parametrize("said", ["", "soon", "2026", "with-environment", "0", "2026-11-21"])
def test_a_tag_that_is_no_time_is_never_due(account, said):
    account.up("pr-1", said, "web")
    assert account.reaped() == []


def test_an_environment_that_stays_has_no_such_tag_and_is_not_found(account):
    account.add("bbfd-environment-dev", {"bbfd:environment": "dev"})
    account.add("dev-web", {"bbfd:environment": "dev", "bbfd:service": "web"})
    assert account.reaped() == []


@pytest.mark.parametrize("name", ["pr-1-web", "bbfd-environment-pr-1"])
def test_one_that_something_is_done_to_is_left_whole(account, name):
    account.up("pr-1", PAST, "base", "web")
    account.stacks[name]["status"] = "UPDATE_IN_PROGRESS"
    account.up("pr-2", PAST)
    assert account.reaped() == ["bbfd-environment-pr-2"]


def test_who_prolongs_while_it_goes_keeps_the_rest(account):
    account.up("pr-1", PAST, "base", "web")
    account.prolong_at = {"pr-1-web": "pr-1"}
    assert account.reaped() == ["pr-1-web"]


def test_one_that_does_not_go_keeps_what_it_stands_on_and_none_of_the_others(account):
    account.up("pr-1", PAST, "web")
    account.up("pr-2", PAST, "web")
    account.sticks = {"pr-1-web"}
    assert account.reaped() == ["pr-2-web", "bbfd-environment-pr-2"]


def test_what_is_gone_already_is_gone(account):
    account.up("pr-1", PAST, "base", "web")
    account.stacks["pr-1-web"]["status"] = "DELETE_COMPLETE"
    assert account.reaped() == ["pr-1-base", "bbfd-environment-pr-1"]


def test_all_pages_are_read(account):
    for number in range(7):
        account.up(f"pr-{number}", PAST, "web", "api", "job")
    assert len(account.reaped()) == 7 * 4


def test_time_goes_on_while_it_runs(account):
    account.up("pr-1", FUTURE)
    account.now = NOW + timedelta(hours=2)
    assert account.reaped() == ["bbfd-environment-pr-1"]


# --- what it may do


def test_it_deletes_only_what_says_by_its_tags_that_it_passes():
    policy = resources(reaper=Reaper(role=ROLE))["ReaperRole"]["Properties"]["Policies"][0]
    statements = policy["PolicyDocument"]["Statement"]
    by_action = {action: each for each in statements for action in each["Action"]}
    assert by_action.keys() == {
        "tag:GetResources",
        "cloudformation:DescribeStacks",
        "cloudformation:DeleteStack",
        "iam:PassRole",
    }
    assert by_action["cloudformation:DeleteStack"]["Condition"] == {
        "StringEquals": {"aws:ResourceTag/bbfd:like": "dev"},
        "Null": {"aws:ResourceTag/bbfd:expires": "false"},
    }
    assert by_action["iam:PassRole"]["Resource"] == [ROLE]


def test_it_deletes_with_the_role_of_the_environment_where_it_has_none_of_its_own():
    made = resources(reaper=Reaper(), aws=Access(service_role=ROLE))
    assert ROLE in str(made["Reaper"]["Properties"]["Definition"])


def test_without_a_role_it_is_refused_where_it_is_written():
    where = replace(ENVIRONMENT, reaper=Reaper())
    made = build_environment(Definition("dev", where, "environments/dev.py"))
    assert made is not None
    (refusal,) = made.refusals
    assert refusal.field == "reaper"
    assert "no role" in refusal.what


@pytest.mark.parametrize(
    ("minutes", "said"), [(1, "rate(1 minute)"), (60, "rate(60 minutes)"), (0, None), (1441, None)]
)
def test_how_often_it_looks(minutes, said):
    where = replace(ENVIRONMENT, reaper=Reaper(role=ROLE, minutes=minutes))
    made = build_environment(Definition("dev", where, "environments/dev.py"))
    assert made is not None
    assert [each.field for each in made.refusals] == ([] if said else ["reaper.minutes"])
    if said:
        schedule = made.body["Resources"]["ReaperSchedule"]["Properties"]
        assert schedule["ScheduleExpression"] == said


def test_it_is_there_only_where_it_is_asked_for():
    assert not [name for name in resources() if "Reaper" in name]
