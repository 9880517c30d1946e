"""The XML of the query protocols is our own, for moto's takes ten times as long: it is read as moto's is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botocore.parsers import create_parser

from tests.faults.command import run
from tests.faults.fake.calls import Call
from tests.faults.fake.failure import AwsFailure
from tests.faults.fake.protocol import Asked, Got, answered, model, moto_answered
from tests.faults.fake.world import World
from tests.faults.scenario import DEPLOY

_READING = ("Describe", "Get", "List")


def _asked(call: Call) -> Asked:
    return Asked(
        service=call.service,
        operation=call.operation,
        parameters=call.parameters,
        key=call.key,
        region=call.region,
        endpoint="",
    )


def _read(call: Call, got: Got) -> Any:
    """What botocore takes an answer for."""
    operation = model(call.service).operation_model(call.operation)
    answer = {"headers": {}, "status_code": got.status, "body": got.body}
    return create_parser(operation.service_model.protocol).parse(answer, operation.output_shape)


def _result(world: World, call: Call) -> Any:
    try:
        return getattr(getattr(world, call.service), call.operation)(call.parameters)
    except AwsFailure:
        return None


def test_all_that_a_deployment_reads_is_read_as_what_moto_writes(
    deployed: World, newer: Path
) -> None:
    deployed.resource("Rule", fails="1 < 2 & \"3\" > '2' ünd ]]>")
    ran = run(deployed, *DEPLOY, project=newer)
    deployed.end()
    compared = set()
    for call in ran.calls:
        if model(call.service).protocol not in {"query", "ec2"} or not call.operation.startswith(
            _READING
        ):
            continue
        result = _result(deployed, call)
        if result is None:
            continue
        ours, theirs = answered(_asked(call), result, 7), moto_answered(_asked(call), result, 7)
        assert (ours.status, _read(call, ours)) == (theirs.status, _read(call, theirs)), call
        compared.add(call.operation)
    assert {"DescribeStacks", "DescribeStackEvents", "GetCallerIdentity", "GetRole"} <= compared
    assert len(compared) >= 8, compared
