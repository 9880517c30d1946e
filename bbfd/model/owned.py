"""What belongs to a service: its names in the template and in the container, and what its tasks may do with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from bbfd.model.facts import Grant
from bbfd.model.naming import LONGEST_NAME, NAME, logical_id
from bbfd.model.stack import Refusal

Use = Literal["read", "write", "all"]
_OF_KEY = {
    "read": ("kms:Decrypt",),
    "write": (
        "kms:Decrypt",
        "kms:GenerateDataKey",
    ),  # large objects are written in parts, which are read again
    "all": ("kms:Decrypt", "kms:GenerateDataKey"),
}


def owned_id(name: str | None, kind: str) -> str:
    """The logical id: `UploadsBucket`; of the only one, `Bucket`."""
    return logical_id(name or "", kind)


def variable_name(given: str | None, name: str | None, kind: str) -> str:
    """The environment variable: as it is given, else `UPLOADS_BUCKET_NAME`; of the only one, `BUCKET_NAME`."""
    if given is not None:
        return given
    words = f"{name} {kind}" if name else kind
    return re.sub(r"[^A-Z0-9]+", "_", words.upper())


def misnamed(told: str, name: str | None) -> Iterator[Refusal]:
    """Why it cannot be called so."""
    if name is not None and (not NAME.fullmatch(name) or len(name) > LONGEST_NAME):
        yield Refusal(
            what=f"{told}: it cannot be called {name!r}",
            fix=f'write small letters, digits and hyphens, as "order-items"; {LONGEST_NAME} at most',
            field="uses",
        )


def outside(told: str, field: str, given: int | None, allowed: range) -> Iterator[Refusal]:
    """Why a number is none that AWS takes."""
    if given is not None and given not in allowed:
        yield Refusal(
            what=f"{told}: {field} is {given}",
            fix=f"write {allowed.start} to {allowed.stop - 1}",
            field="uses",
        )


def no_arn(told: str, field: str, given: str | None, service: str) -> Iterator[Refusal]:
    """Why a text is not the ARN of something of a service, as `kms`."""
    if given is not None and not re.match(
        rf"arn:(aws[a-z-]*|\$\{{AWS::Partition\}}):{service}:", given
    ):
        yield Refusal(
            what=f"{told}: {field} is {given!r}, which is no ARN of {service}",
            fix=f'write {field}="arn:aws:{service}:..."',
            field="uses",
        )
    yield from several(told, field, given)


def several(told: str, field: str, given: str | None) -> Iterator[Refusal]:
    """Why a text does not name one thing: it would be written into a policy, and let the tasks at others, too.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    if given is not None and re.search(r"[*?]", given):
        yield Refusal(
            what=f"{told}: {field} is {given!r}, and in a policy * and ? stand for anything",
            fix="name one thing; what more the tasks may do, Allow(actions=..., resources=...) says",
            field="uses",
        )


def key_grants(key: str | None, use: Use, via: str) -> tuple[Grant, ...]:
    """What it takes to read or write with a key of one's own. via: who asks KMS, as `s3.eu-west-1.amazonaws.com`."""
    return () if key is None else (Grant(_OF_KEY[use], (key,), via),)
