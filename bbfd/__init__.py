"""Container services on AWS from a short Python definition: previewed, checked, deployed as CloudFormation stacks.

    from bbfd import Container, Http, WebService

    service = WebService(container=Container(image="nginx:1.27", port=80), http=Http(path="/*"))

These are the names that definitions are written with. Each is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bbfd._version import __version__
from bbfd._where import WHERE

if TYPE_CHECKING:
    from bbfd.features._destinations import ToBucket, ToFirehose, ToKinesis, ToLogs, ToPlugin
    from bbfd.features.allow import Allow
    from bbfd.features.bucket import Bucket
    from bbfd.features.cache import Cache
    from bbfd.features.connector import Connector
    from bbfd.features.database import Database
    from bbfd.features.docker_volume import DockerVolume
    from bbfd.features.ebs import Ebs
    from bbfd.features.efs import Efs
    from bbfd.features.environment_file import EnvironmentFile
    from bbfd.features.existing_bucket import ExistingBucket
    from bbfd.features.existing_queue import ExistingQueue
    from bbfd.features.existing_table import ExistingTable
    from bbfd.features.existing_topic import ExistingTopic
    from bbfd.features.firelens import FireLens
    from bbfd.features.fsx_windows import FsxWindows
    from bbfd.features.host_volume import HostVolume
    from bbfd.features.lattice import Lattice
    from bbfd.features.mounted import Mounted
    from bbfd.features.private_registry import PrivateRegistry
    from bbfd.features.queue import Queue
    from bbfd.features.reach import Reach
    from bbfd.features.s3_files import S3Files
    from bbfd.features.scratch import Scratch
    from bbfd.features.secret import Secret
    from bbfd.features.statements import Statements
    from bbfd.features.table import Table
    from bbfd.features.topic import Topic
    from bbfd.features.tracing import Tracing
    from bbfd.kinds.backend_service import BackendService
    from bbfd.kinds.daemon import Daemon
    from bbfd.kinds.event_task import EventTask
    from bbfd.kinds.scheduled_task import ScheduledTask
    from bbfd.kinds.task import Task
    from bbfd.kinds.web_service import WebService
    from bbfd.kinds.worker import Worker
    from bbfd.launch.awsvpc import Awsvpc
    from bbfd.launch.bridge import Bridge
    from bbfd.launch.ec2 import EC2, Binpack, DistinctInstance, MemberOf, Random, Spread
    from bbfd.launch.external import External
    from bbfd.launch.fargate import Fargate, Spot
    from bbfd.launch.host import Host
    from bbfd.launch.managed import ManagedInstances
    from bbfd.model.access import Access, Local
    from bbfd.model.access_logs import AccessLogs
    from bbfd.model.alarm import Alarm
    from bbfd.model.answers import Answer, Redirect, Rewrite
    from bbfd.model.balancers import InternalLoadBalancer, OwnLoadBalancer
    from bbfd.model.before import Before
    from bbfd.model.build import Build, BuildSecret
    from bbfd.model.cache import Elastic, Nodes
    from bbfd.model.checks import Check, HttpCheck
    from bbfd.model.connect import CloudMap, Connect, Tls
    from bbfd.model.connections import NetworkLoadBalancer, TcpListener, TlsListener, UdpListener
    from bbfd.model.container import Container, Healthy, Repository, Restart
    from bbfd.model.database import Instances, Serverless
    from bbfd.model.deployment import (
        BlueGreen,
        Canary,
        EarlySuccess,
        Hook,
        Linear,
        Pause,
        Percent,
        Recreate,
        Rolling,
        TestHeader,
    )
    from bbfd.model.encryption import ExistingKey, Key
    from bbfd.model.environment import (
        Capacity,
        Certificate,
        ClientCertificates,
        Cluster,
        Domain,
        Environment,
        ExistingCapacity,
        ExistingCluster,
        ExistingLoadBalancer,
        ExistingNamespace,
        HttpNamespace,
        LoadBalancer,
        Registry,
    )
    from bbfd.model.event import Event, ObjectCreated
    from bbfd.model.files import Owner
    from bbfd.model.firewall import ExistingFirewall, Firewall
    from bbfd.model.gateway import ExistingGateway, Gateway
    from bbfd.model.http import HealthCheck, Http, Listener, Match, Stickiness
    from bbfd.model.launch import Tuning
    from bbfd.model.linux import Device, Linux, Tmpfs, Ulimit
    from bbfd.model.managed import ManagedCapacity
    from bbfd.model.metrics import Metric, Step, Steps, Track
    from bbfd.model.network import Endpoints, FlowLogs, Network
    from bbfd.model.outlet import AwsLogs, Router
    from bbfd.model.port import Port
    from bbfd.model.queue import DeadLetters, Fifo, Subscription, WorkQueue
    from bbfd.model.reaper import Reaper
    from bbfd.model.reference import FromEnvironment, FromService
    from bbfd.model.scaling import Aim, Cooldown, Scaling
    from bbfd.model.schedule import Schedule, Unstarted
    from bbfd.model.sign_in import Cognito, Oidc
    from bbfd.model.stack import FromStack
    from bbfd.model.table import Index, OnDemand, Provisioned
    from bbfd.model.times import OfficeHours, Timed
    from bbfd.model.variables_file import variables_of
    from bbfd.model.watching import Alarms, Budget

_MODULES = {name: module for module, names in WHERE.items() for name in names.split()}

__all__ = [  # noqa: RUF022 - as a definition is thought of; a test holds it against WHERE
    "__version__",
    # kinds
    "WebService",
    "BackendService",
    "Worker",
    "ScheduledTask",
    "EventTask",
    "Task",
    "Daemon",
    # what runs
    "Container",
    "Repository",
    "Healthy",
    "Restart",
    "Port",
    "AwsLogs",
    "Router",
    "Linux",
    "Ulimit",
    "Tmpfs",
    "Device",
    "FromService",
    "FromEnvironment",
    "FromStack",
    "Http",
    "Match",
    "Redirect",
    "Answer",
    "Rewrite",
    "Oidc",
    "Cognito",
    "Stickiness",
    "HealthCheck",
    "Listener",
    # how new tasks take the place of old ones
    "Rolling",
    "Recreate",
    "Percent",
    "EarlySuccess",
    "BlueGreen",
    "Linear",
    "Canary",
    "TestHeader",
    "Hook",
    "Pause",
    "Alarm",
    "Before",
    # what it follows, uses and becomes elsewhere
    "Connect",
    "CloudMap",
    "Tls",
    "Scaling",
    "Aim",
    "Cooldown",
    "Metric",
    "Track",
    "Steps",
    "Step",
    "Timed",
    "OfficeHours",
    "Schedule",
    "Unstarted",
    "Event",
    "ObjectCreated",
    "WorkQueue",
    "Fifo",
    "DeadLetters",
    "Subscription",
    "Scratch",
    "Secret",
    "EnvironmentFile",
    "variables_of",
    "PrivateRegistry",
    "FireLens",
    "ToLogs",
    "ToFirehose",
    "ToKinesis",
    "ToBucket",
    "ToPlugin",
    "Tracing",
    "Connector",
    "Lattice",
    "Tuning",
    # what belongs to it, and what it may use
    "Bucket",
    "Table",
    "Index",
    "OnDemand",
    "Provisioned",
    "Queue",
    "Topic",
    "Database",
    "Serverless",
    "Instances",
    "Cache",
    "Elastic",
    "Nodes",
    "ExistingBucket",
    "ExistingTable",
    "ExistingQueue",
    "ExistingTopic",
    "Reach",
    "Allow",
    "Statements",
    # where its files lie
    "Efs",
    "Owner",
    "Ebs",
    "S3Files",
    "FsxWindows",
    "HostVolume",
    "DockerVolume",
    "Mounted",
    # what carries it
    "Fargate",
    "Spot",
    "EC2",
    "Spread",
    "Binpack",
    "Random",
    "DistinctInstance",
    "MemberOf",
    "ManagedInstances",
    "External",
    "Awsvpc",
    "Bridge",
    "Host",
    # where
    "Environment",
    "Network",
    "Endpoints",
    "FlowLogs",
    "Cluster",
    "ExistingCluster",
    "LoadBalancer",
    "ClientCertificates",
    "AccessLogs",
    "Firewall",
    "ExistingFirewall",
    "InternalLoadBalancer",
    "NetworkLoadBalancer",
    "TcpListener",
    "UdpListener",
    "TlsListener",
    "OwnLoadBalancer",
    "ExistingLoadBalancer",
    "Gateway",
    "ExistingGateway",
    "Certificate",
    "Domain",
    "Capacity",
    "ExistingCapacity",
    "ManagedCapacity",
    "ExistingNamespace",
    "HttpNamespace",
    "Key",
    "ExistingKey",
    "Alarms",
    "Budget",
    "Reaper",
    "Build",
    "BuildSecret",
    "Check",
    "HttpCheck",
    "Registry",
    "Access",
    "Local",
]


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
