"""The two projects of CodeBuild: one for pull requests, one for the branch. Each has its role, and no other."""

from __future__ import annotations

from collections.abc import Iterator

from awacs import codebuild as may_build
from awacs import logs as may_log
from awacs.aws import Action, Statement
from troposphere import GetAtt, Ref, Sub, codebuild, iam, logs

from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.ci.asked import Asked, Source
from bbfd.build.policies import allow, allowing
from bbfd.build.shims.source_auth import SourceAuth
from bbfd.model.naming import ci_project_name

_IMAGE = "aws/codebuild/standard:7.0"
_QUEUED = 480  # minutes: the longest
# Kind -> minutes that it may take, what GitHub tells of, on which branch's behalf.
_KINDS = {
    "review": (30, "PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED,PULL_REQUEST_REOPENED", "BASE_REF"),
    "deploy": (120, "PUSH", "HEAD_REF"),
}
_ROLES = {"review": "PlanRole", "deploy": "DeployRole"}


def projects(asked: Asked) -> Iterator[Made]:
    """Nothing for other vendors."""
    if asked.source is None:
        return
    for kind in _KINDS:
        yield from _project(kind, asked, asked.source)


def _project(kind: str, asked: Asked, source: Source) -> Iterator[Made]:
    title, name = kind.capitalize(), ci_project_name(asked.place.name, kind)
    group, role = f"{title}Logs", _ROLES[kind]
    minutes, _, _ = _KINDS[kind]
    yield logs.LogGroup(group, RetentionInDays=asked.place.value.log_retention)
    yield iam.PolicyType(
        f"{title}Builds",
        PolicyName="builds",
        Roles=[Ref(role)],
        PolicyDocument=allowing(*_own(name, group, source)),
    )
    yield codebuild.Project(
        f"{title}Project",
        DependsOn=f"{title}Builds",
        Name=name,
        Description=f"{asked.place.name}: {kind}",
        ServiceRole=GetAtt(role, "Arn"),
        Source=_source(source),
        Artifacts=codebuild.Artifacts(Type="NO_ARTIFACTS"),
        Environment=_environment(kind, source),
        LogsConfig=_logs(group),
        TimeoutInMinutes=minutes,
        QueuedTimeoutInMinutes=_QUEUED,
        Triggers=_triggers(kind, source),
        **given(ConcurrentBuildLimit=1 if kind == "deploy" else None),
    )


def _source(source: Source) -> codebuild.Source:
    return codebuild.Source(
        Type="GITHUB",
        Location=source.repository,
        BuildSpec=source.buildspec,
        GitCloneDepth=1,
        Auth=SourceAuth(Type="CODECONNECTIONS", Resource=source.connection),
    )


def _logs(group: str) -> codebuild.LogsConfig:
    kept = codebuild.CloudWatchLogs(Status="ENABLED", GroupName=Ref(group))
    return codebuild.LogsConfig(CloudWatchLogs=kept)


def _environment(kind: str, source: Source) -> codebuild.Environment:
    return codebuild.Environment(
        Type="LINUX_CONTAINER",
        ComputeType="BUILD_GENERAL1_SMALL",
        Image=_IMAGE,
        PrivilegedMode=source.privileged and kind == "deploy",
        EnvironmentVariables=[codebuild.EnvironmentVariable(Name="BBFD_JOB", Value=kind)],
    )


def _triggers(kind: str, source: Source) -> codebuild.ProjectTriggers:
    """A pull request from a fork is built once somebody who may write has agreed to it in a comment.

    https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html
    """
    _, events, of = _KINDS[kind]
    branch = source.branch.replace(".", "\\.")
    return codebuild.ProjectTriggers(
        Webhook=True,
        FilterGroups=[
            [
                codebuild.WebhookFilter(Type="EVENT", Pattern=events),
                codebuild.WebhookFilter(Type=of, Pattern=f"^refs/heads/{branch}$"),
            ]
        ],
        PullRequestBuildPolicy=codebuild.PullRequestBuildPolicy(
            RequiresCommentApproval="FORK_PULL_REQUESTS"
        ),
    )


def _own(name: str, group: str, source: Source) -> Iterator[Statement]:
    """What a build does besides what the jobs say: its log, its reports, its source."""
    yield allow([may_log.CreateLogStream, may_log.PutLogEvents], [GetAtt(group, "Arn")])
    report = f"arn:${{AWS::Partition}}:codebuild:${{AWS::Region}}:${{AWS::AccountId}}:report-group/{name}-*"
    yield allow(
        [
            may_build.CreateReportGroup,
            may_build.CreateReport,
            may_build.UpdateReport,
            may_build.BatchPutTestCases,
        ],
        [Sub(report)],
    )
    names = ("GetConnectionToken", "GetConnection", "UseConnection")
    yield allow([Action("codeconnections", each) for each in names], [source.connection])
