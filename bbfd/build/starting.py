"""Tasks that something else starts: what it starts them with, what it tells them, and what it must be allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from awacs import ecs as ecs_actions
from awacs import iam as iam_actions
from awacs.aws import ArnEquals, Condition, Statement, StringEquals
from troposphere import GetAtt, Ref, Sub

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.attachment import groups
from bbfd.build.connect import calls_others
from bbfd.build.policies import allow
from bbfd.build.providers import named
from bbfd.build.scope import Scope
from bbfd.model.workload import Started, Workload

_HERE = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}"
CLUSTER = f"{_HERE}:cluster/${{{ids.CLUSTER}}}"
TASKS = f"{_HERE}:task/${{{ids.CLUSTER}}}/*"


def ecs_parameters(scope: Scope[Workload], of: Any, *, tasks: int) -> Any:
    """What a task is started with. of: troposphere's module of what starts it; they are alike but for some names."""
    launch = scope.launch
    strategies = [
        of.PlacementStrategy(Type=placed.type, **given(Field=placed.by))
        for placed in launch.placement.strategies
    ]
    constraints = [
        of.PlacementConstraint(Type=placed.type, **given(Expression=placed.by))
        for placed in launch.placement.constraints
    ]
    plural = "PlacementStrategies" in of.EcsParameters.props
    return of.EcsParameters(
        TaskDefinitionArn=Ref(ids.TASK),
        TaskCount=tasks,
        EnableECSManagedTags=True,
        PropagateTags="TASK_DEFINITION",
        **given(
            CapacityProviderStrategy=[
                of.CapacityProviderStrategyItem(
                    CapacityProvider=named(each), Base=each.base, Weight=each.weight
                )
                for each in launch.providers(spot=scope.environment.spot)
            ],
            LaunchType=launch.launch_type,
            PlatformVersion=launch.platform_version,
            PlacementConstraints=constraints,
            NetworkConfiguration=_attached(scope, of),
            **{"PlacementStrategies" if plural else "PlacementStrategy": strategies},
        ),
    )


def _attached(scope: Scope[Workload], of: Any) -> Any:
    said = interface(scope)
    if said is None:
        return None
    (name,) = of.NetworkConfiguration.props
    return of.NetworkConfiguration(**{name: of.AwsVpcConfiguration(**said)})


def interface(scope: Scope[Workload]) -> dict[str, Any] | None:
    """The network interface of a task's own, where it has one."""
    if scope.attachment is None:
        return None
    return {
        "Subnets": Ref(scope.subnets),
        "SecurityGroups": groups(calls=calls_others(scope.workload)),
        "AssignPublicIp": "ENABLED" if scope.attachment.public_ip else "DISABLED",
    }


def told(
    scope: Scope[Workload], command: tuple[str, ...], variables: Mapping[str, str]
) -> dict[str, Any] | None:
    """What the main container is told in place of what its definition says; None for nothing."""
    said = given(
        command=list(command),
        environment=[{"name": name, "value": variables[name]} for name in sorted(variables)],
    )
    if not said:
        return None
    return {"containerOverrides": [{"name": scope.workload.container.name, **said}]}


def may_start(workload: Started) -> Iterator[Statement]:
    """What whoever starts the task must be allowed: to run it, or the state machine that does."""
    if not is_limited(workload):
        yield from may_run()
        return
    from bbfd.build.limited import may_begin  # 5 ms, for what has limits

    yield may_begin()


def run_within_limits(scope: Scope[Started]) -> Iterator[Made]:
    """The state machine that runs the task, where it has limits."""
    if is_limited(scope.workload):
        from bbfd.build.limited import limited

        yield from limited(scope)


def may_run() -> Iterator[Statement]:
    """This task alone, in this cluster alone, with its two roles."""
    here = Condition(ArnEquals({"ecs:cluster": Sub(CLUSTER)}))
    to_tasks = Condition(StringEquals({"iam:PassedToService": "ecs-tasks.amazonaws.com"}))
    passed = [GetAtt(ids.TASK_ROLE, "Arn"), GetAtt(ids.EXECUTION_ROLE, "Arn")]
    run = Condition(StringEquals({"ecs:CreateAction": "RunTask"}))
    yield allow([ecs_actions.RunTask], [Ref(ids.TASK)], here)
    # The tags of the task definition, which are those of the stack, on its tasks:
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
    yield allow([ecs_actions.TagResource], [Sub(TASKS)], run)
    yield allow([iam_actions.PassRole], passed, to_tasks)


def is_limited(workload: Started) -> bool:
    """Whether it has a time limit, or is tried again when it fails."""
    return workload.time_limit is not None or workload.attempts != 1
