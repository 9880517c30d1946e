"""All that can belong to a service, at once."""

from __future__ import annotations

import json
import re

import pytest

from bbfd.features.bucket import Bucket
from bbfd.features.cache import Cache
from bbfd.features.database import Database
from bbfd.features.ebs import Ebs
from bbfd.features.efs import Efs
from bbfd.features.queue import Queue
from bbfd.features.table import Table
from bbfd.features.topic import Topic
from bbfd.model.cache import Nodes
from bbfd.model.network import Network
from tests.unit.examples import environment, stack, web

EVERYTHING = (
    Bucket(),
    Bucket(name="b"),
    Table(key="id"),
    Table(key="id", name="b"),
    Queue(),
    Queue(name="b"),
    Topic(),
    Topic(name="b"),
    Database(),
    Database(name="b", rotated=True),
    Cache(),
    Cache(name="b", capacity=Nodes()),
    Efs(path="/a"),
    Efs(path="/b", name="b"),
    Ebs(path="/c", size=1),
)
NETWORKS = (
    Network.create(),
    Network.create(nat="one", zones=3),
    Network.existing(vpc="vpc-1", private=("subnet-1", "subnet-2")),
)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("protected", [True, False])
def test_everything_is_there_once_and_all_that_it_refers_to(
    network: Network, protected: bool
) -> None:
    where = environment(network=network, protected=protected)
    body = stack(web(uses=EVERYTHING), where).body
    text = json.dumps(body)
    used = set(re.findall(r'"Ref": "(\w+)"', text)) | set(
        re.findall(r'"Fn::GetAtt": \["(\w+)"', text)
    )
    used |= set(re.findall(r"\$\{(\w+)[.}]", text))
    used |= set(body["Resources"]["Service"]["DependsOn"])
    assert used <= body["Resources"].keys() | body["Parameters"].keys()


def test_every_resource_of_a_feature_points_at_the_feature() -> None:
    made = stack(web(uses=EVERYTHING))
    plain = stack().body["Resources"]
    for name in made.body["Resources"].keys() - plain.keys():
        field, index = made.origins[name, ""].split(".")
        assert field == "uses"
        assert int(index) < len(EVERYTHING)


def test_a_service_that_uses_nothing_has_none_of_it() -> None:
    assert stack(web(uses=())).body == stack().body
