"""Events that start a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from bbfd.model.reference import FromService
from bbfd.model.stack import FromStack
from bbfd.model.value import value


@value
class Event:
    """Events on a bus of EventBridge, by their source, type and content.

    sources: as `aws.ecs` or one's own; types: what EventBridge calls `detail-type`; of each, any of these.
    detail: what else they must be like, written as EventBridge takes it, as {"state": ["FAILED"]}.
    bus: its name or ARN, or an output of another service's stack that is one; without it, the account's own.
    variables: environment variables from the event, as {"ORDER": "$.detail.id"}.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
    """

    sources: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    bus: str | FromService | FromStack | None = None
    variables: Mapping[str, str] = field(default_factory=dict)


@value
class ObjectCreated:
    """Objects that are put into a bucket of S3 that tells EventBridge of them.

    bucket: its name, or an output of another service's stack that is it. prefix, suffix: of the object's key.
    variables: environment variables from the event; without a word, BUCKET, KEY and SIZE.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
    """

    bucket: str | FromService | FromStack
    prefix: str | None = None
    suffix: str | None = None
    variables: Mapping[str, str] = field(
        default_factory=lambda: {
            "BUCKET": "$.detail.bucket.name",
            "KEY": "$.detail.object.key",
            "SIZE": "$.detail.object.size",
        }
    )
