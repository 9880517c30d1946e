"""The yardstick: the stack of `services/hello.py` in `prod`, as a plain troposphere script would make it.

`python bench/plain.py [COUNT]` prints COUNT (1) such templates, one line of JSON each. It does what
`bbfd preview hello --env prod` does, by hand and for this service alone, and no work that preview does not do;
a test holds that the two make the same resources. A change here is a commit of its own, with the reason.
"""

import json
import sys

from troposphere import GetAtt, Join, Output, Parameter, Ref, Sub, Template, ecs
from troposphere import elasticloadbalancingv2 as elb
from troposphere.ec2 import SecurityGroup, SecurityGroupRule
from troposphere.iam import Policy, Role
from troposphere.logs import LogGroup


def trust(**condition):
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": ["ecs-tasks.amazonaws.com"]},
        "Action": ["sts:AssumeRole"],
    }
    return {"Version": "2012-10-17", "Statement": [{**statement, **condition}]}


def template_of(name, path, priority):
    template = Template(Description=f"{name} in prod")
    template.set_version("2010-09-09")
    parameters = {
        "Cluster": ("String", None),
        "Commit": ("String", "-"),
        "DeployedBy": ("String", "-"),
        "Digest": ("String", "-"),
        "HttpsListener": ("String", None),
        "Image": ("String", "public.ecr.aws/nginx/nginx:1.27"),
        "LoadBalancerDnsName": ("String", None),
        "LoadBalancerSecurityGroup": ("AWS::EC2::SecurityGroup::Id", None),
        "PrivateSubnets": (
            "List<AWS::EC2::Subnet::Id>",
            "subnet-0a1b2c3d4e5f60713,subnet-0a1b2c3d4e5f60714",
        ),
        "RulePriority": ("Number", priority),
        "Version": ("String", "-"),
        "Vpc": ("AWS::EC2::VPC::Id", "vpc-0a1b2c3d4e5f60718"),
    }
    for title, (kind, default) in parameters.items():
        given = {} if default is None else {"Default": default}
        template.add_parameter(Parameter(title, Type=kind, **given))
    template.add_resource(
        Role(
            "ExecutionRole",
            AssumeRolePolicyDocument=trust(),
            Policies=[
                Policy(
                    PolicyName="start",
                    PolicyDocument={
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                                "Resource": [GetAtt("Logs", "Arn")],
                            }
                        ],
                    },
                )
            ],
        )
    )
    template.add_resource(
        LogGroup("Logs", RetentionInDays=365, DeletionPolicy="Retain", UpdateReplacePolicy="Retain")
    )
    template.add_resource(
        elb.ListenerRule(
            "Rule",
            ListenerArn=Ref("HttpsListener"),
            Priority=Ref("RulePriority"),
            Conditions=[
                elb.Condition(
                    Field="path-pattern",
                    PathPatternConfig=elb.PathPatternConfig(Values=[path]),
                )
            ],
            Actions=[elb.ListenerRuleAction(Type="forward", TargetGroupArn=Ref("Targets"))],
        )
    )
    template.add_resource(
        ecs.Service(
            "Service",
            DependsOn="Rule",
            Cluster=Ref("Cluster"),
            TaskDefinition=Ref("Task"),
            DeploymentConfiguration=ecs.DeploymentConfiguration(
                MinimumHealthyPercent=100,
                MaximumPercent=200,
                DeploymentCircuitBreaker=ecs.DeploymentCircuitBreaker(
                    Enable=True,
                    Rollback=True,
                    ThresholdConfiguration=ecs.ThresholdConfiguration(Type="COUNT", Value=3),
                ),
            ),
            EnableECSManagedTags=True,
            PropagateTags="SERVICE",
            DesiredCount=2,
            CapacityProviderStrategy=[
                ecs.CapacityProviderStrategyItem(CapacityProvider="FARGATE", Base=0, Weight=1)
            ],
            NetworkConfiguration=ecs.NetworkConfiguration(
                AwsvpcConfiguration=ecs.AwsvpcConfiguration(
                    Subnets=Ref("PrivateSubnets"),
                    SecurityGroups=[GetAtt("TaskSecurityGroup", "GroupId")],
                    AssignPublicIp="DISABLED",
                )
            ),
            LoadBalancers=[
                ecs.LoadBalancer(
                    ContainerName="app", ContainerPort=80, TargetGroupArn=Ref("Targets")
                )
            ],
            HealthCheckGracePeriodSeconds=60,
        )
    )
    template.add_resource(
        elb.TargetGroup(
            "Targets",
            Port=80,
            Protocol="HTTP",
            TargetType="ip",
            VpcId=Ref("Vpc"),
            HealthCheckPort="traffic-port",
            HealthCheckPath="/",
            HealthCheckIntervalSeconds=15,
            HealthCheckTimeoutSeconds=5,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=2,
            Matcher=elb.Matcher(HttpCode="200"),
            TargetGroupAttributes=[
                elb.TargetGroupAttribute(Key="deregistration_delay.timeout_seconds", Value="30")
            ],
        )
    )
    template.add_resource(
        ecs.TaskDefinition(
            "Task",
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Retain",
            Family=f"prod-{name}",
            RequiresCompatibilities=["FARGATE"],
            NetworkMode="awsvpc",
            ExecutionRoleArn=GetAtt("ExecutionRole", "Arn"),
            TaskRoleArn=GetAtt("TaskRole", "Arn"),
            ContainerDefinitions=[
                ecs.ContainerDefinition(
                    Name="app",
                    Image=Ref("Image"),
                    Essential=True,
                    LogConfiguration=ecs.LogConfiguration(
                        LogDriver="awslogs",
                        Options={
                            "awslogs-group": Ref("Logs"),
                            "awslogs-region": Ref("AWS::Region"),
                            "awslogs-stream-prefix": "app",
                        },
                    ),
                    PortMappings=[ecs.PortMapping(ContainerPort=80)],
                )
            ],
            Cpu="256",
            Memory="512",
            RuntimePlatform=ecs.RuntimePlatform(
                OperatingSystemFamily="LINUX", CpuArchitecture="X86_64"
            ),
        )
    )
    template.add_resource(
        Role(
            "TaskRole",
            AssumeRolePolicyDocument=trust(
                Condition={
                    "StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")},
                    "ArnLike": {
                        "aws:SourceArn": Sub(
                            "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*"
                        )
                    },
                }
            ),
        )
    )
    template.add_resource(
        SecurityGroup(
            "TaskSecurityGroup",
            GroupDescription=f"{name} in prod: who may reach its tasks",
            VpcId=Ref("Vpc"),
            SecurityGroupIngress=[
                SecurityGroupRule(
                    Description="the load balancer",
                    IpProtocol="tcp",
                    FromPort=80,
                    ToPort=80,
                    SourceSecurityGroupId=Ref("LoadBalancerSecurityGroup"),
                )
            ],
        )
    )
    template.add_output(Output("LogGroup", Value=Ref("Logs")))
    template.add_output(Output("Service", Value=Ref("Service")))
    template.add_output(Output("TaskDefinition", Value=Ref("Task")))
    for title in ("Commit", "DeployedBy", "Digest", "Version"):
        template.add_output(Output(title, Value=Ref(title)))
    template.add_output(
        Output("Url", Value=Join("", ["https://", Ref("LoadBalancerDnsName"), path.rstrip("*")]))
    )
    return template


def main(count):
    if count == 1:
        print(json.dumps(template_of("hello", "/*", "49651").to_dict()))
        return
    for number in range(count):
        name = f"service-{number:04}"
        print(json.dumps(template_of(name, f"/{name}/*", str(1000 + number)).to_dict()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
