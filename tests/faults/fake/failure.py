"""How a call to the fake ends when it does not end well."""

from __future__ import annotations


class AwsFailure(Exception):
    """What AWS answers with. fields: members of the error's shape besides the message."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class Alarm(AssertionError):
    """The test, or the command, did what it may not: an operation nobody wrote, a secret's value read."""


def validation(message: str) -> AwsFailure:
    """CloudFormation's ValidationError."""
    return AwsFailure("ValidationError", message)


def nobody_wrote(service: str, operation: str) -> Alarm:
    """An operation that AWS has, and the fake has not."""
    return Alarm(f"nobody wrote {service}.{operation} for the fake AWS (tests/faults/fake)")
