"""A release: built, tested and pushed once, then the same digest in one environment after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bbfd.cli.call import Call
from bbfd.cli.journey import Asked as OnTheWay
from bbfd.cli.journey import Journey
from bbfd.cli.means import connected
from bbfd.cli.pushing import Asked as ToPush
from bbfd.cli.pushing import bring
from bbfd.cli.stacks import Stacks
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.release.arrived import Arrived
from bbfd.deploy.release.running import deployed, differing
from bbfd.errors import UsageError
from bbfd.images.recipes import wanted
from bbfd.report.github_files import Ledger
from bbfd.report.line import Line, Tone


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for with a release, or a promotion. See `pushing.Asked` and `journey.Asked`."""

    engine: str | None = None
    tag: str | None = None
    no_test: bool = False
    no_smoke: bool = False
    scan: str | None = None
    yes: bool = False
    until_approval: bool = False
    every: bool = False
    as_json: bool = False
    timeout: float = 30 * 60.0
    wait_lock: float = 45 * 60.0

    def to_push(self) -> ToPush:
        """For the push."""
        return ToPush(
            tag=self.tag,
            engine=self.engine,
            tests=not self.no_test,
            scan=self.scan,
            every=True,  # what is not built goes along all the same
            yes=self.yes or self.until_approval,
            as_json=self.as_json,
            timeout=self.timeout,
            wait_lock=self.wait_lock,
        )

    def on_the_way(self) -> OnTheWay:
        """For the deployments."""
        return OnTheWay(
            scan=self.scan or "",
            smoke=not self.no_smoke,
            yes=self.yes,
            until_approval=self.until_approval,
            as_json=self.as_json,
            timeout=self.timeout,
            wait_lock=self.wait_lock,
        )


def release(
    call: Call, stages: Sequence[Stacks], names: Sequence[str], asked: Asked, ledger: Ledger
) -> int:
    """Build, test and push for the first environment, then deploy to each in turn; the exit code."""
    _must_differ([stacks.place.name for stacks in stages])
    if not asked.every:
        _must_build(names, stages[0])
    arrived, code = bring(call, stages[0], names, asked.to_push())
    if code:
        return code
    _tell_of_others(call, names, arrived)
    journey = Journey(call=call, names=names, asked=asked.on_the_way(), ledger=ledger)
    return journey.through(stages, arrived, stages[0])


def promote(
    call: Call, source: Stacks, target: Stacks, names: Sequence[str], asked: Asked, ledger: Ledger
) -> int:
    """Deploy what runs in one environment to another; the exit code. Nothing is built."""
    _must_differ([source.place.name, target.place.name])
    with connected(call, source.project, source.place) as aws:
        must_be_the_right_one(aws)
        stacks = source.of(names)
        running = [deployed(stack, aws) for stack in stacks]
        pairs = zip(stacks, running, strict=True)
        notes = [note for stack, found in pairs for note in differing(stack, found, aws)]
    arrived = tuple(
        Arrived(
            service=name,
            environment=source.place.name,
            container=each.container,
            repository=each.repository,
            digest=each.digest,
            tag=each.tag,
        )
        for name, found in zip(names, running, strict=True)
        for each in found
    )
    call.console().quote([Line(note, Tone.WARN) for note in notes])
    _tell_of_others(call, names, arrived)
    journey = Journey(call=call, names=names, asked=asked.on_the_way(), ledger=ledger)
    return journey.through((target,), arrived, source)


def _must_build(names: Sequence[str], stacks: Stacks) -> None:
    if any(map(wanted, stacks.project.services(names))):
        return
    services = " ".join(names)
    raise UsageError(
        f"{services} has no image that BBFD builds",
        fix=f"`bbfd deploy {services} --env {stacks.place.name}` deploys what is pushed; or write image=Build(...)",
    )


def _tell_of_others(call: Call, names: Sequence[str], arrived: Sequence[Arrived]) -> None:
    """Say which services go along without an image of ours."""
    others = [name for name in names if name not in {each.service for each in arrived}]
    if others:
        words = f"not copied, and deployed as the definition names the image: {', '.join(others)}"
        call.console().say([Line(words, Tone.QUIET)])


def _must_differ(environments: Sequence[str]) -> None:
    twice = next((name for name in environments if environments.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"the environment {twice} is named twice", fix="name each once")
