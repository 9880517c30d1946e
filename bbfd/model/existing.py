"""Things that exist, as a service names them that uses one: by name, by ARN, or by another service's output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bbfd.model.facts import About, Variable
from bbfd.model.naming import filled, logical_id, stack_name
from bbfd.model.owned import no_arn, several
from bbfd.model.reference import FromService
from bbfd.model.stack import FromStack, Parameter, Refusal
from bbfd.model.value import value

Named = str | FromService


@value(kw_only=False)
class Sort:
    """A sort of thing. word: what we call it. service: of AWS. arn: with NAME for its name."""

    word: str
    service: str
    arn: str


BUCKET = Sort("ExistingBucket", "s3", "arn:${AWS::Partition}:s3:::NAME")
TABLE = Sort(
    "ExistingTable", "dynamodb", "arn:${AWS::Partition}:dynamodb:REGION:ACCOUNT:table/NAME"
)
QUEUE = Sort("ExistingQueue", "sqs", "arn:${AWS::Partition}:sqs:REGION:ACCOUNT:NAME")
TOPIC = Sort("ExistingTopic", "sns", "arn:${AWS::Partition}:sns:REGION:ACCOUNT:NAME")


@value
class Existing:
    """One of them. arn, name: `${...}` in them is CloudFormation's to fill in. learned: what another stack tells."""

    arn: str
    name: str
    learned: tuple[Parameter, ...] = ()

    @property
    def parts(self) -> tuple[Callable[[Any], Iterator[Parameter]], ...]:
        """What makes the parameters that carry what another stack tells."""
        return (self._parameters,) if self.learned else ()

    def _parameters(self, _: Any) -> Iterator[Parameter]:
        yield from self.learned


def chosen(variable: str | None, given: str, container: str | None) -> tuple[Variable, ...]:
    """The variable, where one is wanted."""
    return () if variable is None else (Variable(variable, given, container),)


def existing(sort: Sort, named: Named, about: About) -> Existing | Refusal:
    """What is meant. Another service's output is a name, or an ARN where the sort has no other outputs."""
    if isinstance(named, FromService):
        return _told(sort, named, about)
    try:
        said = filled(named, dict(about.placeholders))
    except ValueError as error:
        names = ", ".join(f"{{{name}}}" for name, _ in about.placeholders)
        return Refusal(what=f"{sort.word}: {error}", fix=f"write one of {names}", field="uses")
    if odd := next(several(sort.word, sort.word.removeprefix("Existing").lower(), said), None):
        return odd
    if not said.startswith("arn:"):
        return Existing(arn=_arn(sort, said, about), name=said)
    odd = next(no_arn(sort.word, "it", said, sort.service), None)
    return odd or Existing(arn=said, name=said.rpartition(":")[2].rpartition("/")[2])


def _arn(sort: Sort, name: str, about: About) -> str:
    arn = sort.arn.replace("REGION", about.region).replace("ACCOUNT", about.account)
    return arn.replace("NAME", name)


def text_of(named: Named) -> str:
    """What is named; `${...}` of a parameter where another service tells it."""
    if not isinstance(named, FromService):
        return named
    return f"${{{logical_id(named.service, named.output)}}}"


def learned(named: Named | None, environment: str) -> Iterator[Parameter]:
    """The parameter that carries what another service of this environment tells."""
    if isinstance(named, FromService):
        stack = stack_name(environment, named.service)
        yield Parameter(
            name=logical_id(named.service, named.output),
            type="String",
            source=FromStack(stack=stack, output=named.output, service=named.service),
        )


def _told(sort: Sort, named: FromService, about: About) -> Existing:
    text = text_of(named)
    by_name = sort in (BUCKET, TABLE)
    return Existing(
        arn=_arn(sort, text, about) if by_name else text,
        name=text,
        learned=tuple(learned(named, about.environment)),
    )
