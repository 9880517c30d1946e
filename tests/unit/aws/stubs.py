"""Real botocore clients that answer from a list, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.stub import Stubber

REGION = "eu-west-1"


@dataclass(frozen=True)
class Refusal:
    """What stands in place of an answer, where AWS refuses."""

    code: str
    message: str = ""


@contextmanager
def answering(
    service: str, *answers: tuple[str, dict[str, Any] | Refusal, dict[str, Any]]
) -> Iterator[Any]:
    """Give a client that expects exactly these calls: (operation, answer, parameters)."""
    client = boto3.client(
        service, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        for operation, answer, parameters in answers:
            if isinstance(answer, Refusal):
                stub.add_client_error(
                    operation, answer.code, answer.message, expected_params=parameters
                )
            else:
                stub.add_response(operation, answer, parameters)
        yield client
        stub.assert_no_pending_responses()


@contextmanager
def refusing(service: str, operation: str, code: str, message: str = "") -> Iterator[Any]:
    """Give a client whose one call is refused."""
    client = boto3.client(
        service, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        stub.add_client_error(operation, code, message)
        yield client
