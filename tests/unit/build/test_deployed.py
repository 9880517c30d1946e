"""What every stack tells of its last deploy, and what a deployer must know of a service without listing resources."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from troposphere import Equals, Output, Ref, Sub
from troposphere.sns import Topic

from bbfd.build import build, build_environment, build_registry, ids
from bbfd.build.assemble import Condition
from bbfd.build.environment import inner_ids
from bbfd.kinds.worker import Worker
from bbfd.model.definition import Definition
from bbfd.model.environment import Registry
from bbfd.model.stack import DEPLOYED, FromDeployment, Parameter, Stack
from tests.unit.examples import CONTAINER, ENVIRONMENT, JOB, WEB, WORKER, stack

HERE = Definition("test", ENVIRONMENT, "environments/test.py")
ENVIRONMENTS_OWN = build_environment(HERE)
assert ENVIRONMENTS_OWN is not None
STACKS = {
    "a service": stack(WEB),
    "a worker": stack(WORKER),
    "a scheduled task": stack(JOB),
    "an environment": ENVIRONMENTS_OWN,
    "a registry": build_registry(Registry(), [HERE], []),
}


@pytest.mark.parametrize("made", STACKS.values(), ids=STACKS)
def test_every_stack_has_the_facts_of_its_deploy_as_parameters_and_outputs(made: Stack) -> None:
    asked = [each for each in made.parameters if isinstance(each.source, FromDeployment)]
    assert {each.name: each.source.fact for each in asked} == DEPLOYED
    for each in asked:
        assert (each.type, each.default) == ("String", "-")
        assert made.body["Parameters"][each.name] == {"Type": "String", "Default": "-"}
        assert made.body["Outputs"][each.name] == {"Value": {"Ref": each.name}}


@pytest.mark.parametrize("made", STACKS.values(), ids=STACKS)
def test_no_resource_and_no_tag_is_touched_by_a_deploy(made: Stack) -> None:
    for name in DEPLOYED:
        assert f"'Ref': '{name}'" not in str(made.body["Resources"])
        assert f"${{{name}}}" not in str(made.body["Resources"])
        assert name not in made.tags


def test_none_of_the_names_is_anything_else() -> None:
    taken = {
        value
        for module in (ids, inner_ids)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str)
    }
    assert taken
    assert not DEPLOYED.keys() & taken


def test_what_must_run_is_told() -> None:
    for made in (STACKS["a service"], STACKS["a worker"]):
        assert made.body["Outputs"]["Service"] == {"Value": {"Ref": "Service"}}
        assert made.body["Outputs"]["TaskDefinition"] == {"Value": {"Ref": "Task"}}
        assert made.body["Resources"]["Service"]["Properties"]["TaskDefinition"] == {"Ref": "Task"}


def test_of_a_scheduled_task_no_service_is_told() -> None:
    outputs = STACKS["a scheduled task"].body["Outputs"]
    assert outputs["TaskDefinition"] == {"Value": {"Ref": "Task"}}
    assert "Service" not in outputs


def resource(_: object) -> Iterator[Topic]:
    yield Topic("Version")


def output(_: object) -> Iterator[Output]:
    yield Output("Commit", Value="x")


def parameter(_: object) -> Iterator[Parameter]:
    yield Parameter(name="Digest", type="String", default="x")


def condition(_: object) -> Iterator[Condition]:
    yield Condition(name="Version", holds=Equals(Ref("Version"), "1"))


def conditions(_: object) -> Iterator[Condition]:
    for version in "12":
        yield Condition(name="Mine", holds=Equals(Ref("Version"), version))


def named_alike(_: object) -> Iterator[Condition | Topic]:
    yield Condition(name="Mine", holds=Equals("1", "1"))
    yield Topic("Mine")


def reference(_: object) -> Iterator[Topic]:
    yield Topic("Mine", DisplayName=Ref("DeployedBy"))


def text(_: object) -> Iterator[Topic]:
    yield Topic("Mine", DisplayName=Sub("by ${DeployedBy}"))


@pytest.mark.parametrize(
    ("part", "what"),
    [
        (resource, "a parameter and a resource are both called Version"),
        (output, "two parts make an output called Commit"),
        (parameter, "two parts make a parameter called Digest"),
        (condition, "a parameter and a condition are both called Version"),
        (conditions, "two parts make a condition called Mine"),
        (named_alike, "a condition and a resource are both called Mine"),
        (reference, "a resource refers to DeployedBy, which differs with every deploy"),
        (text, "a resource refers to DeployedBy, which differs with every deploy"),
    ],
)
def test_a_part_of_the_projects_own_leaves_them_alone(part: object, what: str) -> None:
    own = type("Own", (Worker,), {"parts": (*Worker.parts, part)})
    (refusal,) = build(
        Definition("own", own(container=CONTAINER), "services/own.py"), HERE
    ).refusals
    assert what in refusal.what
    assert refusal.fix


def test_an_output_of_theirs_may_show_them() -> None:
    def shown(_: object) -> Iterator[Output]:
        yield Output("Release", Value=Sub("${Version} of ${Commit}"))

    own = type("Own", (Worker,), {"parts": (*Worker.parts, shown)})
    made = build(Definition("own", own(container=CONTAINER), "services/own.py"), HERE)
    assert made.refusals == ()


def test_what_comes_first_makes_nothing_in_the_template() -> None:
    later = Worker(container=WORKER.container, after=("db",))
    assert stack(later).body == stack(WORKER).body
