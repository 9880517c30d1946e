"""A wrong template for each constraint that others find: what is right, and what stands there instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from bbfd.rules._examples import (
    BLUE_GREEN,
    CONNECTED,
    DISCOVERED,
    LOGGED,
    ON_EC2,
    SCALED,
    SCHEDULED,
    SERVICE,
    TASK,
    WEB,
)


class Wrong(NamedTuple):
    """A constraint of the catalogue, a template that keeps it, and one that differs in this alone."""

    id: str
    right: str
    wrong: str


_LOAD_BALANCER: Final = """\
Parameters:
  A: {Type: 'AWS::EC2::Subnet::Id'}
  B: {Type: 'AWS::EC2::Subnet::Id'}
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
  Certificate: {Type: String}
Resources:
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: application
      Subnets: [!Ref A, !Ref B]
      Tags: [{Key: a, Value: '1'}, {Key: b, Value: '2'}]
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 443
      Protocol: HTTPS
      Certificates: [{CertificateArn: !Ref Certificate}]
      DefaultActions:
        - {Type: fixed-response, FixedResponseConfig: {StatusCode: '404'}}
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      TargetType: ip
      Port: 80
      Protocol: HTTP
      VpcId: !Ref Vpc
      HealthCheckIntervalSeconds: 30
      HealthyThresholdCount: 3
  Door:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: the door
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}]
"""
_POLICY: Final = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}]
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - {Sid: One, Effect: Allow, Action: 's3:GetObject', Resource: '*'}
              - {Sid: Two, Effect: Allow, Action: 's3:ListBucket', Resource: '*'}
"""
_EVENT: Final = """\
Parameters:
  Cluster: {Type: String}
  Task: {Type: String}
  Role: {Type: String}
  Subnet: {Type: 'AWS::EC2::Subnet::Id'}
Resources:
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      Name: nightly
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: one
          Arn: !Ref Cluster
          RoleArn: !Ref Role
          Input: '{}'
          EcsParameters:
            TaskDefinitionArn: !Ref Task
            TaskCount: 1
            NetworkConfiguration: {AwsVpcConfiguration: {Subnets: [!Ref Subnet]}}
"""
_SCHEDULE: Final = SCHEDULED.replace(
    "        Arn: !Ref Queue\n",
    "        Arn: !Ref Queue\n        EcsParameters: {TaskDefinitionArn: !Ref Queue, TaskCount: 1}\n",
)
_MADE: Final = """\
Description: what is made
Parameters:
  Stage: {Type: String, Default: prod, AllowedValues: [prod, test]}
Conditions:
  InProd: !Equals [!Ref Stage, prod]
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Condition: InProd
    Properties: {LogGroupName: /web, RetentionInDays: 30}
  Images:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryName: team/web
  Capacity:
    Type: AWS::ECS::CapacityProvider
    Properties:
      AutoScalingGroupProvider:
        AutoScalingGroupArn: !Sub arn:${AWS::Partition}:autoscaling:${AWS::Region}:${AWS::AccountId}:a
        ManagedScaling: {Status: ENABLED, TargetCapacity: 100}
"""
_OUTPUTS = "".join(f"  O{n}: {{Value: '1'}}\n" for n in range(201))
_INGRESS = "SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}]"
_FROM_EACH_OTHER = (
    "SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Room}]\n"
    "  Room:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: the room\n"
    "      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, SourceSecurityGroupId: !Ref Door}]"
)
_BALANCED = (
    ON_EC2
    + """\
      LoadBalancers: [{ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Targets}]
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 80, Protocol: HTTP, HealthCheckPort: traffic-port, VpcId: vpc-0a1b2c3d}
"""
)

# A template, and of each constraint what is right in it and what is wrong there.
_ROWS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        TASK,
        (
            ("CFN-OUTPUTS-MAX", "Resources:\n", f"Outputs:\n{_OUTPUTS}Resources:\n"),
            (
                "CFN-PARAMETERS-MAX",
                "Resources:\n",
                "Parameters:\n"
                + "".join(f"  P{n}: {{Type: String}}\n" for n in range(201))
                + "Resources:\n",
            ),
            ("CFN-RESOURCE-TYPE", "AWS::ECS::TaskDefinition", "AWS::ECS::TaskDefinitions"),
            (
                "CFN-RESOURCES-MAX",
                "Resources:\n",
                "Resources:\n"
                + "".join(f"  T{n}: {{Type: 'AWS::SNS::Topic'}}\n" for n in range(501)),
            ),
            ("CFN-LOGICAL-ID", "  Task:\n", "  my-task:\n"),
            ("CONTAINER-UNKNOWN-PROPERTY", "          PortMappings:", "          Ports:"),
            (
                "ENV-MAP-FORM",
                "          PortMappings:",
                "          Environment: {STAGE: prod}\n          PortMappings:",
            ),
            (
                "ENV-VALUE-STRING",
                "          PortMappings:",
                "          Environment: [{Name: A, Value: {b: c}}]\n          PortMappings:",
            ),
            (
                "TRUSTED-EXECUTION-FARGATE",
                "      ContainerDefinitions:",
                "      TrustedExecutionConfiguration: {IsolationMode: ISOLATED_SANDBOX}\n      ContainerDefinitions:",
            ),
        ),
    ),
    (
        SERVICE,
        (
            ("CFN-REF-UNKNOWN", "!Ref Task\n", "!Ref Tasks\n"),
            ("SERVICE-UNKNOWN-PROPERTY", "      LaunchType:", "      Cpu: 512\n      LaunchType:"),
            ("SERVICE-SUBNETS-TYPE", "'List<AWS::EC2::Subnet::Id>'", "String"),
            (
                "MANAGED-INSTANCES-LAUNCH-TYPE",
                "LaunchType: FARGATE",
                "LaunchType: MANAGED_INSTANCES",
            ),
            (
                "CPS-WEIGHT-RANGE",
                "LaunchType: FARGATE",
                "CapacityProviderStrategy: [{CapacityProvider: FARGATE, Weight: 1001}]",
            ),
            (
                "CFN-DEPENDS-ON-UNKNOWN",
                "    Type: AWS::ECS::Service",
                "    DependsOn: It\n    Type: AWS::ECS::Service",
            ),
            (
                "CFN-CIRCULAR",
                "    Type: AWS::ECS::TaskD",
                "    DependsOn: Service\n    Type: AWS::ECS::TaskD",
            ),
        ),
    ),
    (
        LOGGED,
        (
            ("CFN-GETATT-UNKNOWN", "!GetAtt Role.Arn", "!GetAtt Role.Urn"),
            ("CFN-SUB-UNKNOWN", "arn:${AWS::Partition}", "arn:${Partition}"),
            ("IAM-TRUST-NO-PRINCIPAL", "Principal: {Service: ecs-tasks.amazonaws.com}, ", ""),
        ),
    ),
    (
        _BALANCED,
        (("EC2-DYNAMIC-PORT-HC", "HealthCheckPort: traffic-port", "HealthCheckPort: '8080'"),),
    ),
    (
        CONNECTED,
        (
            (
                "GATEWAY-CONNECTOR-MAX",
                "      ServiceConnectConfiguration:",
                "      GatewayConnectors: [{PortName: http}, {PortName: http}]\n      ServiceConnectConfiguration:",
            ),
            (
                "SERVICE-METRIC-RESOLUTION",
                "      ServiceConnectConfiguration:",
                "      Monitoring: {MetricConfigurations: [{MetricNames: [CPUUtilization], ResolutionSeconds: 30}]}\n"
                "      ServiceConnectConfiguration:",
            ),
        ),
    ),
    (
        BLUE_GREEN,
        (
            ("BG-ALTERNATE-TG", "            AlternateTargetGroupArn: !Ref Green\n", ""),
            ("BG-BAKE-RANGE", "BakeTimeInMinutes: 5", "BakeTimeInMinutes: 1441"),
            (
                "BG-LINEAR-RANGE",
                "Strategy: BLUE_GREEN",
                "Strategy: LINEAR\n        LinearConfiguration: {StepPercent: 2.5}",
            ),
        ),
    ),
    (SCALED, (("SCALING-PREDEFINED-METRIC", "ECSServiceAverageCPUUtilization", "ECSServiceCPU"),)),
    (
        DISCOVERED,
        (
            ("SD-ROUTING-A", "DnsConfig:\n", "DnsConfig:\n        RoutingPolicy: ROUND_ROBIN\n"),
            ("SD-NAME-FORMAT", "Name: web\n      Dns", "Name: my web!\n      Dns"),
        ),
    ),
    (
        WEB,
        (("RULE-PRIORITY-ZERO", "Priority: 10", "Priority: 0"),),
    ),
    (
        _LOAD_BALANCER,
        (
            ("LB-SUBNETS-MIN", "[!Ref A, !Ref B]", "[!Ref A]"),
            (
                "LB-SUBNETS-MAPPINGS",
                "      Subnets: [!Ref A, !Ref B]",
                "      Subnets: [!Ref A, !Ref B]\n      SubnetMappings: [{SubnetId: !Ref A}, {SubnetId: !Ref B}]",
            ),
            ("LB-SUBNETS-MISSING", "      Subnets: [!Ref A, !Ref B]\n", ""),
            ("TAGS-DUPLICATE", "{Key: b, ", "{Key: a, "),
            ("TAGS-KEY-LENGTH", "{Key: b, ", f"{{Key: {'b' * 129}, "),
            (
                "LISTENER-CERT-REQUIRED",
                "      Certificates: [{CertificateArn: !Ref Certificate}]\n",
                "",
            ),
            ("LISTENER-PORT-RANGE", "Port: 443", "Port: 70000"),
            ("ACTION-FIXED-RESPONSE", "StatusCode: '404'", "StatusCode: '302'"),
            ("TG-PORT-RANGE", "      Port: 80\n", "      Port: 70000\n"),
            ("TG-HC-INTERVAL-RANGE", "IntervalSeconds: 30", "IntervalSeconds: 301"),
            ("TG-HC-THRESHOLD-RANGE", "ThresholdCount: 3", "ThresholdCount: 11"),
            ("SG-DESCRIPTION", "GroupDescription: the door", "GroupDescription: the doör"),
            ("SG-CIRCULAR", _INGRESS, _FROM_EACH_OTHER),
        ),
    ),
    (
        _POLICY,
        (
            ("IAM-ACTION-UNKNOWN", "s3:ListBucket", "s3:ListBuckets2"),
            (
                "IAM-CONDITION-OPERATOR",
                "Sid: One, ",
                "Sid: One, Condition: {StringIs: {'aws:x': a}}, ",
            ),
            ("IAM-EFFECT", "{Sid: One, Effect: Allow", "{Sid: One, Effect: allow"),
            ("IAM-PRINCIPAL-IDENTITY", "Sid: One, ", "Sid: One, Principal: '*', "),
            (
                "IAM-RESOURCE-FORMAT",
                "'s3:GetObject', Resource: '*'",
                "'s3:GetObject', Resource: bucket",
            ),
            ("IAM-RESOURCE-MISSING", "'s3:GetObject', Resource: '*'", "'s3:GetObject'"),
            ("IAM-ROLE-NAME-LENGTH", "RoleName: reader", f"RoleName: {'r' * 65}"),
            ("IAM-SID-DUPLICATE", "Sid: Two", "Sid: One"),
            ("IAM-SID-FORMAT", "Sid: Two", "Sid: Two-2"),
            ("IAM-VERSION", "'2012-10-17'", "'2012-10-18'"),
        ),
    ),
    (
        _EVENT,
        (
            ("EVENTS-NAME", "Name: nightly", "Name: every night"),
            ("EVENTS-NO-TRIGGER", "      ScheduleExpression: rate(1 day)\n", ""),
            ("EVENTS-INPUT-LENGTH", "Input: '{}'", f"""Input: '{{"a": "{"b" * 8192}"}}'"""),
            ("EVENTS-NETWORK-CASE", "{AwsVpcConfiguration:", "{AwsvpcConfiguration:"),
            ("EVENTS-TASK-COUNT", "TaskCount: 1", "TaskCount: 0"),
            (
                "EVENTS-TARGETS-MAX",
                "      Targets:\n",
                "      Targets:\n"
                + "".join(f"        - {{Id: t{n}, Arn: !Ref Cluster}}\n" for n in range(101)),
            ),
            ("SCHEDULE-CRON-DOM-DOW", "rate(1 day)", "cron(0 3 * * * *)"),
            ("SCHEDULE-CRON-FIELDS", "rate(1 day)", "cron(0 3 * * ?)"),
            ("SCHEDULE-FORM", "rate(1 day)", "every day"),
            ("SCHEDULE-RATE-UNIT", "rate(1 day)", "rate(2 day)"),
            ("SCHEDULE-RATE-ZERO", "rate(1 day)", "rate(0 days)"),
        ),
    ),
    (
        _SCHEDULE,
        (
            ("SCHEDULER-FLEX-REQUIRED", "      FlexibleTimeWindow: {Mode: 'OFF'}\n", ""),
            ("SCHEDULER-TASK-COUNT", "TaskCount: 1", "TaskCount: 11"),
        ),
    ),
    (
        _MADE,
        (
            ("CFN-CONDITION-UNKNOWN", "    Condition: InProd", "    Condition: InTest"),
            ("CFN-DESCRIPTION", "what is made", "what is made " * 80),
            ("CFN-PARAM-DEFAULT", "Default: prod", "Default: live"),
            (
                "CFN-PARAM-UNUSED",
                "!Equals [!Ref Stage, prod]",
                "!Equals [!Ref 'AWS::Region', eu-west-1]",
            ),
            ("CP-TARGET-CAPACITY", "TargetCapacity: 100", "TargetCapacity: 101"),
            ("ECR-NAME", "team/web", "Team/Web"),
            ("LOGS-NAME", "LogGroupName: /web", "LogGroupName: 'my web'"),
        ),
    ),
)


def examples() -> Iterator[Wrong]:
    """Each with the template that is right; what is exchanged stands there once."""
    for right, rows in _ROWS:
        for id, old, new in rows:
            assert right.count(old) == 1, id
            yield Wrong(id, right, right.replace(old, new))
