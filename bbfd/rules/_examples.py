"""The templates that wrong and right examples vary: each rule replaces what it is about, and nothing else."""

from __future__ import annotations

from typing import Final

TASK: Final = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: '512'
      Memory: '1024'
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.29
          PortMappings:
            - ContainerPort: 80
"""

LOGGED: Final = (
    TASK.replace("      Cpu:", "      ExecutionRoleArn: !GetAtt Role.Arn\n      Cpu:")
    + """\
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !Ref Logs
              awslogs-region: !Ref AWS::Region
              awslogs-stream-prefix: web
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}
"""
)

_SERVICE = """\
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      DeploymentConfiguration:
        DeploymentCircuitBreaker: {Enable: true, Rollback: true}
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: !Ref Subnets
          SecurityGroups: [!Ref Group]
"""

_PARAMETERS = """\
Parameters:
  Cluster: {Type: String}
  Group: {Type: 'AWS::EC2::SecurityGroup::Id'}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
"""

SERVICE: Final = _PARAMETERS + TASK + _SERVICE

WEB: Final = (
    _PARAMETERS
    + """\
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
  Listener: {Type: String}
"""
    + TASK
    + _SERVICE.replace("    Properties:", "    DependsOn: Rule\n    Properties:")
    + """\
      HealthCheckGracePeriodSeconds: 60
      LoadBalancers:
        - {ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Targets}
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: ip, Port: 80, Protocol: HTTP, VpcId: !Ref Vpc}
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 10
      Conditions:
        - {Field: path-pattern, PathPatternConfig: {Values: [/api/*]}}
      Actions:
        - {Type: forward, TargetGroupArn: !Ref Targets}
"""
)

ON_EC2: Final = """\
Parameters:
  Cluster: {Type: String}
  Group: {Type: 'AWS::EC2::SecurityGroup::Id'}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: bridge
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.29
          Memory: 512
          PortMappings:
            - {ContainerPort: 80, HostPort: 0}
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      LaunchType: EC2
      TaskDefinition: !Ref Task
      DeploymentConfiguration:
        DeploymentCircuitBreaker: {Enable: true, Rollback: true}
"""

ON_EC2_AWSVPC: Final = (
    ON_EC2.replace("bridge", "awsvpc").replace(", HostPort: 0", "")
    + """\
      NetworkConfiguration:
        AwsvpcConfiguration:
          Subnets: !Ref Subnets
          SecurityGroups: [!Ref Group]
"""
)

SCALED: Final = (
    SERVICE
    + """\
  Scaled:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: ecs
      ScalableDimension: ecs:service:DesiredCount
      ResourceId: !Sub service/${Cluster}/${Service.Name}
      MinCapacity: 1
      MaxCapacity: 4
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: cpu
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Scaled
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 60
        PredefinedMetricSpecification: {PredefinedMetricType: ECSServiceAverageCPUUtilization}
"""
)

BLUE_GREEN: Final = (
    WEB.replace(
        "      DeploymentConfiguration:\n",
        "      DeploymentConfiguration:\n        Strategy: BLUE_GREEN\n        BakeTimeInMinutes: 5\n",
    )
    .replace(
        "        - {ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Targets}\n",
        """\
        - ContainerName: web
          ContainerPort: 80
          TargetGroupArn: !Ref Targets
          AdvancedConfiguration:
            AlternateTargetGroupArn: !Ref Green
            ProductionListenerRule: !Ref Rule
            RoleArn: !GetAtt Shift.Arn
""",
    )
    .replace(
        "        - {Type: forward, TargetGroupArn: !Ref Targets}\n",
        """\
        - Type: forward
          ForwardConfig:
            TargetGroups:
              - {TargetGroupArn: !Ref Targets, Weight: 100}
              - {TargetGroupArn: !Ref Green, Weight: 0}
""",
    )
    + """\
  Green:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: ip, Port: 80, Protocol: HTTP, VpcId: !Ref Vpc}
  Shift:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - !Sub arn:${AWS::Partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs.amazonaws.com}, Action: 'sts:AssumeRole'}
"""
)

VOLUMED: Final = (
    SERVICE.replace(
        "      ContainerDefinitions:\n",
        "      Volumes: [{Name: data, ConfiguredAtLaunch: true}]\n      ContainerDefinitions:\n",
    ).replace(
        "          PortMappings:\n",
        "          MountPoints: [{SourceVolume: data, ContainerPath: /data}]\n          PortMappings:\n",
    )
    + """\
      VolumeConfigurations:
        - Name: data
          ManagedEBSVolume: {RoleArn: !GetAtt Volumes.Arn, SizeInGiB: 50, VolumeType: gp3}
  Volumes:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs.amazonaws.com}, Action: 'sts:AssumeRole'}
"""
)

SCHEDULED: Final = """\
Parameters:
  Queue: {Type: String}
Resources:
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(1 day)
      FlexibleTimeWindow: {Mode: 'OFF'}
      Target:
        Arn: !Ref Queue
        RoleArn: !GetAtt Role.Arn
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: scheduler.amazonaws.com}, Action: 'sts:AssumeRole'}
"""

CONNECTED: Final = (
    SERVICE.replace(
        "            - ContainerPort: 80\n",
        "            - {Name: http, ContainerPort: 80, AppProtocol: http}\n",
    )
    + """\
      ServiceConnectConfiguration:
        Enabled: true
        Namespace: prod
        Services:
          - PortName: http
            DiscoveryName: web
            ClientAliases: [{Port: 80, DnsName: web.prod}]
"""
)

DISCOVERED: Final = (
    SERVICE
    + """\
      ServiceRegistries: [{RegistryArn: !GetAtt Discovery.Arn}]
  Namespace:
    Type: AWS::ServiceDiscovery::PrivateDnsNamespace
    Properties: {Name: prod.local, Vpc: vpc-0a1b2c3d}
  Discovery:
    Type: AWS::ServiceDiscovery::Service
    Properties:
      Name: web
      DnsConfig:
        NamespaceId: !Ref Namespace
        DnsRecords: [{Type: A, TTL: 10}]
"""
)
