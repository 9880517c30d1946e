"""What only a definition shows and no template can: refused, each with its field and what to type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.features.scratch import Scratch
from bbfd.features.secret import Secret
from bbfd.launch.ec2 import EC2
from bbfd.launch.fargate import Fargate, Spot
from bbfd.launch.host import Host
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.environment import Certificate, Environment, ExistingCapacity
from bbfd.model.http import Http, Listener
from bbfd.model.launch import Tuning
from bbfd.model.scaling import Scaling
from bbfd.model.stack import Stack
from bbfd.model.workload import Workload
from tests.unit.examples import ENVIRONMENT, JOB, WEB, WORKER, environment

SCALED = Scaling(minimum=1, maximum=4, cpu=60)


def built(workload: Workload, where: Environment = ENVIRONMENT) -> Stack:
    return service_stack(
        Definition("web", workload, "services/web.py"),
        Definition("test", where, "environments/test.py"),
    )


def tuned(**fields: Any) -> dict[str, Tuning]:
    return {"test": Tuning(**fields)}


def http(**fields: Any) -> Workload:
    return replace(WEB, http=Http(**fields))


@pytest.mark.parametrize(
    ("workload", "field", "typed"),
    [
        (replace(WEB, container=Container(image="a:1")), "container", "port=80"),
        (
            replace(WEB, container=Container(image="a:1", port=99999)),
            "container.port",
            "1 to 65535",
        ),
        (http(port=0), "http.port", "1 to 65535"),
        (http(listener=Listener(port=70000)), "http.listener.port", "1 to 65535"),
        (http(listener=Listener(port=80)), "http.listener.port", "80"),
        (http(listener=Listener(port=8080, admit=("all",))), "http.listener.admit", "10.0.0.0/8"),
        (http(host="{stage}.example.com"), "http.host", "{environment}"),
        (http(listener=Listener(port=8080), path="/a*"), "http.path", "remove path="),
        (http(listener=Listener(port=8080), host="a.com"), "http.host", "remove host="),
        (http(listener=Listener(port=8080), priority=7), "http.priority", "remove priority="),
        (replace(WEB, runs_on=EC2(network_mode=Host())), "runs_on.network_mode", "Bridge()"),
        (
            replace(WEB, tuning=tuned(runs_on=EC2(network_mode=Host()))),
            "tuning.test.runs_on.network_mode",
            "Bridge()",
        ),
        (replace(WEB, runs_on=Fargate(spot=Spot(spot=0))), "runs_on.spot", "Spot(on_demand=1)"),
        (
            replace(WEB, uses=(Secret(variable="A", parameter="/a", key="k"),)),
            "uses",
            "remove key=",
        ),
        (replace(WEB, uses=(Secret(variable="A", parameter="/a b"),)), "uses", "slashes"),
        (replace(WEB, uses=(Secret(variable="A", parameter=""),)), "uses", "slashes"),
        (replace(WEB, uses=(Secret(variable="A", parameter="/*"),)), "uses", "slashes"),
        (replace(WORKER, container=Container(image="not an image")), "container.image", "[:tag]"),
        (replace(WORKER, scaling=Scaling(minimum=1, maximum=2)), "scaling", "cpu=60"),
        (replace(WORKER, scaling=SCALED, count=3), "count", "scaling"),
        (
            replace(WORKER, scaling=SCALED, tuning=tuned(count=7)),
            "tuning.test.count",
            "scaling",
        ),
        (replace(WORKER, tuning=tuned(grace_period=5)), "tuning.test.grace_period", "remove"),
        (replace(JOB, tuning=tuned(count=2)), "tuning.test.count", "remove"),
        (replace(JOB, tuning=tuned(grace_period=2)), "tuning.test.grace_period", "remove"),
        (replace(WORKER, runs_on=Fargate(storage=5)), "runs_on.storage", "21 to 200"),
        (
            replace(WORKER, tuning=tuned(runs_on=Fargate(storage=500))),
            "tuning.test.runs_on.storage",
            "21 to 200",
        ),
        (
            replace(WORKER, uses=(Secret(variable="A", parameter="/a", container="nope"),)),
            "uses",
            "app",
        ),
        (replace(WORKER, uses=(Scratch(path="/a", container="nope"),)), "uses", "app"),
        (replace(WORKER, uses=(Scratch(path="/a/b"), Scratch(path="/a-b"))), "uses", "name="),
        (replace(WORKER, uses=(Secret(variable="A"),)), "uses", "parameter="),
        (replace(WORKER, uses=(Secret(variable="A", secret="my secret"),)), "uses", "arn:aws:"),
        (
            replace(WORKER, uses=(Secret(variable="A", parameter="/{stage}/a"),)),
            "uses",
            "{environment}",
        ),
        (
            replace(WORKER, uses=(Secret(variable="A", parameter="/a", encryption_key="a"),)),
            "uses",
            "arn:aws:kms",
        ),
        (
            replace(WORKER, sidecars=(Container(image="nginx", name="side"),)),
            "sidecars.0.image",
            "nginx:",
        ),
        (
            replace(WORKER, sidecars=(Container(image="a:1", name="side", port=-1),)),
            "sidecars.0.port",
            "1 to 65535",
        ),
    ],
)
def test_a_refusal_names_its_field_and_says_what_to_type(
    workload: Workload, field: str, typed: str
) -> None:
    (refusal,) = built(workload).refusals
    assert refusal.field == field
    assert typed in refusal.fix
    assert refusal.definition == ""


def test_a_task_is_built_beside_what_is_refused() -> None:
    wrong = replace(WEB, container=Container(image="a:1", port=99999), uses=(Secret(variable="A"),))
    made = built(wrong)
    assert len(made.refusals) == 2
    assert "Task" in made.body["Resources"]


def test_https_of_a_services_own_is_not_on_the_port_of_the_environments() -> None:
    secure = environment(certificate=Certificate.lookup("example.com"))
    own = http(listener=Listener(port=443, protocol="HTTPS"))
    (refusal,) = built(own, secure).refusals
    assert refusal.field == "http.listener.port"
    assert built(http(listener=Listener(port=443)), ENVIRONMENT).refusals == ()


def test_containers_may_share_a_volume_by_its_name() -> None:
    side = Container(image="a:1", name="side")
    shared = (Scratch(path="/a", name="d"), Scratch(path="/b", name="d", container="side"))
    made = built(replace(WORKER, sidecars=(side,), uses=shared))
    assert made.refusals == ()
    task = made.body["Resources"]["Task"]["Properties"]
    assert task["Volumes"] == [{"Name": "d"}]
    assert [each["MountPoints"][0]["SourceVolume"] for each in task["ContainerDefinitions"]] == [
        "d",
        "d",
    ]


@pytest.mark.parametrize(
    ("workload", "where", "field"),
    [
        (WEB, environment(load_balancer=None), "http"),
        (replace(WORKER, runs_on=EC2()), environment(capacity=None), "runs_on"),
        (http(listener=Listener(port=444, protocol="HTTPS")), ENVIRONMENT, "http.listener"),
    ],
)
def test_what_the_environment_lacks_is_told_where_the_service_asks_for_it(
    workload: Workload, where: Environment, field: str
) -> None:
    fields = {refusal.field for refusal in built(workload, where).refusals}
    assert fields == {field}


def test_a_log_retention_that_cloudwatch_has_not_is_the_environments() -> None:
    (refusal,) = built(WORKER, environment(log_retention=8)).refusals
    assert (refusal.definition, refusal.field) == ("environments/test.py", "log_retention")
    assert "7 or 14" in refusal.fix


def test_instances_that_are_there_may_admit_any_port() -> None:
    where = environment(capacity=ExistingCapacity(provider="instances"))
    assert built(replace(WEB, runs_on=EC2(network_mode=Host())), where).refusals == ()
