"""Tasks that start at times: a schedule of EventBridge Scheduler, and the role that it starts them with."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import ecs as ecs_actions
from awacs import iam as iam_actions
from awacs.aws import ArnEquals, Condition, PolicyDocument, StringEquals
from troposphere import GetAtt, Ref, Sub, scheduler
from troposphere.iam import Policy, Role

from bbfd.build import ids
from bbfd.build._given import given
from bbfd.build.assemble import Made, Origin
from bbfd.build.attachment import groups
from bbfd.build.connect import calls_others
from bbfd.build.policies import allow, allowing, assumed_by
from bbfd.build.providers import named
from bbfd.build.scope import Scope
from bbfd.build.unfit import tuned_in_vain
from bbfd.model.launch import Placed
from bbfd.model.workload import Scheduled

_SCHEDULES = (
    "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule-group/default"
)
_CLUSTER = (
    f"arn:${{AWS::Partition}}:ecs:${{AWS::Region}}:${{AWS::AccountId}}:cluster/${{{ids.CLUSTER}}}"
)


def run_on_schedule(scope: Scope[Scheduled]) -> Iterator[Made]:
    """One task each time; a start that fails is tried again for an hour, then given up."""
    workload = scope.workload
    yield Role(
        ids.SCHEDULE_ROLE,
        AssumeRolePolicyDocument=assumed_by("scheduler.amazonaws.com", source=_SCHEDULES),
        Policies=[Policy(PolicyName="start", PolicyDocument=_may_start())],
    )
    yield scheduler.Schedule(
        ids.SCHEDULE,
        ScheduleExpression=workload.schedule,
        ScheduleExpressionTimezone=workload.time_zone,
        FlexibleTimeWindow=scheduler.FlexibleTimeWindow(Mode="OFF"),
        State=workload.state,
        Target=scheduler.Target(
            Arn=Sub(_CLUSTER),
            RoleArn=GetAtt(ids.SCHEDULE_ROLE, "Arn"),
            EcsParameters=_task(scope),
            RetryPolicy=scheduler.RetryPolicy(
                MaximumEventAgeInSeconds=3600, MaximumRetryAttempts=10
            ),
        ),
        **given(DependsOn=list(scope.facts.ready)),
    )
    yield from tuned_in_vain(scope, "count", "grace_period")
    yield Origin(ids.SCHEDULE, "schedule")
    yield Origin(ids.SCHEDULE, "schedule", "ScheduleExpression")
    yield Origin(ids.SCHEDULE, "time_zone", "ScheduleExpressionTimezone")


def _task(scope: Scope[Scheduled]) -> scheduler.EcsParameters:
    return scheduler.EcsParameters(
        TaskDefinitionArn=Ref(ids.TASK),
        TaskCount=1,
        EnableECSManagedTags=True,
        CapacityProviderStrategy=_strategy(scope),
        **given(
            PlatformVersion=scope.launch.platform_version,
            PlacementStrategy=[_by(placed) for placed in scope.launch.placement.strategies],
            PlacementConstraints=[_on(placed) for placed in scope.launch.placement.constraints],
            NetworkConfiguration=_attached(scope),
        ),
    )


def _by(placed: Placed) -> scheduler.PlacementStrategy:
    return scheduler.PlacementStrategy(Type=placed.type, **given(Field=placed.by))


def _on(placed: Placed) -> scheduler.PlacementConstraint:
    return scheduler.PlacementConstraint(Type=placed.type, **given(Expression=placed.by))


def _strategy(scope: Scope[Scheduled]) -> list[scheduler.CapacityProviderStrategyItem]:
    return [
        scheduler.CapacityProviderStrategyItem(
            CapacityProvider=named(each),
            Base=each.base,
            Weight=each.weight,
        )
        for each in scope.launch.providers(spot=scope.environment.spot)
    ]


def _attached(scope: Scope[Scheduled]) -> scheduler.NetworkConfiguration | None:
    if scope.attachment is None:
        return None
    return scheduler.NetworkConfiguration(
        AwsvpcConfiguration=scheduler.AwsVpcConfiguration(
            Subnets=Ref(scope.subnets),
            SecurityGroups=groups(calls=calls_others(scope.workload)),
            AssignPublicIp="ENABLED" if scope.attachment.public_ip else "DISABLED",
        )
    )


def _may_start() -> PolicyDocument:
    here = Condition(ArnEquals({"ecs:cluster": Sub(_CLUSTER)}))
    to_tasks = Condition(StringEquals({"iam:PassedToService": "ecs-tasks.amazonaws.com"}))
    passed = [GetAtt(ids.TASK_ROLE, "Arn"), GetAtt(ids.EXECUTION_ROLE, "Arn")]
    return allowing(
        allow([ecs_actions.RunTask], [Ref(ids.TASK)], here),
        allow([iam_actions.PassRole], passed, to_tasks),
    )
