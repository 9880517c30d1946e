"""From names to outcomes: what is to be deployed, with what it stands on, one stack after the other."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bbfd.cli.call import Call
from bbfd.cli.images_given import images_given, must_be_images
from bbfd.cli.judging import must_be_clean
from bbfd.cli.linked_roles import LinkedRoles
from bbfd.cli.means import acting
from bbfd.cli.stacks import Stacks
from bbfd.deploy.image import has_ours
from bbfd.deploy.means import Means, Wishes
from bbfd.deploy.progress import Note
from bbfd.deploy.several import deploy_in_turn
from bbfd.errors import Place
from bbfd.model.access import Local
from bbfd.model.stack import Stack
from bbfd.report.github import annotation, on_github


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for with a run.

    images: as SERVICE=URI. missing_image: an image need not be there. every: the services were not named one by one.
    timeout, wait_lock: seconds.
    yes: not to be asked.
    """

    images: Sequence[str] = ()
    tag: str | None = None
    missing_image: bool = False
    every: bool = False
    adopt: bool = False
    timeout: float = 30 * 60.0
    wait_lock: float = 45 * 60.0
    yes: bool = False
    as_json: bool = False

    def beneath(self, stacks: Stacks) -> Wishes:
        """For the registry and the environment."""
        # Nobody can push an image to the embedded AWS: there it is said, and no more.
        return Wishes(
            missing_image=self.missing_image or isinstance(stacks.place.value.aws, Local),
            adopt=self.adopt,
            registry=stacks.registry_name,
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
                    tag=None if name in images or name in kept else self.tag,
                ),
            )
            for name, stack in zip(names, wanted, strict=True)
        ]

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


def deploy(call: Call, stacks: Stacks, names: Sequence[str], asked: Asked) -> int:
    """Deploy what these services stand on, then the services; the exit code of how it ended.

    Without services, only what they would stand on.
    """
    must_be_images(asked.images, asked.tag, names)
    wanted, beneath = stacks.of(names), stacks.beneath()
    must_be_clean(call, stacks, wanted, beneath)
    in_turn: list[tuple[Stack, Wishes]] = [(stack, asked.beneath(stacks)) for stack in beneath]
    in_turn += asked.above(names, wanted, stacks)
    with acting(
        call, stacks, yes=asked.yes, as_json=asked.as_json, wait_lock=asked.wait_lock
    ) as means:
        say_untagged(asked, names, wanted, stacks, means)
        roles = LinkedRoles(means, stacks.place.name)
        outcomes = deploy_in_turn(in_turn, roles.after_a_yes())
        roles.at_the_end()
        say_untried(in_turn, len(outcomes), means)
    last, stack = outcomes[-1], in_turn[len(outcomes) - 1][0]
    if not last.good and on_github(call.outside.variables):
        place = Place(stack.definition) if stack.definition else None
        sys.stderr.write(annotation("error", f"{last.reason}. {last.fix}", place, title=stack.name))
    return last.exit_code


def say_untried(in_turn: Sequence[tuple[Stack, Wishes]], tried: int, means: Means) -> None:
    """Name the stacks that come after the one that did not end well."""
    left = [stack.name for stack, _ in in_turn[tried:]]
    if left:
        means.tell(Note(stack=in_turn[tried - 1][0].name, text=f"not tried: {', '.join(left)}"))


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
