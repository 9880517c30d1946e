"""Secrets Manager and Parameter Store: whether what a container is to get exists. No value is ever read.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bbfd.aws.trouble import asking, if_there
from bbfd.deploy.records import Secret

_AT_ONCE = 50  # values of one filter


class SecretsManager:
    """The call about a secret."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def exists(self, arn: str) -> bool:
        """Whether a secret is there, and is not marked for deletion."""
        return self.named(arn) is not None

    def named(self, name: str) -> Secret | None:
        """Find a secret by its name or ARN; None where there is none, or it is marked for deletion."""
        answer = if_there(
            f"look for the secret {name}", lambda: self._client.describe_secret(SecretId=name)
        )
        if answer is None or answer.get("DeletedDate") is not None:
            return None
        return Secret(arn=answer["ARN"], key=answer.get("KmsKeyId", ""))


class ParameterStore:
    """The call about parameters."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def known(self, names: Iterable[str]) -> frozenset[str]:
        """Tell which of these parameters exist. DescribeParameters gives no values, as GetParameters would."""
        asked = sorted(set(names))
        with asking("look for the parameters"):
            return frozenset(
                name
                for first in range(0, len(asked), _AT_ONCE)
                for name in self._some(asked[first : first + _AT_ONCE])
            )

    def _some(self, names: list[str]) -> list[str]:
        pages = self._client.get_paginator("describe_parameters").paginate(
            ParameterFilters=[{"Key": "Name", "Option": "Equals", "Values": names}]
        )
        return [raw["Name"] for page in pages for raw in page.get("Parameters", ())]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A `valueFrom`, taken apart. secret: the secret's ARN; names: those that the parameter may have."""

    text: str
    secret: str = ""
    names: tuple[str, ...] = ()


class Secrets:
    """What `valueFrom` refers to. Each of the two services is reached only when a reference is to it."""

    def __init__(
        self,
        secrets: Callable[[], SecretsManager],
        parameters: Callable[[], ParameterStore],
        *,
        account: str,
        region: str,
    ) -> None:
        self._secrets = secrets
        self._parameters = parameters
        self._account = account
        self._region = region

    def named(self, name: str) -> Secret | None:
        """Find a secret of Secrets Manager by its name; None where there is none, or it is marked for deletion."""
        return self._secrets().named(name)

    def missing(self, references: tuple[str, ...]) -> tuple[str, ...]:
        """Name those that refer to nothing. What is in another region or account is not looked for."""
        read = [one for one in map(self._read, dict.fromkeys(references)) if one is not None]
        wanted = dict.fromkeys(one.secret for one in read if one.secret)
        names = [name for one in read for name in one.names]
        there = {arn for arn in wanted if self._secrets().exists(arn)}
        known = self._parameters().known(names) if names else frozenset()
        return tuple(
            one.text for one in read if one.secret not in there and known.isdisjoint(one.names)
        )

    def _read(self, text: str) -> Reference | None:
        parts = text.split(":")
        if parts[0] != "arn":
            return Reference(text=text, names=(parts[0],))
        if len(parts) < 6 or parts[3:5] != [self._region, self._account]:
            return None
        if parts[2] == "secretsmanager":
            # Behind the secret's own ARN may stand :JSON-KEY:STAGE:VERSION.
            return Reference(text=text, secret=":".join(parts[:7]))
        if parts[2] == "ssm":
            return Reference(text=text, names=_names(parts[5]))
        return None


def _names(resource: str) -> tuple[str, ...]:
    """Read a parameter's names out of its ARN, `parameter/NAME`: the slash that `/NAME` begins with is not in it."""
    name = resource.removeprefix("parameter").lstrip("/")
    return (f"/{name}",) if "/" in name else (name, f"/{name}")
