"""Values that another stack tells in its outputs: parameters of this one, learned when planning."""

from __future__ import annotations

from bbfd.model.stack import FromStack
from bbfd.model.value import value


@value
class FromService:
    """An output of another service's stack in the same environment, as `QueueUrl`. That service is deployed first.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
    """

    service: str
    output: str


@value
class FromEnvironment:
    """An output of the environment's own stack, as `Cluster`; where its file names the thing, that name."""

    output: str


Reference = FromService | FromEnvironment | FromStack
