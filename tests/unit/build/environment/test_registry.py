from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bbfd.build import ids
from bbfd.build.environment import registry_stack
from bbfd.build.environment.repositories import repository_id
from bbfd.deploy.kept.shelf import history_of
from bbfd.deploy.submission import key_of
from bbfd.model.container import Repository
from bbfd.model.environment import Registry
from bbfd.model.stack import Stack

from .definitions import environment, of_type, service

_OURS = Repository()
_REPOSITORY = "AWS::ECR::Repository"


def registry(*services: Any, protected: bool = False, **settings: Any) -> Stack:
    places = [environment("dev"), environment("prod", protected=protected)]
    return registry_stack(Registry(**settings), places, services)


def names(stack: Stack) -> list[str]:
    found = of_type(stack.body["Resources"], _REPOSITORY)
    return sorted(repository["RepositoryName"] for repository in found.values())


def test_every_image_of_our_own_has_a_repository() -> None:
    stack = registry(
        service("web", _OURS, "nginx:1"),
        service("job", "busybox", Repository(name="team/side.car")),
        service("other", "busybox"),
    )
    assert names(stack) == ["team/side.car", "web"]


def test_services_that_name_one_repository_share_it() -> None:
    assert names(registry(service("a1", Repository(name="web")), service("web", _OURS))) == ["web"]


def test_each_repository_gives_its_address() -> None:
    assert registry(service("web", _OURS)).body["Outputs"]["RepositoryWeb"] == {
        "Value": {"Fn::GetAtt": ["RepositoryWeb", "RepositoryUri"]}
    }


def test_a_repository_keeps_as_many_images_as_the_registry_says() -> None:
    found = of_type(registry(service("web", _OURS), keep=7).body["Resources"], _REPOSITORY)
    policy = json.loads(found["RepositoryWeb"]["LifecyclePolicy"]["LifecyclePolicyText"])
    assert policy["rules"][0]["selection"] == {
        "tagStatus": "any",
        "countType": "imageCountMoreThan",
        "countNumber": 7,
    }


def test_images_are_scanned_when_the_registry_says_so() -> None:
    for scan in (True, False):
        found = of_type(registry(service("web", _OURS), scan=scan).body["Resources"], _REPOSITORY)
        assert found["RepositoryWeb"]["ImageScanningConfiguration"] == {"ScanOnPush": scan}


def test_a_tag_always_means_the_same_image() -> None:
    found = of_type(registry(service("web", _OURS)).body["Resources"], _REPOSITORY)
    assert found["RepositoryWeb"]["ImageTagMutability"] == "IMMUTABLE"


@pytest.mark.parametrize(("protected", "policy"), [(True, "Retain"), (False, "Delete")])
def test_what_becomes_of_what_it_holds_is_always_said(protected: bool, policy: str) -> None:
    stack = registry(service("web", _OURS), protected=protected)
    assert stack.protected is protected
    for thing in stack.body["Resources"].values():
        assert thing["DeletionPolicy"] == thing["UpdateReplacePolicy"] == policy
    repository = stack.body["Resources"]["RepositoryWeb"]["Properties"]
    assert repository.get("EmptyOnDelete") is (None if protected else True)


@pytest.mark.parametrize("name", ["x", "Web", "web_", "a//b", "/a", "a" * 257, "a b"])
def test_a_name_that_ecr_does_not_take_is_refused_with_the_file_that_gives_it(name: str) -> None:
    (refusal,) = registry(service("web", Repository(name=name))).refusals
    assert refusal.what.startswith("services/web.py")
    assert "Repository(name=" in refusal.fix


_names = some.from_regex(r"[a-z0-9]+([._/-][a-z0-9]+)*", fullmatch=True)


@settings(max_examples=50)
@given(some.lists(_names, unique=True, max_size=6))
def test_different_repositories_have_different_logical_ids(names: list[str]) -> None:
    titles = [repository_id(name) for name in names]
    assert len(set(titles)) == len(titles)
    assert all(title.isalnum() and len(title) <= 255 for title in titles)


def test_names_that_differ_in_their_signs_alone_stay_different() -> None:
    assert (
        len({repository_id(name) for name in ("a-b", "a.b", "a/b", "a_b", "ab", "a-1", "a1")}) == 7
    )


def test_the_bucket_is_for_the_account_alone_and_over_tls_alone() -> None:
    found = registry().body["Resources"]
    bucket = found[ids.ARTIFACTS]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketName" not in bucket
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    (statement,) = found["ArtifactsBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert len(statement["Resource"]) == 2


def _lifecycle() -> dict[str, Any]:
    bucket = registry().body["Resources"][ids.ARTIFACTS]["Properties"]
    return {rule["Id"]: rule for rule in bucket["LifecycleConfiguration"]["Rules"]}


def test_old_versions_go() -> None:
    rule = _lifecycle()["old"]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert "ExpirationInDays" not in rule


def test_templates_that_were_uploaded_go_by_their_age_and_what_earlier_deploys_were_does_not() -> (
    None
):
    rule = _lifecycle()["uploaded"]
    assert rule["ExpirationInDays"] == 30
    assert key_of("prod-web", "{}", "0f").startswith(rule["Prefix"])
    assert not history_of("prod-web").startswith(rule["Prefix"])


def test_the_bucket_is_an_output() -> None:
    assert registry().body["Outputs"][ids.ARTIFACTS] == {"Value": {"Ref": ids.ARTIFACTS}}


def test_a_registry_has_the_tags_that_its_environments_agree_on() -> None:
    places = [
        environment("dev", tags={"team": "a", "stage": "dev"}),
        environment("prod", tags={"team": "a", "stage": "prod"}),
    ]
    stack = registry_stack(Registry(name="shared"), places, [])
    assert stack.tags == {"team": "a", "bbfd:registry": "shared"}
    assert (stack.name, stack.definition) == ("bbfd-registry-shared", "environments/dev.py")


def test_order_changes_nothing() -> None:
    places = [environment("dev"), environment("prod", protected=True)]
    services = [service("web", _OURS), service("job", _OURS, Repository(name="web"))]
    bodies = {
        json.dumps(registry_stack(Registry(), p, s).body)
        for p in permutations(places)
        for s in permutations(services)
    }
    assert len(bodies) == 1
