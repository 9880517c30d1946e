"""What would surely fail is blocked before anything happens; what may not be looked at is a note, and stops nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.command import run
from tests.faults.fake.faults import Effect
from tests.faults.fake.scenery import SMALLEST
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY, PROD, STACK, WEB, holds, written

SECRET = "arn:aws:secretsmanager:eu-west-1:333333333333:secret:db-AbCdEf"
CERTIFICATE = "arn:aws:acm:eu-west-1:333333333333:certificate/0a1b2c3d-0000-4000-8000-000000000001"
SUBNETS = ("subnet-0a1b2c3d4e5f60713", "subnet-0a1b2c3d4e5f60714")
REPOSITORY = "333333333333.dkr.ecr.eu-west-1.amazonaws.com/shop"


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """before: what makes it so. told: why it is blocked. looks: the call that finds it. unseen: what the note says."""

    before: Callable[[World], object]
    told: str
    looks: str
    unseen: str
    web: tuple[str, str] = ("", "")
    prod: tuple[str, str] = ("", "")
    more: tuple[str, ...] = ()
    stack: str = STACK


def _occupied(world: World) -> None:
    for listener in world.live("AWS::ElasticLoadBalancingV2::Listener"):
        world.elbv2.occupy(listener.physical, 26)


def _exported(world: World) -> None:
    outputs = {"Url": {"Value": "x", "Export": {"Name": "web-url"}}}
    world.stack(STACK, template=SMALLEST | {"Outputs": outputs})
    world.cloudformation.imports["web-url"] = ["prod-orders"]


def _uses(secret: str) -> tuple[str, str]:
    return "    count=2,\n", f"    count=2,\n    uses=({secret},),\n"


BLOCKED = {
    "priority": Blocked(
        before=_occupied,
        web=('path="/*"', 'path="/*", priority=26'),
        told="the priority 26 is in use",
        looks="DescribeRules",
        unseen="whether the priority 26 is free was not checked",
    ),
    "export": Blocked(
        before=_exported,
        more=("--adopt",),
        told="the export web-url would change or go, and is imported by prod-orders",
        looks="ListImports",
        unseen="whether other stacks import web-url was not checked",
    ),
    "image": Blocked(
        before=lambda world: world.ecr.missing.add(("shop", "9")),
        web=("public.ecr.aws/nginx/nginx:1.27", f"{REPOSITORY}:9"),
        told=f"the image {REPOSITORY}:9 is not in its repository",
        looks="DescribeImages",
        unseen=f"whether the image {REPOSITORY}:9 exists was not checked",
    ),
    "secret": Blocked(
        before=lambda world: world.secretsmanager.missing.add(SECRET),
        web=_uses(f'Secret(variable="DB", secret="{SECRET}")'),
        told=f"{SECRET} does not exist, or is to be deleted (variable DB of app)",
        looks="DescribeSecret",
        unseen="whether the secrets exist was not checked",
    ),
    "parameter": Blocked(
        before=lambda world: world.ssm.missing.add("/prod/db"),
        web=_uses('Secret(variable="DB", parameter="/prod/db")'),
        told="parameter/prod/db does not exist, or is to be deleted (variable DB of app)",
        looks="DescribeParameters",
        unseen="whether the secrets exist was not checked",
    ),
    "certificate": Blocked(
        before=lambda world: world.acm.missing.add(CERTIFICATE),
        prod=("aws=Access(),", f'aws=Access(),\n    certificate=Certificate.arn("{CERTIFICATE}"),'),
        told=f"the certificate {CERTIFICATE} does not exist here, or is not issued",
        looks="DescribeCertificate",
        unseen=f"whether the certificate {CERTIFICATE} is issued was not checked",
        stack="bbfd-environment-prod",
    ),
    "addresses": Blocked(
        before=lambda world: world.ec2.free.update(dict.fromkeys(SUBNETS, 1)),
        web=("count=2", "count=9"),
        told="Service needs 9 more addresses for its tasks, and its subnets have 2 free",
        looks="DescribeSubnets",
        unseen="whether the subnets have addresses enough was not checked",
    ),
}


def _ready(world: World, root: Path, case: Blocked) -> Path:
    web = WEB.replace("WebService\n", "Secret, WebService\n", 1).replace(*case.web)
    prod = PROD.replace("Access, ", "Access, Certificate, ", 1).replace(*case.prod)
    world.ecr.repositories["shop"] = []
    case.before(world)
    return written(root, web=web if case.web[0] else WEB, prod=prod if case.prod[0] else PROD)


@pytest.mark.parametrize("name", BLOCKED)
def test_what_would_surely_fail_is_blocked_before_anything_happens(
    furnished: World, project: Path, name: str
) -> None:
    case = BLOCKED[name]
    root = _ready(furnished, project, case)
    truth = furnished.truth(case.stack)
    ran = run(furnished, *DEPLOY, *case.more, project=root)
    assert case.told in ran.words
    assert "fix: " in ran.words
    assert ran.count("ExecuteChangeSet") == 0
    status = truth.status if truth else ""
    holds(furnished, ran, exit_code=3, budget=17, stack=case.stack, status=status)


@pytest.mark.parametrize("name", BLOCKED)
def test_what_may_not_be_looked_at_is_a_note_and_stops_nothing(
    furnished: World, project: Path, name: str
) -> None:
    case = BLOCKED[name]
    root = _ready(furnished, project, case)
    furnished.wire.fault(Effect.DENIED, case.looks)
    ran = run(furnished, *DEPLOY, *case.more, project=root)
    assert case.unseen in ran.words
    assert ran.count("ExecuteChangeSet") == 1 + (case.stack != STACK)
    assert case.told not in ran.words
