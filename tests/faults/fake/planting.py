"""Words of somebody's own in every text that AWS answers with: to see whether they come out anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.faults.fake.failure import AwsFailure

# Members of answers that hold words of people, of programs, or of other services.
_SENTENCES = frozenset(
    {
        "AfterValue",
        "BeforeValue",
        "Description",
        "HookStatusReason",
        "RemediationMessage",
        "ResourceStatusReason",
        "StackStatusReason",
        "StatusMessage",
        "StatusReason",
        "ValidationStatusReason",
        "message",
        "reason",
        "rolloutStateReason",
        "statusReason",
        "stoppedReason",
    }
)
# What errors mean, BBFD may have to read of their sentences: these stay as they are.
_READ = ("ValidationError",)


def planted(answer: Any, words: str) -> Any:
    """The same answer with the words behind every sentence."""
    if isinstance(answer, Mapping):
        return {key: _member(answer, key, words) for key in answer}
    if isinstance(answer, list | tuple):
        return type(answer)(planted(one, words) for one in answer)
    return answer


def _member(answer: Mapping[str, Any], key: str, words: str) -> Any:
    value = answer[key]
    url = key == "OutputValue" and answer.get("OutputKey") == "Url"
    if isinstance(value, str) and (key in _SENTENCES or url):
        return f"{value} {words}" if value else value
    return planted(value, words)


def planted_failure(failure: AwsFailure, words: str) -> AwsFailure:
    """The same failure with the words behind what it says."""
    if failure.code in _READ or not words:
        return failure
    return AwsFailure(failure.code, f"{failure.message} {words}", failure.status)
