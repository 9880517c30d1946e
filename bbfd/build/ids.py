"""Logical ids: how parts point at one another. Changing one replaces the resource in every stack."""

from __future__ import annotations

from typing import Final

# of a service's stack
LOGS: Final = "Logs"
EXECUTION_ROLE: Final = "ExecutionRole"
TASK_ROLE: Final = "TaskRole"
TASK: Final = "Task"
TASK_GROUP: Final = "TaskSecurityGroup"
TARGETS: Final = "Targets"
OTHER_TARGETS: Final = "OtherTargets"
RULE: Final = "Rule"
TEST_RULE: Final = "TestRule"
TEST_LISTENER: Final = "TestListener"
TEST_INGRESS: Final = "TestListenerIngress"
SHIFT_ROLE: Final = "ShiftRole"
HOOK_ROLE: Final = "HookRole"
LISTENER: Final = "Listener"
LISTENER_INGRESS: Final = "ListenerIngress"
SERVICE: Final = "Service"
SCALABLE: Final = "ScalableTarget"
DISCOVERY: Final = "Discovery"
TLS_ROLE: Final = "ServiceConnectRole"
QUEUE: Final = "Queue"
DEAD_LETTERS: Final = "DeadLetterQueue"
QUEUE_POLICY: Final = "QueuePolicy"
DEAD_LETTERS_ALARM: Final = "DeadLettersAlarm"
SCHEDULE: Final = "Schedule"
SCHEDULE_ROLE: Final = "ScheduleRole"
IMAGE: Final = "Image"
START_COUNT: Final = "StartCount"
COUNTED: Final = "Counted"  # a condition
PRIORITY: Final = "RulePriority"
TEST_PRIORITY: Final = "TestRulePriority"
TASK_DEFINITION: Final = "TaskDefinition"  # an output

# of an environment: outputs of its stack, and parameters of its services' stacks by the same name
VPC: Final = "Vpc"
PUBLIC_SUBNETS: Final = "PublicSubnets"
PRIVATE_SUBNETS: Final = "PrivateSubnets"
CLUSTER: Final = "Cluster"
CAPACITY_PROVIDER: Final = "CapacityProvider"
LOAD_BALANCER: Final = "LoadBalancer"
LOAD_BALANCER_GROUP: Final = "LoadBalancerSecurityGroup"
LOAD_BALANCER_DNS: Final = "LoadBalancerDnsName"
HTTP_LISTENER: Final = "HttpListener"
HTTPS_LISTENER: Final = "HttpsListener"
CERTIFICATE: Final = "Certificate"
ZONE: Final = "HostedZone"
NAMESPACE: Final = "Namespace"
CALLERS: Final = "CallersSecurityGroup"
KEY: Final = "EncryptionKey"
ALARM_TOPIC: Final = "AlarmTopic"
SESSION_LOGS: Final = "SessionLogs"

# of a registry: an output of its stack
ARTIFACTS: Final = "ArtifactsBucket"
