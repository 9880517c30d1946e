"""Which service comes after which: what `after=` names must be there, and must come to an end. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from bbfd.discover import SERVICES, did_you_mean
from bbfd.errors import DefinitionError, Mistakes, Place

After = Mapping[str, tuple[str, ...]]


def _in_its_file(service: str) -> Place:
    return Place(f"{SERVICES}/{service}.py")


def must_be_orderly(
    after: After, known: Collection[str], place_of: Callable[[str], Place] = _in_its_file
) -> None:
    """Refuse an order that cannot be kept: unknown names, services after themselves, circles; all of it at once.

    after: name of each service -> those that come before it. known: every service of the project.
    place_of: name of a service -> where its `after=` is said. Raises DefinitionError; Mistakes where there are several.
    """
    wrong = [
        DefinitionError(what, fix=fix, place=place_of(service))
        for service, what, fix in (*_misnamed(after, known), *_circular(after))
    ]
    if wrong:
        raise Mistakes.of(wrong)


Wrong = tuple[str, str, str]  # the service that says it, what is wrong, how to mend it


def _misnamed(after: After, known: Collection[str]) -> Iterator[Wrong]:
    for service in sorted(after):
        for name in dict.fromkeys(after[service]):
            if name == service:
                yield service, "`after` names the service itself", f'remove "{name}" from after='
            elif name not in known:
                meant = did_you_mean(name, sorted(set(known) - {service}))
                yield service, f"`after` names `{name}`: no such service", meant


def _circular(after: After) -> Iterator[Wrong]:
    """Each circle that there is; once one is told, its services are looked at no more."""
    left = {
        service: sorted(set(after[service]) & after.keys() - {service}) for service in sorted(after)
    }
    while circle := _circle_in(left):
        first, *others = circle
        way = ", which comes after ".join(f"`{name}`" for name in (*others, first))
        what = f"`{first}` comes after {way}: none of them can be the first"
        yield first, what, "remove one of these names from its after="
        left = {
            service: [name for name in names if name not in circle]
            for service, names in left.items()
            if service not in circle
        }


def _circle_in(after: Mapping[str, Collection[str]]) -> list[str]:
    """Services of which each comes after the next, and the last after the first; of none, []."""
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1][
            :0:-1
        ]  # each was before the next; the first was the last again
        start = circle.index(min(circle))
        return circle[start:] + circle[:start]
    return []


def those_that_tell(after: After, told: After) -> After:
    """Let a service come after those whose outputs it takes, too.

    after: an order that can be kept. told: name of a service -> those that tell it something. Where two tell each other
    something, each was deployed before it asked: such a circle is no mistake, and the first of the two goes first.
    """
    order = {name: tuple(before) for name, before in after.items()}
    for name in sorted(told):
        for other in told[name]:
            if other not in order.get(name, ()) and not _comes_after(other, name, order):
                order[name] = (*order.get(name, ()), other)
    return order


def _comes_after(name: str, other: str, order: After) -> bool:
    """Whether a service is the other, or comes after it, be it by way of further ones."""
    left, seen = [name], set()
    while left:
        one = left.pop()
        if one == other:
            return True
        if one not in seen:
            seen.add(one)
            left.extend(order.get(one, ()))
    return False
