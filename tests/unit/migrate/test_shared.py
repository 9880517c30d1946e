"""What YAML's anchors share: a change that is meant for one is not made for another."""

from __future__ import annotations

import pytest

from bbfd.migrate import Migration, migrate
from bbfd.migrate._meant import differences
from bbfd.template import read
from tests.unit.migrate.templates import task

CONTAINERS = """\
        - Name: worker  # the one and only
          Image: nginx:1.27
          Memory: 256
          Hostname: a
          PortMappings: [{ContainerPort: 80, HostPort: 0}]
"""
TWO = """\
Resources:
  First:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: &c
{containers}  Second:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: *c
  Web:
    Type: AWS::ECS::Service
    Properties: &s
      Cluster: main
      TaskDefinition: !Ref {web}
  Agent:
    Type: AWS::ECS::Service
    Properties:
      <<: *s  # as the other
      TaskDefinition: !Ref {agent}
      SchedulingStrategy: DAEMON
"""
SHARED = {
    "the anchor moves": TWO.format(containers=CONTAINERS, web="First", agent="Second"),
    "the alias moves": TWO.format(containers=CONTAINERS, web="Second", agent="First"),
    "what merges moves": TWO.format(containers=CONTAINERS, web="First", agent="Second")
    .replace(
        "      TaskDefinition: !Ref First\n", "      TaskDefinition: !Ref Second\n      Kind\n"
    )
    .replace(
        "      TaskDefinition: !Ref Second\n      SchedulingStrategy: DAEMON\n", "      Last\n"
    )
    .replace("      Kind\n", "      SchedulingStrategy: DAEMON\n")
    .replace(
        "      Last\n",
        "      TaskDefinition: !Ref First\n      SchedulingStrategy: REPLICA\n",
    ),
    "in a flow": """\
Resources:
  First: {Type: 'AWS::ECS::TaskDefinition', Properties: {ContainerDefinitions: [
    &c {Name: a, Image: 'b:1', Memory: 99, Hostname: b}]}}
  Second: {Type: 'AWS::ECS::TaskDefinition', Properties: {ContainerDefinitions: [*c, {<<: *c, Name: d}]}}
  Web: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: !Ref Second}}
  Agent: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: !Ref First, SchedulingStrategy: DAEMON}}
""",
    "the anchor goes": """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{Name: a, Image: 'b:1', Memory: 99, Hostname: &name me}]
  Web: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: !Ref Task}}
  Topic: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: *name}}
""",
}


def bodies(migration: Migration) -> tuple[dict, dict]:
    return tuple(read(text, "t").body["Resources"] for text in (migration.before, migration.after))


@pytest.mark.parametrize("name", SHARED)
def test_what_stays_is_as_it_was_and_the_rest_is_migrated(name):
    migration = migrate(SHARED[name], "t")
    before, after = bodies(migration)
    stay = {"Topic", *migration.staying}
    assert [path for path in differences(before, after) if path[0] in stay] == []
    assert after["Web" if "Web" not in stay else "Agent"]["Properties"]["LaunchType"] == "FARGATE"
    assert "Hostname" not in str([body for id, body in after.items() if id not in stay])


@pytest.mark.parametrize("name", SHARED)
def test_what_is_written_out_is_told_with_its_place(name):
    migration = migrate(SHARED[name], "t")
    lines = migration.before.splitlines()
    told = [change for change in migration.changes if change.id == "aliases"]
    assert told
    assert all("*" in lines[each.place.line - 1] or "<<" in str(lines) for each in told)
    assert all(each.lines for each in migration.changes)


def test_what_is_changed_for_all_that_share_it_is_not_written_out():
    text = SHARED["the anchor moves"].replace("      SchedulingStrategy: DAEMON\n", "")
    text = text.replace("      <<: *s  # as the other\n", "      Cluster: main\n")
    migration = migrate(text, "t")
    assert "aliases" not in {change.id for change in migration.changes}
    assert "ContainerDefinitions: *c" in migration.after


def test_two_tasks_with_one_role_both_get_what_they_lack():
    text = (
        task("ExecutionRoleArn: !GetAtt R.Arn").replace(
            "nginx:1.27", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:7"
        )
        + """\
  Other:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ExecutionRoleArn: !GetAtt R.Arn
      ContainerDefinitions: [{Name: b, Image: 'b:1', Memory: 99, Secrets: [{Name: A, ValueFrom: !Ref S}]}]
  S: {Type: 'AWS::SecretsManager::Secret'}
  R: {Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: {}}}
"""
    )
    _, after = bodies(migrate(text, "t"))
    policies = [each["PolicyName"] for each in after["R"]["Properties"]["Policies"]]
    assert policies == ["StartTask", "StartOther"]
