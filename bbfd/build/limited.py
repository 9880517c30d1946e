"""A task that may run for so long, or is tried again when it fails: a state machine starts it, and waits for it.

Neither ECS nor what starts tasks knows a time limit: Step Functions stops a task that runs for too long, and starts one
anew that ended badly. It costs money for each run, so it is there only where it is asked for.
https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from awacs import ecs as ecs_actions
from awacs import events as event_actions
from awacs import states as state_actions
from awacs.aws import ArnEquals, Condition, Statement
from troposphere import GetAtt, Ref, Sub
from troposphere.iam import Policy, Role
from troposphere.stepfunctions import StateMachine

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.policies import allow, allowing, assumed_by
from bbfd.build.providers import named
from bbfd.build.scope import Scope
from bbfd.build.starting import CLUSTER, TASKS, interface, may_run
from bbfd.model.workload import Started

_MACHINES = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:*"
# Step Functions learns of the end of a task by a rule that it makes, of this name.
# https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
_ITS_RULE = (
    "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:"
    "rule/StepFunctionsGetEventsForECSTaskRule"
)


def limited(scope: Scope[Started]) -> Iterator[Made]:
    """The state machine, and what it may do."""
    yield Role(
        ids.RUN_ROLE,
        AssumeRolePolicyDocument=assumed_by("states.amazonaws.com", source=_MACHINES),
        Policies=[Policy(PolicyName="run", PolicyDocument=allowing(*may_run(), *_may_wait()))],
    )
    yield StateMachine(
        ids.RUN,
        RoleArn=GetAtt(ids.RUN_ROLE, "Arn"),
        Definition={"StartAt": "Run", "States": {"Run": _run(scope)}},
        **given(DependsOn=list(scope.facts.ready)),
    )
    yield Origin(ids.RUN, "time_limit" if scope.workload.time_limit is not None else "attempts")


def may_begin() -> Statement:
    """What whoever starts the state machine must be allowed."""
    return allow([state_actions.StartExecution], [Ref(ids.RUN)])


def as_input(overrides: dict[str, Any] | None) -> dict[str, Any]:
    """What a container is told, in the words of Step Functions: each key in upper case."""
    return {"Overrides": _capital(overrides or {})}


def _capital(said: Any) -> Any:
    if isinstance(said, dict):
        return {key[0].upper() + key[1:]: _capital(inner) for key, inner in said.items()}
    return [_capital(inner) for inner in said] if isinstance(said, list) else said


def _run(scope: Scope[Started]) -> dict[str, Any]:
    workload = scope.workload
    again = {
        "ErrorEquals": ["States.ALL"],
        "MaxAttempts": workload.attempts - 1,
        "IntervalSeconds": 10,
        "BackoffRate": 2,
    }
    limit = None if workload.time_limit is None else 60 * workload.time_limit
    return {
        "Type": "Task",
        "Resource": Sub("arn:${AWS::Partition}:states:::ecs:runTask.sync"),
        "Parameters": _parameters(scope),
        "End": True,
        **given(TimeoutSeconds=limit, Retry=[again] if workload.attempts > 1 else None),
    }


def _parameters(scope: Scope[Started]) -> dict[str, Any]:
    launch, attached = scope.launch, interface(scope)
    providers = launch.providers(spot=scope.environment.spot)
    return {
        "Cluster": Ref(ids.CLUSTER),
        "TaskDefinition": Ref(ids.TASK),
        "PropagateTags": "TASK_DEFINITION",
        **given(
            CapacityProviderStrategy=[
                {"CapacityProvider": named(each), "Base": each.base, "Weight": each.weight}
                for each in providers
            ],
            LaunchType=launch.launch_type,
        ),
        "Overrides.$": "$.Overrides",
        **given(
            PlatformVersion=launch.platform_version,
            PlacementStrategy=[
                {"Type": p.type, **given(Field=p.by)} for p in launch.placement.strategies
            ],
            PlacementConstraints=[
                {"Type": p.type, **given(Expression=p.by)} for p in launch.placement.constraints
            ],
            NetworkConfiguration={"AwsvpcConfiguration": attached} if attached else None,
        ),
    }


def _may_wait() -> Iterator[Statement]:
    here = Condition(ArnEquals({"ecs:cluster": Sub(CLUSTER)}))
    yield allow([ecs_actions.DescribeTasks, ecs_actions.StopTask], [Sub(TASKS)], here)
    yield allow(
        [event_actions.DescribeRule, event_actions.PutRule, event_actions.PutTargets],
        [Sub(_ITS_RULE)],
    )
