"""What an environment says of itself: told with its field, and what to type."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.build.environment import registry_stack
from bbfd.model.environment import Capacity, Certificate, LoadBalancer, Registry

from .definitions import CERTIFICATE, environment, stack

_ACM = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"


@pytest.mark.parametrize(
    ("changes", "field", "typed"),
    [
        ({"account": "12"}, "account", "12 digits"),
        ({"account": "12345678901x"}, "account", "12 digits"),
        ({"region": "europe"}, "region", "eu-west-1"),
        ({"region": "eu-west-1a"}, "region", "eu-west-1"),
        ({"log_retention": 8}, "log_retention", "7 or 14"),
        ({"log_retention": 0}, "log_retention", "write 1;"),
        ({"log_retention": 5000}, "log_retention", "write 3653;"),
        ({"certificate": Certificate.arn("arn:aws:acm:x")}, "certificate", "certificate/ID"),
        ({"certificate": Certificate.arn(_ACM)}, "certificate", "acm:eu-west-1:"),
        (
            {"capacity": Capacity(architecture="ARM64")},
            "capacity.architecture",
            'architecture="X86_64"',
        ),
        (
            {"capacity": Capacity(instance_type="c7gn.large")},
            "capacity.architecture",
            'architecture="ARM64"',
        ),
        ({"capacity": Capacity(target=500)}, "capacity.target", "1 to 100"),
        ({"capacity": Capacity(target=0)}, "capacity.target", "1 to 100"),
        ({"capacity": Capacity(volume=8)}, "capacity.volume", "30"),
        ({"capacity": Capacity(minimum=5, maximum=4)}, "capacity.minimum", "maximum"),
        ({"capacity": Capacity(minimum=-1)}, "capacity.minimum", "0 or more"),
        ({"load_balancer": LoadBalancer(admit=("all",))}, "load_balancer.admit", "0.0.0.0/0"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(
    changes: dict[str, Any], field: str, typed: str
) -> None:
    (refusal,) = stack(**changes).refusals
    assert refusal.field == field
    assert typed in refusal.fix


@pytest.mark.parametrize(
    "region", ["eu-west-1", "us-gov-east-1", "ap-southeast-7", "eusc-de-east-1"]
)
def test_regions_have_many_shapes(region: str) -> None:
    assert stack(region=region).refusals == ()


@pytest.mark.parametrize(
    ("kind", "architecture"),
    [
        *((kind, "ARM64") for kind in ("t4g.small", "a1.large", "im4gn.large", "is4gen.xlarge")),
        *((kind, "ARM64") for kind in ("g5g.xlarge", "hpc7g.4xlarge", "c8gb.large", "x2gd.large")),
        *(
            (kind, "X86_64")
            for kind in ("g4dn.xlarge", "gr6.4xlarge", "c7i-flex.large", "m8a.large")
        ),
        *(
            (kind, "X86_64")
            for kind in ("t3.medium", "u-6tb1.metal", "trn1.2xlarge", "x2iedn.large")
        ),
    ],
)
def test_families_with_a_g_after_the_generation_are_graviton(kind: str, architecture: Any) -> None:
    made = stack(capacity=Capacity(instance_type=kind, architecture=architecture))
    assert made.refusals == ()


@pytest.mark.parametrize(
    "certificate",
    [CERTIFICATE, Certificate.arn("arn:aws:iam::123456789012:server-certificate/web")],
)
def test_certificates_of_acm_and_of_iam_will_do(certificate: Any) -> None:
    assert stack(certificate=certificate).refusals == ()


def test_a_registry_keeps_an_image() -> None:
    place = environment(registry=Registry(keep=0))
    (refusal,) = registry_stack(place.value.registry, [place], []).refusals
    assert (refusal.field, "1 or more" in refusal.fix) == ("registry.keep", True)
