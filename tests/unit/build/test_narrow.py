"""What a name or an ARN grants is that one thing: in a policy, `*` and `?` stand for anything."""

import json
from dataclasses import replace

import pytest

from bbfd import (
    Bucket,
    EnvironmentFile,
    ExistingBucket,
    ExistingQueue,
    ExistingTable,
    ExistingTopic,
    FireLens,
    FsxWindows,
    PrivateRegistry,
    S3Files,
    Secret,
    ToBucket,
    ToFirehose,
    ToKinesis,
    ToLogs,
    WorkQueue,
)
from bbfd.build.service import service_stack
from bbfd.model.definition import Definition
from bbfd.model.facts import Feature
from bbfd.model.stack import Stack
from bbfd.model.workload import Workload
from tests.unit.examples import ENVIRONMENT, WORKER, web

_SYSTEM = "arn:aws:s3files:eu-west-1:123456789012:file-system/"
_SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:"
_KEYS = "arn:aws:kms:eu-west-1:123456789012:key/*"
_SHARE = FsxWindows(
    file_system="fs-1", folder="a", credentials=f"{_SECRET}a", domain="example.com", path="C:\\a"
)
_WIDE = [
    ExistingBucket(bucket="*"),
    ExistingBucket(bucket="arn:aws:s3:::app-*"),
    ExistingBucket(bucket="app", prefix="team-?/"),
    ExistingTable(table="orders-*"),
    ExistingQueue(queue="{environment}-*"),
    ExistingTopic(topic="arn:aws:sns:eu-west-1:123456789012:*"),
    EnvironmentFile(bucket="config", key="*/app.env"),
    FireLens(to=ToBucket(bucket="log*")),
    FireLens(to=ToBucket(bucket="logs", prefix="*/")),
    FireLens(to=ToFirehose(stream="*")),
    FireLens(to=ToKinesis(stream="*")),
    FireLens(to=ToLogs(group="/app/*")),
    FireLens(configuration="arn:aws:s3:::config/*.conf"),
    S3Files(file_system=f"{_SYSTEM}*", path="/a"),
    S3Files(file_system=f"{_SYSTEM}fs-1", path="/a", bucket="*"),
    replace(_SHARE, file_system="fs-*"),
    replace(_SHARE, credentials=f"{_SECRET}*"),
    Secret(variable="A", secret=f"{_SECRET}*"),
    PrivateRegistry(secret=f"{_SECRET}*"),
    PrivateRegistry(secret="a", encryption_key=_KEYS),
    Bucket(encryption_key=_KEYS),
]


def _made(workload: Workload) -> Stack:
    definition = Definition("web", workload, "services/web.py")
    return service_stack(definition, Definition("test", ENVIRONMENT, "environments/test.py"))


@pytest.mark.parametrize("wide", _WIDE)
def test_what_would_let_the_tasks_at_more_than_was_named_is_refused(wide: Feature) -> None:
    refusals = _made(web(uses=(wide,))).refusals
    assert any("stand for anything" in each.what for each in refusals)
    assert all(each.fix and each.field for each in refusals)


def test_the_key_of_a_work_queue_is_one_key() -> None:
    worker = replace(WORKER, queue=WorkQueue(encryption_key=_KEYS))
    (refusal,) = _made(worker).refusals
    assert "stand for anything" in refusal.what
    assert refusal.field == "queue.encryption_key"


def test_what_is_named_is_granted_alone() -> None:
    made = _made(web(uses=(ExistingQueue(queue="orders"),)))
    assert made.refusals == ()
    role = json.loads(json.dumps(made.body, default=dict))["Resources"]["TaskRole"]
    (statement,) = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    (resource,) = statement["Resource"]
    assert resource["Fn::Sub"].endswith(":sqs:eu-west-1:123456789012:orders")
