"""From names to outcomes: what is to be deployed, with what it stands on, one stack after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from shlex import quote

from bbfd.cli.call import Call
from bbfd.cli.clashing import must_not_clash
from bbfd.cli.commit import commit_of
from bbfd.cli.images_given import beside, images_given, must_be_images
from bbfd.cli.judging import must_be_clean
from bbfd.cli.linked_roles import LinkedRoles
from bbfd.cli.means import acting_as
from bbfd.cli.stacks import Stacks
from bbfd.cli.typed import repeating
from bbfd.deploy.commands import command
from bbfd.deploy.means import Means, Wishes
from bbfd.deploy.plan.image import has_ours
from bbfd.deploy.progress import Note
from bbfd.deploy.run.order import After, must_be_orderly, those_that_tell
from bbfd.deploy.run.several import Run, deploy_run
from bbfd.model.access import Local
from bbfd.model.naming import stack_name
from bbfd.model.stack import FromStack, Stack
from bbfd.report.github_files import Ledger


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for with a run.

    images: as SERVICE=URI. missing_image: an image need not be there. every: the services were not named one by one.
    timeout, wait_lock: seconds.
    yes: not to be asked. shows, force, recover, recreate: as in `Wishes`. commit: what it was made
    from. keep_going: what does not depend on one that failed is deployed all the same. at_once: services side by side.
    """

    images: Sequence[str] = ()
    tag: str | None = None
    missing_image: bool = False
    shows: bool = False
    every: bool = False
    adopt: bool = False
    timeout: float = 30 * 60.0
    wait_lock: float = 45 * 60.0
    yes: bool = False
    as_json: bool = False
    force: bool = False
    recover: bool = False
    recreate: bool = False
    keep_going: bool = False
    at_once: int = 100
    commit: str = ""

    def beneath(self, stacks: Stacks) -> Wishes:
        """For the registry and the environment."""
        # No container runs in the embedded AWS: that an image is missing there is said, and no more.
        return Wishes(
            missing_image=self.missing_image or isinstance(stacks.place.value.aws, Local),
            adopt=self.adopt,
            shows=self.shows,
            registry=stacks.registry_name,
            force=self.force,
            recover=self.recover,
            recreate=self.recreate,
            commit=self.commit,
            timeout=self.timeout,
            wait_lock=self.wait_lock,
        )

    def above(
        self, names: Sequence[str], wanted: Sequence[Stack], stacks: Stacks
    ) -> list[tuple[Stack, Wishes]]:
        """For the services."""
        images, kept = images_given(self.images), self.untagged(names, wanted)
        return [
            (
                stack,
                replace(
                    self.beneath(stacks),
                    image=images.get(name),
                    beside=beside(images, name),
                    tag=None if name in images or name in kept else self.tag,
                ),
            )
            for name, stack in zip(names, wanted, strict=True)
        ]

    def typed(self) -> tuple[str, ...]:
        """The options of this call with which a deploy of what services stand on does the same."""
        usual = Asked()
        told = [("--timeout", self.timeout, usual.timeout)]
        told.append(("--wait-lock", self.wait_lock, usual.wait_lock))
        said = [f"{name} {_spoken(given)}" for name, given, by_itself in told if given != by_itself]
        return (*(["--adopt"] if self.adopt else []), *said)

    def typed_for(self, name: str, kept: Sequence[str]) -> tuple[str, ...]:
        """The same for a service. kept: those that `--tag` leaves alone."""
        images = images_given(self.images)
        image = images.get(name)
        mine = {whose: each for whose, each in images.items() if whose.partition("/")[0] == name}
        given = [f"--image {quote(f'{whose}={each}')}" for whose, each in mine.items()]
        if self.tag is not None and not image and name not in kept:
            given.append(f"--tag {quote(self.tag)}")
        if self.missing_image:
            given.append("--allow-missing-image")
        if self.keep_going:
            given.append("--keep-going")
        if self.at_once != Asked().at_once:
            given.append(f"--at-once {self.at_once}")
        return (*given, *self.typed())

    def untagged(self, names: Sequence[str], wanted: Sequence[Stack]) -> tuple[str, ...]:
        """The services that `--tag` leaves alone: among several, it is the tag of what was built here."""
        if self.tag is None or (len(names) == 1 and not self.every):
            return ()
        images = images_given(self.images)
        return tuple(
            name
            for name, stack in zip(names, wanted, strict=True)
            if name not in images and not has_ours(stack)
        )


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:g}m" if seconds % 60 == 0 else f"{seconds:g}s"


def deploy(call: Call, stacks: Stacks, names: Sequence[str], asked: Asked, ledger: Ledger) -> int:
    """Deploy what these services stand on, then the services; the exit code of how it ended.

    Without services, only what they would stand on. ledger: keeps how the stacks end.
    """
    must_be_images(asked.images, asked.tag, names)
    after = order_of(stacks, names)
    wanted = stacks.of(names)
    must_not_clash(stacks, names)
    must_be_clean(call, stacks, wanted, stacks.beneath())
    asked = replace(asked, commit=commit_of(call, stacks))
    run = _run_of(stacks, names, wanted, asked, after)
    acts = acting_as(call, stacks, asked, ledger)
    with acts as acted, repeating(_typed(asked, names, wanted, stacks), acted) as means:
        say_untagged(asked, names, wanted, stacks, means)
        roles = LinkedRoles(means, stacks.place.name, stacks.beneath())
        ran = deploy_run(run, roles.after_a_yes())
        if not names:  # a service that is there, and does not change, has them
            roles.at_the_end()
    return ran.exit_code


def _run_of(
    stacks: Stacks, names: Sequence[str], wanted: Sequence[Stack], asked: Asked, after: After
) -> Run:
    return Run(
        beneath=tuple((stack, asked.beneath(stacks)) for stack in stacks.beneath()),
        services=tuple(asked.above(names, wanted, stacks)),
        after=after,
        keep_going=asked.keep_going,
        at_once=asked.at_once,
    )


def _typed(
    asked: Asked, names: Sequence[str], wanted: Sequence[Stack], stacks: Stacks
) -> Mapping[str, tuple[str, ...]]:
    """The deploy of each stack -> the options that it has to be given to do the same."""
    beneath = {command("deploy", stack.tags): asked.typed() for stack in stacks.beneath()}
    kept = asked.untagged(names, wanted)
    return beneath | {
        command("deploy", stack.tags): asked.typed_for(name, kept)
        for name, stack in zip(names, wanted, strict=True)
    }


def order_of(stacks: Stacks, names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Name of each service's stack -> the stacks of this run that come before it. Raises DefinitionError."""
    every = {name: service.value.after for name, service in stacks.services.items()}
    project = stacks.project
    must_be_orderly(
        every,
        project.service_names,
        place_of=lambda name: project.place_of(f"services/{name}.py", "after"),
    )
    place = stacks.place.name
    run = {name: tuple(o for o in every.get(name, ()) if o in names) for name in names}
    wanted = zip(names, stacks.of(names), strict=True)
    told = {name: _told_by(stack, names) for name, stack in wanted}
    return {
        stack_name(place, name): tuple(stack_name(place, other) for other in before)
        for name, before in those_that_tell(run, told).items()
    }


def _told_by(stack: Stack, names: Sequence[str]) -> tuple[str, ...]:
    """The services of this run whose outputs a stack takes."""
    sources = (p.source for p in stack.parameters if isinstance(p.source, FromStack))
    return tuple(dict.fromkeys(each.service for each in sources if each.service in names))


def say_untagged(
    asked: Asked, names: Sequence[str], wanted: Sequence[Stack], stacks: Stacks, means: Means
) -> None:
    """Name the services that keep their image although a tag was given."""
    kept = asked.untagged(names, wanted)
    if kept:
        text = (
            f"--tag {asked.tag} is for images in the registry's own repositories: "
            f"{', '.join(kept)} {'keeps its' if len(kept) == 1 else 'keep their'} image"
        )
        means.tell(Note(stack=stacks.place.name, text=text))
