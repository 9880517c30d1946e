from __future__ import annotations

import pytest

from bbfd.model.container import (
    PrivateRepository,
    names_version,
    private_repository,
    without_version,
)


@pytest.mark.parametrize(
    ("image", "plain"),
    [
        ("nginx", "nginx"),
        ("nginx:1", "nginx"),
        ("localhost:5000/a/nginx", "localhost:5000/a/nginx"),
        ("localhost:5000/nginx:1", "localhost:5000/nginx"),
        ("a/b:1@sha256:00", "a/b"),
        ("a/b@sha256:00", "a/b"),
    ],
)
def test_an_image_without_its_version(image, plain):
    assert without_version(image) == plain
    assert names_version(image) == (image != plain)


def test_an_image_in_ecr_is_known_by_its_address():
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web:1"
    assert private_repository(image) == PrivateRepository("123456789012", "eu-west-1", "team/web")
    for host in ("dkr.ecr-fips.us-east-1.amazonaws.com", "dkr-ecr.us-east-1.on.aws"):
        found = private_repository(f"123456789012.{host}/web:1")
        assert found == PrivateRepository("123456789012", "us-east-1", "web")
    assert private_repository("public.ecr.aws/nginx/nginx:1") is None
    assert private_repository("nginx:1") is None
