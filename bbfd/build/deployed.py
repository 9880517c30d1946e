"""What every stack tells of its last deploy: a parameter for each fact, and an output of the same name.

Never a tag and never a label: those would change every resource with every deploy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from troposphere import Output, Ref

from bbfd.build.same import same
from bbfd.model.stack import DEPLOYED, FromDeployment, Parameter, Refusal

_UNSAID = "-"  # CloudFormation takes no empty output
_PARAMETERS = tuple(
    Parameter(name=name, type="String", default=_UNSAID, source=FromDeployment(fact=fact))
    for name, fact in DEPLOYED.items()
)


def deployed(_: object) -> Iterator[Parameter | Output]:
    """The part that all stacks have, whatever they are of."""
    yield from _PARAMETERS
    yield from map(_output, DEPLOYED)


@same
def _output(name: str) -> Output:
    return Output(name, Value=Ref(name))


def touched_by_deploys(references: Collection[str]) -> Iterator[Refusal]:
    """Why resources may not refer to these. references: all that the resources refer to."""
    for name in sorted(DEPLOYED.keys() & references):
        yield Refusal(
            what=f"a resource refers to {name}, which differs with every deploy: each would touch it",
            fix=f"remove the reference, or give your own parameter another name than {name}",
        )
