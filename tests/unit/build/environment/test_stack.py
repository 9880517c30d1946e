from __future__ import annotations

import subprocess
import sys

from bbfd.build import ids
from bbfd.build.environment import environment_stack
from bbfd.model.environment import Capacity, Domain, ExistingCluster
from bbfd.model.network import Network
from bbfd.model.stack import DEPLOYED

from .definitions import (
    CERTIFICATE,
    EXISTING_BALANCER,
    EXISTING_NETWORK,
    environment,
    stack,
)


def test_where_everything_exists_there_is_no_stack() -> None:
    place = environment(
        network=EXISTING_NETWORK,
        cluster=ExistingCluster(name="there"),
        load_balancer=EXISTING_BALANCER,
        certificate=CERTIFICATE,
    )
    assert environment_stack(place) is None


def test_what_is_only_looked_up_is_remembered() -> None:
    made = stack(
        network=Network.lookup({"Name": "a"}, private={"tier": "q"}),
        cluster=ExistingCluster(name="there"),
        load_balancer=None,
    )
    assert list(made.body["Resources"]) == ["Remembered"]
    assert made.body["Outputs"].keys() - DEPLOYED == {ids.VPC, ids.PRIVATE_SUBNETS, ids.CLUSTER}


def test_services_find_all_that_there_is_in_the_outputs() -> None:
    made = stack(
        network=Network.create(nat="one"),
        capacity=Capacity(),
        certificate=CERTIFICATE,
        domain=Domain(name="dev.example.com"),
        discovery="dev.internal",
    )
    assert made.body["Outputs"].keys() - DEPLOYED == {
        ids.VPC,
        ids.PUBLIC_SUBNETS,
        ids.PRIVATE_SUBNETS,
        ids.CLUSTER,
        ids.CAPACITY_PROVIDER,
        ids.LOAD_BALANCER,
        ids.LOAD_BALANCER_GROUP,
        ids.LOAD_BALANCER_DNS,
        ids.HTTP_LISTENER,
        ids.HTTPS_LISTENER,
        ids.CERTIFICATE,
        ids.ZONE,
        ids.NAMESPACE,
        ids.INSTANCE_GROUP,
        ids.CALLERS,
    }


def test_subnets_are_given_on_as_one_text() -> None:
    assert stack().body["Outputs"][ids.PUBLIC_SUBNETS] == {
        "Value": {"Fn::Join": [",", [{"Ref": "PublicSubnet1"}, {"Ref": "PublicSubnet2"}]]}
    }


def test_the_stack_knows_its_definition() -> None:
    made = stack(name="stage", tags={"team": "a"}, protected=True)
    assert made.definition == "environments/stage.py"
    assert made.tags == {"team": "a", "bbfd:environment": "stage"}
    assert made.protected
    assert made.origins[(ids.VPC, "CidrBlock")] == "network.cidr"


def test_all_mistakes_are_told_at_once() -> None:
    made = stack(
        network=Network.create("ten"),
        cluster=ExistingCluster(name="there"),
        capacity=Capacity(),
        log_retention=8,
    )
    assert [refusal.field for refusal in made.refusals] == [
        "log_retention",
        "network.cidr",
        "capacity",
    ]


def test_building_a_service_does_not_load_the_parts() -> None:
    loaded = (
        "import sys, bbfd.build.environment; print('bbfd.build.environment.stack' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
