"""The finished result of a build: what would be sent to CloudFormation, and nothing of how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any, Final, Literal

from bbfd.model.value import value


@value
class FromStack:
    """The value is an output of another stack. service: whose stack it is, where it is a service's of ours."""

    stack: str
    output: str
    service: str = ""


@value
class FromImage:
    """The value is the image of a container: given for this deploy, or the definition's, or what the stack has.

    repository: the image without tag or digest; `--tag` is appended to it.
    main: `--tag` and `--image` speak of it; a sidecar's image they leave alone.
    ours: it is in a repository of the registry; `--tag` with several services speaks of these alone.
    built: `bbfd push` builds it.
    """

    container: str
    repository: str
    main: bool = True
    ours: bool = False
    built: bool = False


@value
class FromListener:
    """The value is a priority on a listener: the default if it is free there, else the next free one of its band.

    listener: the name of the parameter that carries the listener's ARN.
    first, last: the band, both included.
    conditions: what the rule matches, as (field, values), to know our own rule again.
    certificate: the domain by which the listener's only certificate is looked up; "" where it is not, or has others.
    """

    listener: str
    first: int
    last: int
    conditions: tuple[tuple[str, tuple[str, ...]], ...]
    certificate: str = ""


@value
class FromCertificate:
    """The value is the ARN of the issued certificate for a domain name."""

    domain: str


@value
class FromTags:
    """The value is found by tags: one VPC, or the subnets of one, comma separated.

    what: "vpc" or "subnets". vpc: for subnets, the name of the parameter that carries the VPC's id.
    """

    what: str
    tags: tuple[tuple[str, str], ...]
    vpc: str = ""


@value
class FromZone:
    """The value is the id of the public hosted zone of a domain name."""

    domain: str


@value
class FromSecret:
    """The value is a fact of a secret in Secrets Manager: its full ARN, or that of the key that encrypts it.

    name: the secret's. Where AWS's own key encrypts it, that is the ARN of the key's alias: a policy that names it
    allows nothing, and nothing need be allowed.
    """

    name: str
    fact: Literal["arn", "key"] = "arn"


@value
class FromKey:
    """The value is the ARN of the KMS key that an alias, as `alias/app`, stands for."""

    alias: str


@value
class FromLive:
    """The value is how many tasks of a service run, where a deploy replaces it; else the default.

    service: its logical id in this stack.
    """

    service: str


@value
class FromWeights:
    """The value is the weight that a listener rule gives a target group, which ECS shifts behind the stack's back.

    A deploy that leaves the rule alone sends what the stack was told last, so that CloudFormation leaves it alone, too;
    one that changes the rule reads what it gives now. Where there is no rule yet, the default.
    rule, group: their logical ids in this stack. https://github.com/aws/aws-cdk/issues/36649
    """

    rule: str
    group: str


Fact = Literal["digest", "version", "commit", "by"]


@value
class FromDeployment:
    """The value is a fact of the deploy itself: the deployer fills it in; any other tool leaves the default.

    digest: of the template, the values of the other parameters and the tags; a deploy that changes nothing is known
    by it, without a change set. version: what is deployed, in its makers' words. commit: what that was made from.
    by: who deployed it.
    """

    fact: Fact


# The parameters of every stack that are learned so, each with its fact; outputs of the same names show them.
DEPLOYED: Final[Mapping[str, Fact]] = MappingProxyType(
    {"Digest": "digest", "Version": "version", "Commit": "commit", "DeployedBy": "by"}
)

Source = (
    FromStack
    | FromImage
    | FromListener
    | FromCertificate
    | FromTags
    | FromZone
    | FromSecret
    | FromKey
    | FromLive
    | FromWeights
    | FromDeployment
)


@value
class Parameter:
    """A parameter of a stack. Without a default, its value is learned from `source` when planning.

    type: as CloudFormation names it, `String` or `AWS::EC2::VPC::Id`; a list's value is comma separated.
    """

    name: str
    type: str
    default: str | None = None
    source: Source | None = None


@value
class Refusal:
    """Something that could not be built: what, how to mend it, and the field or resource it is about.

    definition: the file that the field is in, where that is not the stack's own.
    """

    what: str
    fix: str
    field: str = ""
    resource: str = ""
    definition: str = ""


@value
class Overridden:
    """A property that a definition's `override` had the last word on. old, new: plain values; None where there is none.

    path: the logical id, then the steps to the property. field: where the definition says it.
    """

    path: tuple[str, ...]
    old: Any
    new: Any
    field: str


class Unbuildable(ValueError):
    """Ends the part that cannot be built without it: `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.what)
        self.refusal = refusal


@value
class Stack:
    """A finished stack. `body` is a plain mapping; `origins` says which field of the definition made a property.

    origins: (logical id, property) -> field of the definition, as `runs_on.cpu`. "" as property: the resource; one
    that is deep in it by its path, as `ContainerDefinitions/0/User`. `field_of` finds the nearest.
    definition: the file that defines it, relative to the project's root.
    refusals: why it is not whole; such a stack can be neither shown nor deployed.
    overrides: what had the last word on properties, to be told wherever the stack is shown.
    protected: the environment is; nothing is destroyed without being asked for, termination protection is on.
    """

    name: str
    body: Mapping[str, Any]
    parameters: tuple[Parameter, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[tuple[str, str], str] = field(default_factory=dict)
    definition: str = ""
    refusals: tuple[Refusal, ...] = ()
    overrides: tuple[Overridden, ...] = ()
    protected: bool = False

    def field_of(self, resource: str, *path: str | int) -> str:
        """Which field of the definition made what is at a path of a resource, as exactly as is known; "" for none."""
        for length in range(len(path), -1, -1):
            field_ = self.origins.get((resource, "/".join(map(str, path[:length]))))
            if field_ is not None:
                return field_
        return ""
