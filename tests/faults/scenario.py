"""What every scenario asserts, and the small project that scenarios are about."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from bbfd.report.schema import schema
from tests.faults.command import Ran
from tests.faults.fake.world import World

STACK, REGISTRY, ENVIRONMENT = "prod-web", "bbfd-registry-main", "bbfd-environment-prod"
_VALID = Draft202012Validator(schema())
DEPLOY = ("deploy", "web", "--env", "prod", "--yes")

WEB = '''"""A page."""

from bbfd import Container, Fargate, Http, WebService

service = WebService(
    container=Container(image="public.ecr.aws/nginx/nginx:1.27", port=80),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(path="/*"),
    count=2,
)
'''
PROD = '''"""Production, in a network that is there."""

from bbfd import Access, Environment, Network

environment = Environment(
    account="333333333333",
    region="eu-west-1",
    aws=Access(),
    network=Network.existing(
        vpc="vpc-0a1b2c3d4e5f60718",
        public=("subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712"),
        private=("subnet-0a1b2c3d4e5f60713", "subnet-0a1b2c3d4e5f60714"),
    ),
)
'''


def written(root: Path, web: str = WEB, prod: str = PROD) -> Path:
    """Write the project: one service, one environment. A test that changes the service writes it again."""
    for path, text in {"services/web.py": web, "environments/prod.py": prod}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def changed(root: Path, before: str = "nginx:1.27", after: str = "nginx:1.28") -> Path:
    """Change the service: unless said, its version."""
    assert before in WEB
    return written(root, web=WEB.replace(before, after))


def without_retained_revisions(root: Path) -> Path:
    """Change the service's version, and have the old revision of its task definition removed while cleaning up."""
    text = WEB.replace("nginx:1.27", "nginx:1.28")
    own = 'override={"Task.UpdateReplacePolicy": "Delete"},'
    return written(root, web=text.replace("count=2,", f"count=2,\n    {own}"))


def holds(
    world: World,
    ran: Ran,
    *,
    exit_code: int,
    budget: int,
    stack: str = STACK,
    status: str | None = None,
    state: str | None = None,
    stays: Collection[str] = (),
    foreign: Collection[str] = (),
) -> None:
    """Assert what holds in every scenario.

    budget: of calls, reads and all, besides those that keep what is executed. stack: the one that the last line has to
    name, with the status that it has in truth. status: the one that it has to have; None for any. state: words that the
    last line says of it in the place of its status, where that cannot be known. stays: of ours, on purpose. foreign:
    ARNs of change sets of others.
    """
    assert ran.exit_code == exit_code, ran.stderr
    assert exit_code != 70
    # What a container logs may be a traceback; that is quoted, and does not begin a line.
    assert not [line for line in ran.lines if line.startswith("Traceback")]
    allowed = budget + KEEPING * len(kept(ran))
    assert len(ran.calls) <= allowed, f"{len(ran.calls)} calls:\n{ran.calls.said()}"
    assert sorted(world.left_behind()) == sorted(stays)
    assert set(foreign) <= _change_sets(world)
    if ran.stdout.startswith('{"schema"'):
        told_to_programs(ran)
    truth = world.truth(stack)
    if status is not None:
        assert (truth.status if truth else "") == status
    said = said_of(stack, ran.last)
    real = state or (truth.status if truth else "there is no such stack")
    assert re.match(rf"{re.escape(real)}(?![A-Z_])", said), f"{real}: {ran.stderr}"


KEEPING = 3  # calls for each operation: what is kept is listed, the deploy put before, and how it ended after


def uploaded(ran: Ran) -> list[dict[str, Any]]:
    """Give the calls that put something into a bucket that is no deploy to be kept."""
    puts = ran.calls.of("PutObject").parameters()
    return [put for put in puts if not put["Key"].startswith("history/")]


def mutations(ran: Ran) -> list[str]:
    """Name the calls that changed something, besides those that keep a deploy."""
    return [name for name in ran.calls.mutations().names() if name != "PutObject"]


def kept(ran: Ran) -> list[str]:
    """Give the keys under which deploys were kept."""
    keys = (str(put["Key"]) for put in ran.calls.of("PutObject").parameters())
    return [key for key in keys if key.endswith("/deploy.json")]


def told_to_programs(ran: Ran) -> list[dict[str, object]]:
    """Give what `--json` printed: one object a line, each as the schema says, and `run` nowhere but at the end."""
    for event in ran.events:
        assert _VALID.is_valid(event), [e.message for e in _VALID.iter_errors(event)]
    assert ran.stdout == "" or ran.stdout.endswith("\n")
    assert "run" not in [event["event"] for event in ran.events[:-1]]
    return list(ran.events)


def said_of(stack: str, line: str) -> str:
    """What a line says of the state of a stack; "" where it does not name it."""
    line = re.sub(r"^\S+Z (?=\S)", "", line)
    for part in line.split("; "):
        names, _, words = part.partition(": ")
        if stack in names.split(", "):
            return words
    return ""


def _change_sets(world: World) -> set[str]:
    return {made.id for stack in world.cloudformation.stacks for made in stack.change_sets.values()}


def never_silent(ran: Ran, longest: float = 35.0, *, begins: str = "") -> None:
    """Assert that no two lines with a UTC time are further apart than so many seconds.

    begins: words of the line from which on this holds.
    """
    first = next(number for number, line in enumerate(ran.lines) if begins in line)
    stamps = (re.match(r"(\S+)Z(?= )", line) for line in ran.lines[first:])
    told = [datetime.strptime(found[1], "%Y-%m-%dT%H:%M:%S") for found in stamps if found]
    assert len(told) > 1
    gaps = [(b - a).total_seconds() for a, b in pairwise(told)]
    assert max(gaps) <= longest, (
        f"{max(gaps)} s, after {told[gaps.index(max(gaps))]}:\n{ran.stderr}"
    )
