"""Templates of services on EC2 instances, small enough to see what a test changes in them."""

from __future__ import annotations

import json

import yaml

from bbfd.template import read

# What the migration guides begin with, in the words of this project: docs/migrating.md shows what becomes of it.
WEB = """\
AWSTemplateFormatVersion: '2010-09-09'
Description: A web service on the instances of a cluster

Parameters:
  Cluster: {Type: String}
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
  Listener: {Type: String}
  BalancerGroup:  # of the load balancer, in another stack
    Type: AWS::EC2::SecurityGroup::Id
  Subnets:
    Type: List<AWS::EC2::Subnet::Id>

Resources:
  # what the containers say
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 14

  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions:
        - Name: web
          Image: 123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:7
          Cpu: 100
          Memory: 300  # measured in March
          PortMappings:
            - ContainerPort: 8080
              HostPort: 0
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !Ref Logs
              awslogs-region: !Ref AWS::Region

  TargetGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      VpcId: !Ref Vpc
      Protocol: HTTP
      Port: 8080
      HealthCheckPath: /health

  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 10
      Conditions: [{Field: path-pattern, Values: ['/*']}]
      Actions: [{Type: forward, TargetGroupArn: !Ref TargetGroup}]

  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Task
      DesiredCount: 2
      Role: !Ref ServiceRole
      LoadBalancers:
        - ContainerName: web
          ContainerPort: 8080
          TargetGroupArn: !Ref TargetGroup

  ServiceRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: ecs.amazonaws.com}
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceRole
"""

# One container and a service, and nothing else: what a test is about is added to it.
WORKER = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: worker
          Image: nginx:1.27
          Memory: 256
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: main
      TaskDefinition: !Ref Task
"""


def as_json(text: str, indent: int | str | None = 2) -> str:
    """The same template in JSON."""
    return json.dumps(read(text, "t.yaml").body, indent=indent)


def in_braces(text: str, width: int = 10_000) -> str:
    """The same template in YAML that begins with a brace, in lines of some width."""
    return str(
        yaml.safe_dump(
            read(text, "t.yaml").body, default_flow_style=True, width=width, sort_keys=False
        )
    )


# As somebody writes it who likes braces.
BRACES = """\
{
  Resources: {
    Task: {
      Type: AWS::ECS::TaskDefinition,  # one container
      Properties: {
        ContainerDefinitions: [
          {Name: worker, Image: !Sub 'nginx:${Tag}', Memory: 256, PortMappings: [{ContainerPort: 80, HostPort: 0}]},
        ],
      },
    },
    Service: {Type: AWS::ECS::Service, Properties: {Cluster: main, TaskDefinition: !Ref Task}},
  },
  Parameters: {Tag: {Type: String, Default: '1.27'}},  # which one
}
"""


def container(*lines: str) -> str:
    """WORKER with more lines in its container."""
    return WORKER.replace("          Memory: 256\n", _indented(10, ("Memory: 256", *lines)))


def task(*lines: str) -> str:
    """WORKER with more lines in its task definition."""
    head = "      ContainerDefinitions:\n"
    return WORKER.replace(head, _indented(6, lines) + head)


def service(*lines: str) -> str:
    """WORKER with more lines in its service."""
    return WORKER + _indented(6, lines)


def resource(*lines: str) -> str:
    """WORKER with more lines among its resources."""
    return WORKER + _indented(2, lines)


def _indented(width: int, lines: tuple[str, ...]) -> str:
    return "".join(f"{' ' * width}{line}\n" for line in lines)
