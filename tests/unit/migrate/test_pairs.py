"""What people changed when they moved their own templates and `migrate` does not: docs/migrating.md tells of each pair.

The templates are others' and stay outside of the project. THEIRS is of the same sorts, in words of ours.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bbfd.migrate import Migration, migrate
from bbfd.template import read

PAGE = (Path(__file__).parents[3] / "docs" / "migrating.md").read_text(encoding="utf-8")
PAIRS = ("P01", "P02", "P03", "P15", "P16", "P18", "P22", "P23", "P25", "P27")

THEIRS = """\
Description: Shop on the instances of the cluster
Parameters:
  ShopCpu: {Type: Number}
  ShopMemory: {Type: Number}
  Image: {Type: String}
  Grace: {Type: Number, Default: 30}
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
  Instances:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: '1'
      MaxSize: '2'
      VPCZoneIdentifier: [!ImportValue net-a, !ImportValue net-b]
      LaunchTemplate: {LaunchTemplateId: lt-0123456789abcdef0, Version: '1'}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !ImportValue balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      VpcId: !ImportValue vpc
      Port: 80
      Protocol: HTTP
      HealthCheckPath: /health
      HealthCheckIntervalSeconds: 10
      HealthCheckTimeoutSeconds: 5
      UnhealthyThresholdCount: 2
  Discovery:
    Type: AWS::ServiceDiscovery::Service
    Properties:
      DnsConfig:
        NamespaceId: !ImportValue namespace
        DnsRecords: [{Type: SRV, TTL: 60}]
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Tags: [{Key: team, Value: shop}]
      ContainerDefinitions:
        - Name: shop
          Image: !Ref Image
          Cpu: !Ref ShopCpu
          Memory: !Ref ShopMemory
          PortMappings: [{ContainerPort: 3000, HostPort: 0}]
          Environment: [{Name: RUNS_ON, Value: aws-ecs-ec2}]
        - Name: clock
          Image: busybox
          Essential: false
          Memory: 32
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Task
      DesiredCount: 2
      DeploymentConfiguration: {MaximumPercent: 150, MinimumHealthyPercent: 50}
      HealthCheckGracePeriodSeconds: !Ref Grace
      LoadBalancers:
        - {ContainerName: shop, ContainerPort: 3000, TargetGroupArn: !Ref Group}
      ServiceRegistries:
        - {RegistryArn: !GetAtt Discovery.Arn, ContainerName: shop, ContainerPort: 3000}
  Count:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/${Cluster}/${Service.Name}
      MinCapacity: 2
      MaxCapacity: 6
      RoleARN: !ImportValue scaling
Outputs:
  EC2Service:
    Value: !Ref Service
"""


@pytest.fixture(scope="module")
def moved() -> Migration:
    return migrate(THEIRS, "shop.yaml")


def node(text: str, path: str) -> Any:
    found: Any = read(text, "shop.yaml").body
    for step in path.split("/"):
        found = found[int(step) if step.isdigit() else step]
    return found


def section(title: str) -> str:
    return re.split(r"^## ", PAGE.partition(f"\n## {title}\n")[2], maxsplit=1, flags=re.M)[0]


def rows(title: str) -> list[list[str]]:
    cells = re.findall(r"^\| (.*) \|$", section(title), re.M)
    return [each.split(" | ") for each in cells]


def test_each_pair_is_described_and_has_differences():
    told = rows("What is left as it is")
    described = {id for row in told if len(row) == 2 for id in re.findall(r"P\d\d", row[0])}
    different = {id for row in told if len(row) == 3 for id in re.findall(r"P\d\d", row[1])}
    assert described == different == set(PAIRS)


def test_each_difference_has_its_pairs_and_its_reason():
    differences = [row for row in rows("What is left as it is") if len(row) == 3][1:]
    assert differences
    for what, pairs, why in differences:
        assert re.fullmatch(r"P\d\d(, P\d\d)*", pairs), what
        assert why.strip(), what


@pytest.mark.parametrize(
    "path",
    [
        "Description",
        "Outputs",
        "Resources/Cluster",
        "Resources/Instances",
        "Resources/Listener",
        "Resources/Discovery",
        "Resources/Count",
        "Resources/Group/Properties/Port",
        "Resources/Group/Properties/HealthCheckIntervalSeconds",
        "Resources/Group/Properties/HealthCheckTimeoutSeconds",
        "Resources/Group/Properties/UnhealthyThresholdCount",
        "Resources/Service/Properties/DesiredCount",
        "Resources/Service/Properties/DeploymentConfiguration",
        "Resources/Service/Properties/HealthCheckGracePeriodSeconds",
        "Resources/Service/Properties/ServiceRegistries",
        "Resources/Task/Properties/Tags",
        "Resources/Task/Properties/ContainerDefinitions/0/Cpu",
        "Resources/Task/Properties/ContainerDefinitions/0/Memory",
        "Resources/Task/Properties/ContainerDefinitions/0/Environment",
        "Resources/Task/Properties/ContainerDefinitions/1",
    ],
)
def test_what_people_change_beside_the_move_stays(moved: Migration, path: str):
    assert node(moved.after, path) == node(THEIRS, path)


def test_no_name_of_an_export_is_made_up(moved: Migration):
    imports = re.compile(r"!ImportValue ([\w-]+)")
    assert set(imports.findall(moved.after)) == set(imports.findall(THEIRS))


def test_subnets_are_those_of_the_instances_and_the_group_is_its_own(moved: Migration):
    network = "Resources/Service/Properties/NetworkConfiguration/AwsvpcConfiguration"
    instances = node(moved.after, "Resources/Instances/Properties/VPCZoneIdentifier")
    assert node(moved.after, f"{network}/Subnets") == instances
    assert node(moved.after, f"{network}/SecurityGroups/0") == {
        "Fn::GetAtt": ["ServiceSecurityGroup", "GroupId"]
    }
    (door,) = node(moved.after, "Resources/ServiceSecurityGroup/Properties/SecurityGroupIngress")
    assert (door["FromPort"], door["ToPort"]) == (3000, 3000)
    assert "SourceSecurityGroupId" in door


def test_addresses_are_public_only_when_somebody_says_so(moved: Migration):
    assert node(moved.after, "Parameters/AssignPublicIp/Default") == "DISABLED"


def test_the_size_is_a_parameter_only_where_containers_take_theirs_from_one(moved: Migration):
    assert node(moved.after, "Resources/Task/Properties/Cpu") == {"Ref": "TaskCpu"}
    known = THEIRS.replace("!Ref ShopCpu", "100").replace("!Ref ShopMemory", "300")
    after = migrate(known, "shop.yaml").after
    assert node(after, "Resources/Task/Properties/Cpu") == "256"
    assert node(after, "Resources/Task/Properties/Memory") == "512"


def test_what_only_served_the_instances_is_named(moved: Migration):
    left = {note.path[1] for note in moved.notes if note.id == "cluster-leftovers"}
    assert left == {"Instances"}
