"""What was found out about stacks, printed: one is a record, several are a list."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from bbfd.cli.blamed import secret_names
from bbfd.deploy.after.diagnosis import Diagnosis
from bbfd.deploy.after.recount import History
from bbfd.report.background import Background
from bbfd.report.diagnosis import diagnosis_lines, diagnosis_record
from bbfd.report.history import history_lines, history_record
from bbfd.report.line import Line, text
from bbfd.report.redacted import redacted_record
from bbfd.template.inert import json_text

T = TypeVar("T")


def show_diagnoses(found: Sequence[Diagnosis], background: Background, *, as_json: bool) -> None:
    """Print what is wrong with stacks. What containers log may hold the value of a secret."""
    _show(
        [_without_secrets(one, background) for one in found],
        lambda one: diagnosis_lines(one, background),
        lambda one: diagnosis_record(one, background),
        as_json=as_json,
    )


def _without_secrets(found: Diagnosis, background: Background) -> Diagnosis:
    names = background.secrets(found.state.name) | secret_names(found.evidence.body)
    return redacted_record(replace(found, evidence=replace(found.evidence, body={})), names)


def show_histories(found: Sequence[History], background: Background, *, as_json: bool) -> None:
    """Print what happened to stacks. A reason of AWS may hold the value of a secret."""
    clean = [redacted_record(one, background.secrets(one.state.name)) for one in found]
    _show(clean, history_lines, history_record, as_json=as_json)


def _show(
    found: Sequence[T],
    lines: Callable[[T], Iterable[Line]],
    record: Callable[[T], Mapping[str, Any]],
    *,
    as_json: bool,
) -> None:
    if as_json:
        records = [dict(record(one)) for one in found]
        print(json_text(records[0] if len(records) == 1 else records))
        return
    for number, one in enumerate(found):
        sys.stdout.write(("\n" if number else "") + text(lines(one)))
