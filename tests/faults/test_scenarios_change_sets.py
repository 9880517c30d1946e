"""Scenarios 20 to 35: change sets that are empty, refused, slow, lost in pages, too many or too large."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.cli.outside import Outside
from bbfd.deploy.submission import change_set_name
from tests.faults.beside import beside
from tests.faults.command import Ran, run, settle
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, STACK, WEB, changed, holds, uploaded, written


@pytest.fixture
def newer(project: Path) -> Path:
    """The project with another version of the service than the one that runs."""
    return changed(project)


def _is_never_silent(ran: Ran) -> bool:
    """At least every 30 s there is a line."""
    told = [[*map(int, line[11:19].split(":"))] for line in ran.lines if line[:4] == "2026"]
    seconds = [h * 3600 + m * 60 + s for h, m, s in told]
    gaps = [after - before for before, after in pairwise(seconds)]
    return max(gaps) <= 30


# 20 to 22: what is empty, and what only looks so.


def _nothing_to_do(world: World, project: Path, *, transform: bool) -> None:
    world.change_set(STACK, transform=transform)
    ran = run(world, *DEPLOY, "--force", project=project)
    own = [p["StackName"] for p in ran.calls.of("CreateChangeSet").parameters()]
    assert own.count(STACK) == 1
    # The registry's and the environment's are asked for, too: --force is about all of a run.
    assert ran.count("CreateChangeSet") == ran.count("DeleteChangeSet") == 3
    assert ran.count("ExecuteChangeSet") == 0
    assert "prod-web: nothing to do: it is as defined" in ran.words
    assert "2 of 2 running" in ran.words
    holds(world, ran, exit_code=0, budget=18, status="CREATE_COMPLETE")


def test_20_a_change_set_without_changes_is_nothing_to_do_and_is_removed(
    deployed: World, project: Path
) -> None:
    _nothing_to_do(deployed, project, transform=False)


def test_21_a_change_set_without_changes_of_a_transform_is_nothing_to_do_and_is_removed(
    deployed: World, project: Path
) -> None:
    _nothing_to_do(deployed, project, transform=True)


def test_22_a_change_set_that_lists_no_change_and_can_be_executed_is_executed(
    deployed: World, project: Path
) -> None:
    stack = deployed.cloudformation.stack(STACK)
    before = json.loads(stack.body)
    del before["Outputs"]["Url"]  # as a version of bbfd before this one had left it
    stack.body, stack.template = json.dumps(before), before
    stack.outputs = [o for o in stack.outputs if o["OutputKey"] != "Url"]
    stack.parameters["Digest"] = "0123456789abcdef"
    ran = run(deployed, *DEPLOY, project=project)
    assert ran.count("ExecuteChangeSet") == 1
    assert "Url" in {o["OutputKey"] for o in stack.outputs}
    assert "no resource: outputs, parameters or tags alone" in ran.words
    assert "prod-web: updated" in ran.words
    holds(deployed, ran, exit_code=0, budget=20, status="UPDATE_COMPLETE")


# 23 to 25: what is refused says all of why.

TWO_ERRORS = (
    (
        "Task",
        "NAME_CONFLICT_VALIDATION",
        "Resource of type 'AWS::ECS::TaskDefinition' with identifier 'web' already exists.",
        "/Resources/Task/Properties/Family",
    ),
    (
        "Task",
        "PROPERTY_VALIDATION",
        "expected type: String, found: Integer",
        "/Resources/Task/Properties/Cpu",
    ),
)
RUNS_ON = "    runs_on=Fargate(cpu=256, memory=512),"
EARLY = "AWS::EarlyValidation::ResourceExistenceCheck"


@pytest.mark.parametrize("first", [True, False], ids=["created", "updated"])
def test_23_each_error_of_early_validation_is_told_with_its_path_and_its_field(
    furnished: World, deployed: World, newer: Path, first: bool
) -> None:
    world = furnished if first else deployed
    world.change_set(STACK, validation=TWO_ERRORS)
    ran = run(world, *DEPLOY, project=newer)
    assert (
        "  Task.Family: NAME_CONFLICT_VALIDATION: Resource of type 'AWS::ECS::TaskDefinition' with identifier "
        "'web' already exists. (services/web.py, `container`)"
    ) in ran.lines
    assert (
        "  Task.Cpu: PROPERTY_VALIDATION: expected type: String, found: Integer (services/web.py, `runs_on.cpu`)"
    ) in ran.lines
    # Both causes are named, each with what to do; the first one's line is where it is to be mended.
    line = 1 + (newer / "services/web.py").read_text().splitlines().index(RUNS_ON)
    head = f"services/web.py:{line}: CloudFormation refused the change set: Task: CloudFormation refuses Cpu before"
    assert ran.words.startswith(head) or f" {head}" in ran.words
    assert "; Task: something of its name is there already" in ran.words
    assert "fix: mend the property that AWS names" in ran.words
    assert "`bbfd check web --env prod`" in ran.words
    assert "delete what is there if nobody needs it" in ran.words
    assert f"CloudFormation says: The following hook(s)/validation failed: [{EARLY}]" in ran.words
    # On a first deploy one look more: what is there already may be another's first deploy.
    budget = 16 if first else 15
    holds(world, ran, exit_code=3, budget=budget, status="" if first else "CREATE_COMPLETE")


def test_24_early_validation_that_may_not_be_read_is_told_as_it_is(
    deployed: World, newer: Path
) -> None:
    deployed.change_set(STACK, validation=TWO_ERRORS)
    deployed.wire.deny("cloudformation:DescribeEvents")
    ran = run(deployed, *DEPLOY, project=newer)
    assert EARLY in ran.words
    assert "what exactly was found could not be read" in ran.words
    assert "not authorized to perform: cloudformation:DescribeEvents" in ran.words
    holds(deployed, ran, exit_code=3, budget=13, status="CREATE_COMPLETE")


HOOK = {
    "TypeName": "Acme::Guard::Encryption",
    "HookStatusReason": "1 control failed",
    "Annotations": [
        {
            "AnnotationName": "logs-are-encrypted",
            "Status": "FAILED",
            "StatusMessage": "the log group has no KMS key",
            "RemediationMessage": "set KmsKeyId",
            "SeverityLevel": "HIGH",
        },
        {"AnnotationName": "tags", "Status": "PASSED", "StatusMessage": "has its tags"},
    ],
}


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        (
            (),
            "Acme::Guard::Encryption: logs-are-encrypted: the log group has no KMS key set KmsKeyId",
        ),
        (("cloudformation:GetHookResult",), "Acme::Guard::Encryption: 1 control failed"),
        (("cloudformation:ListHookResults",), "perform: cloudformation:ListHookResults"),
    ],
    ids=["read", "no result", "no results"],
)
def test_25_what_a_hook_objects_to_is_told(
    deployed: World, newer: Path, denied: tuple[str, ...], told: str
) -> None:
    deployed.change_set(STACK, hook=HOOK)
    deployed.wire.deny(*denied)
    ran = run(deployed, *DEPLOY, project=newer)
    assert told in ran.words
    assert "has its tags" not in ran.words
    if "ListHookResults" not in told:
        assert "refused the change set: the hook Acme::Guard::Encryption refused" in ran.words
        assert "fix: change what the hook asks for" in ran.words
    assert "The following hook(s) failed: [Acme::Guard::Encryption]" in ran.words
    holds(deployed, ran, exit_code=3, budget=14, status="CREATE_COMPLETE")


# 26, 27: what takes long.


def test_26_a_change_set_that_takes_ten_minutes_is_waited_for(deployed: World, newer: Path) -> None:
    deployed.change_set(STACK, seconds=600)
    ran = run(deployed, *DEPLOY, project=newer)
    assert ran.seconds > 600
    assert _is_never_silent(ran)
    assert "AWS has been working out what would change" in ran.words
    holds(deployed, ran, exit_code=0, budget=93, status="UPDATE_COMPLETE")


@pytest.mark.parametrize("first", [True, False], ids=["created", "updated"])
@pytest.mark.parametrize(("given", "budget"), [((), 197), (("--timeout", "5m"), 47)])
def test_27_a_change_set_that_never_settles_is_given_up_and_removed(
    furnished: World,
    deployed: World,
    newer: Path,
    first: bool,
    given: tuple[str, ...],
    budget: int,
) -> None:
    world = furnished if first else deployed
    world.change_set(STACK, never=True)
    ran = run(world, *DEPLOY, *given, project=newer)
    assert _is_never_silent(ran)
    assert f"the change set was not ready after {'5' if given else '30'} min" in ran.words
    assert ran.count("ExecuteChangeSet") == 0
    # Of a first deploy the shell goes, too.
    holds(world, ran, exit_code=3, budget=budget, status="" if first else "CREATE_COMPLETE")


# 28 to 30: what is shown of a change set.


@pytest.mark.parametrize("as_json", [False, True], ids=["words", "json"])
@pytest.mark.parametrize(
    ("action", "word", "counted"),
    [
        ("Import", "+ import", "1 to import"),
        ("Dynamic", "? depends", "1 that depend on the others"),
        ("SyncWithActual", "~ sync", "1 to take over as they are"),
        ("Transmogrify", "? unclear", "1 unclear"),
    ],
)
def test_28_every_action_is_told_also_one_that_is_unheard_of(
    deployed: World, newer: Path, action: str, word: str, counted: str, as_json: bool
) -> None:
    deployed.change_set(STACK, actions={"Service": action})
    ran = run(deployed, *DEPLOY, *(["--json"] if as_json else []), project=newer)
    if as_json:
        (changes,) = [
            e["changes"]
            for e in ran.events
            if e["event"] == "proposal" and e["stack"] == STACK and e["changes"]
        ]
        told = {c["logical_id"]: c["action"] for c in changes}
        assert told == {"Task": "modify", "Service": action.lower()}
    else:
        assert re.search(rf"{re.escape(word)} +Service +AWS::ECS::Service", ran.words)
        assert counted in ran.words
    holds(deployed, ran, exit_code=0, budget=30, status="UPDATE_COMPLETE")


def test_29_changes_on_three_pages_are_all_told(deployed: World, project: Path) -> None:
    web = (
        WEB.replace("1.27", "1.28")
        .replace('path="/*"', 'path="/shop/*"')
        .replace("count=2", "count=3")
    )
    deployed.change_set(STACK, page=1)
    ran = run(deployed, *DEPLOY, project=written(project, web=web))
    pages = [p for p in ran.calls.of("DescribeChangeSet").parameters() if p.get("NextToken")]
    assert [p["NextToken"] for p in pages] == ["1", "2"]
    for line in (r"± revise +Task ", r"~ change +Service ", r"~ change +Rule "):
        assert re.search(line, ran.stderr), ran.stderr
    assert "2 to change, 1 to revise" in ran.words
    holds(deployed, ran, exit_code=0, budget=34, status="UPDATE_COMPLETE")


def test_30_changes_that_are_lost_where_values_are_asked_for_are_read_without_them(
    deployed: World, newer: Path
) -> None:
    deployed.change_set(STACK, incomplete=("Task",))
    ran = run(deployed, *DEPLOY, project=newer)
    asked = [
        p.get("IncludePropertyValues", False)
        for p in ran.calls.of("DescribeChangeSet").parameters()
    ]
    assert (asked.count(True), asked.count(False)) == (2, 1)
    assert "image of app: nginx:1.27 → 1.28" in ran.words
    assert re.search(r"~ change +Service ", ran.words)
    assert "1 to change, 1 to revise" in ran.words
    holds(deployed, ran, exit_code=0, budget=33, status="UPDATE_COMPLETE")


# 31: what would surely fail is not begun.

GUARDED = WEB.replace("WebService(", "Guarded(").replace(
    "service =",
    '''from troposphere import GetAtt
from troposphere.ec2 import SecurityGroup


def doors(scope):
    """One more security group, with a name of its own."""
    yield SecurityGroup("Doors", GroupName="web-doors", GroupDescription="doors", VpcId="vpc-0a1b2c3d4e5f60718")


class Guarded(WebService):
    parts = (*WebService.parts, doors)


service =''',
    1,
)


def test_31_a_replacement_of_what_has_a_name_of_its_own_is_refused_before_it_begins(
    deployed: World, project: Path
) -> None:
    added = run(deployed, *DEPLOY, project=written(project, web=GUARDED))
    assert added.exit_code == 0, added.stderr
    settle(deployed)
    anew = GUARDED.replace('GroupDescription="doors"', 'GroupDescription="gates"')
    ran = run(deployed, *DEPLOY, project=written(project, web=anew))
    assert "Doors (AWS::EC2::SecurityGroup) has the name web-doors of its own" in ran.words
    assert "GroupDescription makes it anew" in ran.words
    assert ran.count("ExecuteChangeSet") == 0
    assert ran.count("DeleteChangeSet") == 1
    holds(deployed, ran, exit_code=3, budget=10, status="UPDATE_COMPLETE")


# 32: CloudFormation keeps so many change sets and no more.


def _left(world: World, *names: str) -> None:
    """Change sets that were never removed: empty ones under these names."""
    client, stack = world.client("cloudformation"), world.cloudformation.stack(STACK)
    for name in names:
        client.create_change_set(
            StackName=STACK,
            ChangeSetName=name,
            UsePreviousTemplate=True,
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": k, "UsePreviousValue": True} for k in stack.parameters],
        )
    settle(world)
    world.cloudformation.change_set_limit = len(stack.change_sets)


@pytest.mark.parametrize("left", [0, 1, 3])
def test_32_of_too_many_change_sets_only_our_own_empty_ones_are_removed(
    deployed: World, newer: Path, left: int
) -> None:
    ours = [f"bbfd-2026112{n}T090000Z-0000000{n}" for n in range(left)]
    theirs = [deployed.foreign_change_set(STACK, f"theirs-{n}") for n in range(2)]
    _left(deployed, *ours, "theirs-and-empty")
    kept = {name for name in deployed.cloudformation.stack(STACK).change_sets if name not in ours}
    seen: list[set[str]] = []

    def no() -> str:
        seen.append(set(deployed.cloudformation.stack(STACK).change_sets))
        return "n"

    ran = run(deployed, *DEPLOY[:-1], project=newer, input=[no])
    assert ran.count("CreateChangeSet") == (2 if left else 1)
    assert [len(there - kept) for there in seen] == ([1] if left else [])
    assert all(kept < there for there in seen)
    if not left:
        assert "CloudFormation keeps no more change sets for the stack prod-web" in ran.words
        assert "aws cloudformation list-change-sets --stack-name prod-web" in ran.words
    budget = 15 + 2 * left if left else 11
    holds(deployed, ran, exit_code=3, budget=budget, status="CREATE_COMPLETE", foreign=theirs)


# 33: two that begin in the same second.


@given(
    one=st.from_regex(r"[0-9a-f]{40}", fullmatch=True),
    other=st.from_regex(r"[0-9a-f]{40}", fullmatch=True),
)
def _names_differ(one: str, other: str) -> None:
    names = [change_set_name("20261121T090000Z", random, "01234567") for random in (one, other)]
    assert all(re.fullmatch(r"[a-zA-Z][-a-zA-Z0-9]{0,127}", name) for name in names)
    assert (names[0] == names[1]) == (one[:8] == other[:8])


def test_33_change_sets_of_the_same_second_have_names_of_their_own(
    deployed: World, newer: Path
) -> None:
    _names_differ()
    fresh = Outside().fresh
    assert len({change_set_name("20261121T090000Z", fresh()) for _ in range(1000)}) == 1000
    for ran in beside(deployed, *[DEPLOY] * 4, project=newer, apart=0.0):
        holds(deployed, ran, exit_code=0, budget=82, status="UPDATE_COMPLETE")
    names = [p["ChangeSetName"] for p in deployed.calls.of("CreateChangeSet").parameters()]
    assert len(names) >= 4
    assert len(names) == len(set(names))
    assert len({name[:21] for name in names[:4]}) == 1  # bbfd- and the second


# 34, 35: what CloudFormation does not take.


def test_34_a_capability_that_is_missing_is_told_with_the_resources_it_is_about(
    deployed: World, newer: Path
) -> None:
    deployed.cloudformation.asks_for = ("CAPABILITY_NAMED_IAM",)
    ran = run(deployed, *DEPLOY, project=newer)
    assert "Requires capabilities : [CAPABILITY_NAMED_IAM]" in ran.words
    assert "TaskRole (AWS::IAM::Role)" in ran.words
    assert "ExecutionRole (AWS::IAM::Role)" in ran.words
    assert ran.count("CreateChangeSet") == 1
    holds(deployed, ran, exit_code=3, budget=9, status="CREATE_COMPLETE")


def _padded(root: Path, sizes: list[int], letter: str, last: str = "") -> Path:
    """The project with parameters of so many letters in the stack of its service. last: at the end of the last one."""
    part = f'''from troposphere.ssm import Parameter


def padding(scope):
    """Nothing but size."""
    for number, size in enumerate({sizes}):
        letter, last = ("{letter}", "{last}") if number == {len(sizes) - 1} else ("x", "")
        yield Parameter(f"Padding{{number}}", Type="String", Value=letter * size + last)


class Padded(WebService):
    parts = (*WebService.parts, padding)


service ='''
    web = WEB.replace("WebService(", "Padded(").replace("service =", part, 1)
    return written(root, web=web)


def _sent(ran: Ran) -> dict[str, Any]:
    (asked,) = [p for p in ran.calls.of("CreateChangeSet").parameters() if p["StackName"] == STACK]
    return dict(asked)


ROOM = [4000] * 10


def _sized(root: Path, world: World, size: int, letter: str) -> Path:
    """The project with a stack of exactly so many bytes, some of them in letters of this kind."""
    plain = _sent(
        run(world.twin(), "diff", "web", "--env", "prod", project=_padded(root, [*ROOM, 1], "x"))
    )
    rest = size - len(plain["TemplateBody"].encode()) + 1
    letters, odd = divmod(rest, len(letter.encode()))
    return _padded(root, [*ROOM, letters], letter, "x" * odd)


def _goes_in_the_call(world: World, root: Path, letter: str) -> None:
    ran = run(world, *DEPLOY, project=_sized(root, world, 51_200, letter))
    body = world.cloudformation.stack(STACK).body
    assert (len(body.encode()), letter in body) == (51_200, True)
    assert _sent(ran)["TemplateBody"] == body
    assert uploaded(ran) == []
    holds(world, ran, exit_code=0, budget=21, status="UPDATE_COMPLETE")


def _goes_through_the_bucket(world: World, root: Path, letter: str) -> None:
    ran = run(world, *DEPLOY, project=_sized(root, world, 51_201, letter))
    body, sent = world.cloudformation.stack(STACK).body, _sent(ran)
    assert (len(body.encode()), letter in body) == (51_201, True)
    (put,) = uploaded(ran)
    assert "TemplateBody" not in sent
    assert put["ExpectedBucketOwner"] == world.account
    assert put["Key"] in sent["TemplateURL"]
    holds(world, ran, exit_code=0, budget=23, status="UPDATE_COMPLETE")


def _is_larger_than_all(world: World, root: Path, letter: str) -> None:
    ran = run(world, *DEPLOY, project=_padded(root, [4000] * 250, letter))
    told = "CloudFormation takes 1,000,000; most are in AWS::SSM::Parameter (250 of them"
    assert told in ran.words
    assert ran.count("CreateChangeSet", "PutObject") == 0
    holds(world, ran, exit_code=3, budget=6, status="CREATE_COMPLETE")


def _has_too_many_resources(world: World, root: Path, letter: str) -> None:
    more = 501 - len(world.cloudformation.stack(STACK).template["Resources"])
    ran = run(world, *DEPLOY, project=_padded(root, [1] * more, letter))
    assert "Template has 501 resources, maximum is 500" in ran.words
    # Our own check refuses it: nobody asks what the stack is at.
    unread = "its status is not known"
    holds(world, ran, exit_code=3, budget=0, status="CREATE_COMPLETE", state=unread)


def _meets_a_bucket_of_somebody_else(world: World, root: Path, letter: str) -> None:
    (bucket,) = [held.physical for held in world.live("AWS::S3::Bucket")]
    world.s3.owners[bucket] = "999999999999"
    held = dict(world.s3.objects)
    ran = run(world, *DEPLOY, project=_padded(root, [*ROOM, 4000, 4000], letter))
    assert world.s3.objects == held
    assert bucket in ran.words
    assert ran.count("CreateChangeSet") == 0
    holds(world, ran, exit_code=3, budget=9, status="CREATE_COMPLETE")


@pytest.mark.parametrize("letter", ["x", "ü"])
@pytest.mark.parametrize(
    "case",
    [
        _goes_in_the_call,
        _goes_through_the_bucket,
        _is_larger_than_all,
        _has_too_many_resources,
        _meets_a_bucket_of_somebody_else,
    ],
)
def test_35_a_template_goes_the_way_that_its_bytes_ask_for(
    deployed: World, project: Path, case: Callable[[World, Path, str], None], letter: str
) -> None:
    case(deployed, project, letter)
