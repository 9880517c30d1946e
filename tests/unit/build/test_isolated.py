"""A network that leads to AWS alone: what can be pulled there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd.build.service import service_stack
from bbfd.model.container import Container, Repository
from bbfd.model.definition import Definition
from bbfd.model.network import Endpoints, Network
from tests.unit.examples import WORKER, environment

ISOLATED = Network.create(endpoints=Endpoints())


def refused(image, network):
    workload = replace(WORKER, container=Container(image=image))
    where = environment(network=network, capacity=None)
    made = service_stack(Definition("w", workload, "w.py"), Definition("test", where, "e.py"))
    return [refusal.field for refusal in made.refusals]


@pytest.mark.parametrize(
    "image",
    [
        "nginx:1",
        "public.ecr.aws/nginx/nginx:1.27",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1",
    ],
)
def test_an_image_that_is_elsewhere_cannot_be_pulled(image):
    assert refused(image, ISOLATED) == ["container.image"]
    assert refused(image, Network.create(nat="one", endpoints=Endpoints())) == []
    assert refused(image, Network.create(endpoints=Endpoints(interfaces=False))) == []


@pytest.mark.parametrize(
    "image",
    [Repository(tag="1"), "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dockerhub/nginx:1"],
)
def test_an_image_in_ecr_of_the_region_can(image):
    assert refused(image, ISOLATED) == []
