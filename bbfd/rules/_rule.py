"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from enum import Enum
from typing import NamedTuple

from bbfd.errors import Place
from bbfd.model.value import value
from bbfd.template.document import Document, Path


class Level(Enum):
    """Whether a finding stops a deployment."""

    ERROR = "error"
    WARNING = "warning"


class When(Enum):
    """What has to be at hand to see whether a rule holds."""

    TEMPLATE = "in the template"
    PLANNING = "when planning"  # it asks the account
    DEFINITION = "in the definition"  # its examples are Python
    VALIDATORS = "when other validators run"


class Found(NamedTuple):
    """One place where a rule does not hold. `fix`, `level` and `aws` (its error) where they differ from the rule's."""

    path: Path
    detail: str
    fix: str = ""
    level: Level | None = None
    aws: str = ""


class Between(NamedTuple):
    """One place where a rule between documents does not hold: in `document`, because of `other`."""

    document: Document
    other: Document
    found: Found


Look = Callable[[Document], Iterable[Found]]
Across = Callable[[Sequence[Document]], Iterator[Between]]
Find = Callable[[Document], Iterable[tuple[str, Found]]]


class Share:
    """What a rule looks with that looks together with others.

    find: the id of a rule and a place where it does not hold, of every rule that shares it.
    kept: the same as a tuple, to be found once for a document.
    """

    def __init__(
        self, find: Find, kept: Callable[[Document], tuple[tuple[str, Found], ...]], id: str
    ) -> None:
        self.find = find
        self._kept = kept
        self._id = id

    def __call__(self, document: Document) -> Iterator[Found]:
        return (found for id, found in document.once(self._kept) if id == self._id)


def together(find: Find) -> Callable[[str], Look]:
    """Rules about one thing look at it together. Gives for an id what that rule looks with."""

    def kept(document: Document) -> tuple[tuple[str, Found], ...]:
        return tuple(find(document))

    return lambda id: Share(find, kept, id)


def nothing(_: Document) -> Iterator[Found]:
    """The look of a rule that a document alone does not show."""
    return iter(())


@value
class Rule:
    """A declaration of what must hold.

    aws_error: what AWS says when it does not; where AWS is silent, what happens instead. fix: what to type.
    doc: the AWS page. wrong, right: two templates that differ in this alone. also: what other validators call it.
    look_across: for what only several documents show together, or several resources of one.
    """

    id: str
    title: str
    level: Level
    aws_error: str
    fix: str
    doc: str
    wrong: str
    right: str
    look: Look
    also: tuple[str, ...] = ()
    look_across: Across | None = None
    when: When = When.TEMPLATE


def doubtful(rule: Rule) -> Rule:
    """The rule as a warning: what AWS says when it does not hold, or whether it says anything, is not known."""
    return replace(rule, level=Level.WARNING)


def where(
    subjects: Callable[[Document], Sequence[object]], rules: Sequence[Rule]
) -> tuple[Rule, ...]:
    """Rules that are not asked at all where there is nothing for them to look at."""

    def find(document: Document) -> Iterator[tuple[str, Found]]:
        if subjects(document):
            yield from ((rule.id, found) for rule in rules for found in rule.look(document))

    look_for = together(find)
    return tuple(replace(rule, look=look_for(rule.id)) for rule in rules)


@value
class Finding:
    """One place where a rule, ours or another validator's, does not hold.

    resource: the logical id; "" if it is about the template. path: the property, from the resource's Properties on.
    document: its name. source: "bbfd", "cloudformation-validate" or "cfn-lint". also: what others call the same.
    """

    rule: str
    level: Level
    title: str
    aws_error: str
    fix: str
    doc: str
    resource: str
    path: Path
    detail: str
    document: str
    source: str
    also: tuple[str, ...] = ()
    where: Callable[[], Place] = field(compare=False, repr=False)

    @property
    def place(self) -> Place:
        """File, line and column, worked out when asked for."""
        return self.where()


def finding(rule: Rule, document: Document, found: Found) -> Finding:
    """What a rule of ours found in a document."""
    resource, path = property_of(found.path)
    return Finding(
        rule=rule.id,
        level=found.level or rule.level,
        title=rule.title,
        aws_error=found.aws or _of_container(rule.aws_error, document, found.path),
        fix=found.fix or rule.fix,
        doc=rule.doc,
        resource=resource,
        path=path,
        detail=found.detail,
        document=document.name,
        source="bbfd",
        also=rule.also,
        where=lambda: document.place(found.path),
    )


# What the container is called in the examples, and so in what AWS says of them.
_EXAMPLE = "container 'web'"


def _of_container(error: str, document: Document, path: Path) -> str:
    """What AWS says, with the name of the container that it is about."""
    if _EXAMPLE not in error or len(path) < 5 or path[3] != "ContainerDefinitions":
        return error
    name = document.value(document.raw((*path[:5], "Name")))
    return error.replace(_EXAMPLE, f"container '{name}'") if isinstance(name, str) else error


def property_of(path: Path) -> tuple[str, Path]:
    """A path in the body -> (logical id, path in its properties), without the conditions that it goes through."""
    plain = tuple(
        step
        for index, step in enumerate(path)
        if step != "Fn::If" and (index == 0 or path[index - 1] != "Fn::If")
    )
    if plain[:1] != ("Resources",) or len(plain) < 2:
        return "", plain
    return str(plain[1]), plain[3:] if plain[2:3] == ("Properties",) else plain[2:]
