"""Laws that hold for every stack, whatever it is made of."""

from __future__ import annotations

import json
import random
import re
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbfd.build.service import service_stack
from bbfd.features.allow import Allow
from bbfd.features.bucket import Bucket
from bbfd.features.efs import Efs
from bbfd.features.environment_file import EnvironmentFile
from bbfd.features.existing_queue import ExistingQueue
from bbfd.features.firelens import FireLens
from bbfd.features.private_registry import PrivateRegistry
from bbfd.features.queue import Queue
from bbfd.features.scratch import Scratch
from bbfd.features.secret import Secret
from bbfd.features.table import Table
from bbfd.features.topic import Topic
from bbfd.kinds.backend_service import BackendService
from bbfd.kinds.event_task import EventTask
from bbfd.kinds.task import Task
from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.bridge import Bridge
from bbfd.launch.ec2 import EC2
from bbfd.launch.fargate import Fargate, Spot
from bbfd.launch.host import Host
from bbfd.launch.managed import ManagedInstances
from bbfd.model.alarm import Alarm
from bbfd.model.answers import Answer, Redirect
from bbfd.model.connect import CloudMap, Connect
from bbfd.model.container import Container, Repository, Restart
from bbfd.model.definition import Definition
from bbfd.model.deployment import (
    BlueGreen,
    Hook,
    Linear,
    Pause,
    Recreate,
    Rolling,
    Stage,
    TestHeader,
)
from bbfd.model.encryption import Key
from bbfd.model.environment import Certificate, Cluster, Domain
from bbfd.model.event import Event
from bbfd.model.http import Http, Listener, Stickiness
from bbfd.model.linux import Linux, Ulimit
from bbfd.model.managed import ManagedCapacity
from bbfd.model.outlet import AwsLogs
from bbfd.model.port import Port
from bbfd.model.queue import Subscription, WorkQueue
from bbfd.model.reference import FromEnvironment, FromService
from bbfd.model.scaling import Scaling
from bbfd.model.schedule import Schedule, Unstarted
from bbfd.model.times import OfficeHours
from bbfd.model.watching import Alarms
from tests.unit.examples import JOB, WORKER, environment, stack, web

CHECK = "arn:aws:lambda:eu-west-1:123456789012:function:check"
STAGES: tuple[Stage, ...] = ("POST_SCALE_UP",)
LAUNCHES = st.sampled_from(
    [
        Fargate(),
        Fargate(cpu=1024, memory=4096, architecture="ARM64", storage=50, spot=Spot(base=1)),
        EC2(),
        EC2(network_mode=Awsvpc()),
        EC2(network_mode=Host(), strategies=()),
        EC2(network_mode=Bridge(), cpu=256, memory=512),
        ManagedInstances(architecture="ARM64"),
    ]
)
USES = st.lists(
    st.sampled_from(
        [
            Scratch(path="/tmp/a"),
            Secret(variable="KEY", parameter="/{environment}/{service}/key"),
            Secret(secret="{environment}/db", keys={"USER": "username", "PASSWORD": "password"}),
            Secret(variable="TOKEN", secret="token", encryption_key="alias/app"),
            EnvironmentFile(bucket="config", key="{environment}.env"),
            PrivateRegistry(secret="token"),
            FireLens(),
            Bucket(name="uploads", old_versions=30),
            Table(key="id", stream="both"),
            Queue(name="emails"),
            Topic(name="news"),
            Efs(path="/files", file_system="fs-0a1b2c3d", read_only=True),
            ExistingQueue(queue=FromService(service="mail", output="QueueArn")),
            Allow(actions=("ses:SendEmail",), resources=("arn:aws:ses:*:*:identity/{service}",)),
        ]
    ),
    unique_by=repr,
    max_size=3,
).map(tuple)
RICH = Container(
    image="worker:1",
    ports=(Port(number=8080, name="api"), Port(number=8125, protocol="udp")),
    variables={
        "A": FromService(service="orders", output="Url"),
        "B": FromEnvironment(output="PrivateSubnets"),
    },
    linux=Linux(init=True, drop=("NET_RAW",)),
    ulimits=(Ulimit(name="nofile", soft=1024),),
    restart=Restart(),
    logs=AwsLogs(mode="non-blocking", buffer=4),
)
HTTP = st.sampled_from(
    [
        Http(),
        Http(path="/a/*", host="{service}.example.com"),
        Http(listener=Listener(port=7400)),
        (
            Http(),
            Http(port=40081, host=("a.example.com", "b.example.com"), stickiness=Stickiness()),
        ),
        Http(
            methods=("GET",),
            sources=("10.0.0.0/8",),
            algorithm="weighted_random",
            rules=(Redirect(path="/old", to_path="/new"), Answer(path="/internal/*")),
        ),
    ]
)
DEPLOYMENTS = st.sampled_from(
    [
        Rolling(),
        Recreate(failures=None, alarms=("alarm-{service}",)),
        Rolling(shiftable=True, alarms=(Alarm.errors(above=1), Alarm.cpu(above=90))),
        BlueGreen(test=Listener(port=9000), hooks=(Pause(), Hook(function=CHECK, at=STAGES))),
        Linear(test=TestHeader(name="X-Test", values=("1",))),
    ]
)
BUSY = replace(
    WORKER,
    queue=WorkQueue(topics=(Subscription(topic="arn:aws:sns:eu-west-1:123456789012:news"),)),
    scaling=Scaling(minimum=0, maximum=3, backlog=10, times=(OfficeHours(),)),
    calls=True,
)
CALLED = BackendService(
    container=Container(image="api:1", port=8080), connect=Connect(), discovery=CloudMap()
)
OFTEN = replace(
    JOB,
    schedule=(Schedule(name="a", when="rate(1 day)"), Schedule(name="b", when="rate(2 days)")),
    unstarted=Unstarted(),
)
TOLD = EventTask(
    container=Container(image="job:1"),
    event=Event(sources=("shop",), variables={"ORDER": "$.detail.id"}),
    unstarted=Unstarted(alarm=True),
)
BY_HAND = Task(container=Container(image="job:1"))


def carried(workload, runs_on):
    """On this launch; Service Connect has no proxy for Host."""
    proxied = not isinstance(runs_on.network_mode, Host)
    called = isinstance(workload, BackendService)
    more = {} if proxied or not called else {"connect": False}
    return replace(workload, runs_on=runs_on, **more)


WORKLOADS = st.builds(
    lambda workload, runs_on, uses: carried(replace(workload, uses=uses), runs_on),
    st.one_of(
        st.just(WORKER),
        st.just(JOB),
        st.just(replace(WORKER, container=RICH)),
        st.just(replace(WORKER, scaling=Scaling(minimum=1, maximum=3, cpu=50, memory=70))),
        st.just(BUSY),
        st.just(CALLED),
        st.just(OFTEN),
        st.just(replace(OFTEN, time_limit=5, attempts=2)),
        st.sampled_from([TOLD, replace(TOLD, attempts=3), BY_HAND]),
        st.builds(
            lambda http, how: web(
                container=Container(image="nginx:1.27", port=40080), http=http, deployment=how
            ),
            HTTP,
            DEPLOYMENTS,
        ),
        st.just(web(container=Container(image=Repository(), port=48080))),
    ),
    LAUNCHES,
    USES,
)
ENVIRONMENTS = st.builds(
    lambda secure, spot, protected, watched: environment(
        certificate=Certificate.arn("arn:aws:acm:eu-west-1:123456789012:certificate/a")
        if secure
        else None,
        domain=Domain(name="example.com") if secure else None,
        discovery="test.internal",
        spot=spot,
        protected=protected,
        managed=ManagedCapacity(),
        exec=watched,
        key=Key() if watched else None,
        alarms=Alarms() if watched else None,
        cluster=Cluster(audit=watched, insights="enabled" if watched else "disabled"),
    ),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)

NAMED = environment(discovery="test.internal", managed=ManagedCapacity())
BROAD = {"ssmmessages"}


def names_of(workload):
    return [field.name for field in fields(workload)]


def bytes_of(made):
    return json.dumps(made.body)


@given(WORKLOADS, ENVIRONMENTS)
def test_every_reference_is_declared(workload, where):
    body = stack(workload, where).body
    text = json.dumps(body)
    used = set(re.findall(r'"Ref": "(\w+)"', text))
    used |= set(re.findall(r'"Fn::GetAtt": \["(\w+)"', text)) | set(
        re.findall(r"\$\{(\w+)\}", text)
    )
    for resource in body["Resources"].values():
        first = resource.get("DependsOn", [])
        used |= {first} if isinstance(first, str) else set(first)
    assert used <= body["Resources"].keys() | body["Parameters"].keys()


@given(WORKLOADS, ENVIRONMENTS)
def test_every_parameter_is_used_and_can_be_given_a_value(workload, where):
    made = stack(workload, where)
    text = json.dumps([made.body["Resources"], made.body.get("Outputs", {})])
    for parameter in made.parameters:
        assert f'{{"Ref": "{parameter.name}"}}' in text or f"${{{parameter.name}}}" in text
        assert parameter.default is not None or parameter.source is not None


@given(WORKLOADS, ENVIRONMENTS)
def test_the_same_definition_gives_the_same_bytes(workload, where):
    assert bytes_of(stack(workload, where)) == bytes_of(stack(workload, where))


@given(WORKLOADS, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_the_parts_changes_nothing(workload, order: random.Random):
    shuffled = list(workload.parts)
    order.shuffle(shuffled)

    class Shuffled(type(workload)):  # the parts are the kind's
        parts = tuple(shuffled)

    said = {name: getattr(workload, name) for name in names_of(workload)}
    assert bytes_of(stack(Shuffled(**said), NAMED)) == bytes_of(stack(workload, NAMED))


@given(WORKLOADS, ENVIRONMENTS)
def test_every_origin_is_of_something_that_may_be_there(workload, where):
    made = stack(workload, where)
    known = {field for resource, field in made.origins.items()}
    assert known
    assert all(field.split(".")[0] in {*names_of(workload), ""} for field in known)


@given(WORKLOADS, ENVIRONMENTS)
def test_what_holds_data_says_what_becomes_of_it(workload, where):
    kept = "Retain" if where.protected else "Delete"
    logs = stack(workload, where).body["Resources"]["Logs"]
    assert (logs["DeletionPolicy"], logs["UpdateReplacePolicy"]) == (kept, kept)


@given(WORKLOADS, ENVIRONMENTS)
def test_no_role_may_do_everything(workload, where):
    """`*` stands only where AWS knows no narrower resource: ECR's token, a session's channel, the list of logs."""
    for resource in stack(workload, where).body["Resources"].values():
        for policy in resource.get("Properties", {}).get("Policies", ()):
            for statement in policy["PolicyDocument"]["Statement"]:
                assert "*" not in "".join(statement["Action"])
                if "*" in statement.get("Resource", ()):
                    assert {
                        action.partition(":")[0] for action in statement["Action"]
                    } <= BROAD or (
                        statement["Action"]
                        in (["ecr:GetAuthorizationToken"], ["logs:DescribeLogGroups"])
                    )


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_count_of_zero_is_a_count(count):
    made = stack(replace(WORKER, count=count))
    assert made.body["Resources"]["Service"]["Properties"]["DesiredCount"] == count


def test_a_part_that_cannot_be_built_does_not_hide_another():
    broken = web(
        container=Container(image="nginx:1", port=80, cpu="much"),
        http=Http(path="/a", host="{nowhere}"),
    )
    made = service_stack(
        Definition("web", broken, "services/web.py"),
        Definition("test", environment(), "environments/test.py"),
    )
    found = " ".join(refusal.what for refusal in made.refusals)
    assert "nowhere" in found
    assert "Cpu" in found or "much" in found


@given(WORKLOADS, ENVIRONMENTS)
def test_nothing_of_troposphere_is_left_in_a_stack(workload, where):
    left = [stack(workload, where).body]
    while left:
        value = left.pop()
        assert type(value) in {dict, list, str, int, bool}
        left += value.values() if type(value) is dict else value if type(value) is list else []
