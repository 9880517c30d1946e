"""Buckets, tables, queues and topics of a service's own, and those that exist."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.features.allow import Allow
from bbfd.features.bucket import Bucket
from bbfd.features.existing_bucket import ExistingBucket
from bbfd.features.existing_queue import ExistingQueue
from bbfd.features.existing_table import ExistingTable
from bbfd.features.existing_topic import ExistingTopic
from bbfd.features.queue import Queue
from bbfd.features.statements import Statements
from bbfd.features.table import Table
from bbfd.features.topic import Topic
from bbfd.model.definition import Definition
from bbfd.model.facts import Feature
from bbfd.model.queue import Fifo
from bbfd.model.reference import FromService
from bbfd.model.stack import FromStack, Stack
from bbfd.model.table import Index, OnDemand, Provisioned
from tests.unit.examples import ENVIRONMENT, WORKER, environment, properties, stack, web

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"


def used(*uses: Feature, protected: bool = False) -> Stack:
    return stack(web(uses=uses), environment(protected=protected))


def refused(*uses: Feature) -> set[str]:
    made = service_stack(
        Definition("web", web(uses=uses), "w.py"), Definition("test", ENVIRONMENT, "e.py")
    )
    assert all(each.fix for each in made.refusals)
    return {each.what for each in made.refusals}


def variables(made: Stack) -> dict[str, Any]:
    (container,) = properties(made, "Task")["ContainerDefinitions"]
    return {each["Name"]: each["Value"] for each in container["Environment"]}


def allowed(made: Stack) -> list[tuple[list[str], list[Any]]]:
    document = properties(made, "TaskRole")["Policies"][0]["PolicyDocument"]
    return [(each["Action"], each["Resource"]) for each in document["Statement"]]


ARN = {"Fn::GetAtt": ["UploadsBucket", "Arn"]}


def test_a_bucket_that_is_kept_keeps_its_policy() -> None:
    for protected, policy in ((True, "Retain"), (False, "Delete")):
        made = used(Bucket(), protected=protected).body["Resources"]["BucketPolicy"]
        assert made["DeletionPolicy"] == made["UpdateReplacePolicy"] == policy


def test_a_bucket_is_encrypted_closed_and_reached_by_tls_alone() -> None:
    made = used(Bucket())
    bucket = properties(made, "Bucket")
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (statement,) = properties(made, "BucketPolicy")["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert "BucketName" not in bucket


@pytest.mark.parametrize(
    ("feature", "variable"),
    [
        (Bucket(), "BUCKET_NAME"),
        (Bucket(name="old-files"), "OLD_FILES_BUCKET_NAME"),
        (Bucket(variable="FILES"), "FILES"),
        (Table(key="id"), "TABLE_NAME"),
        (Table(key="id", name="orders"), "ORDERS_TABLE_NAME"),
        (Queue(name="emails"), "EMAILS_QUEUE_URL"),
        (Topic(name="news"), "NEWS_TOPIC_ARN"),
    ],
)
def test_the_container_learns_of_it_by_a_variable(feature: Feature, variable: str) -> None:
    assert list(variables(used(feature))) == [variable]


@pytest.mark.parametrize("kind", [Bucket, Queue, lambda **k: Table(key="id", **k)])
def test_data_is_kept_in_protected_environments_alone(kind: Any) -> None:
    for protected, policy in ((True, "Retain"), (False, "Delete")):
        made = used(kind(name="x"), protected=protected).body["Resources"]
        of_it = [
            each for name, each in made.items() if name.startswith("X") and "Policy" not in name
        ]
        assert of_it
        assert {each["DeletionPolicy"] for each in of_it} == {policy}


def test_what_reads_a_bucket_puts_nothing_there() -> None:
    objects = {"Fn::Sub": "${UploadsBucket.Arn}/*"}
    assert allowed(used(Bucket(name="uploads", access="read"))) == [
        (["s3:GetObject"], [objects]),
        (["s3:ListBucket"], [ARN]),
    ]
    writing = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
    assert allowed(used(Bucket(name="uploads", access="write"))) == [(writing, [objects])]


def test_a_bucket_keeps_old_versions_and_lets_objects_go_as_it_is_told() -> None:
    made = properties(used(Bucket(old_versions=30, expire=90, events=True)), "Bucket")
    assert made["VersioningConfiguration"] == {"Status": "Enabled"}
    _, versions, expire = made["LifecycleConfiguration"]["Rules"]
    assert versions["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert expire["ExpirationInDays"] == 90
    told = {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert made["NotificationConfiguration"] == told


@pytest.mark.parametrize(
    ("feature", "resource", "service"),
    [
        (Bucket(encryption_key=KEY), "Bucket", "s3"),
        (Table(key="id", encryption_key=KEY), "Table", "dynamodb"),
        (Queue(encryption_key=KEY), "Queue", "sqs"),
        (Topic(encryption_key=KEY), "Topic", "sns"),
    ],
)
def test_a_key_of_ones_own_encrypts_and_may_be_used_through_the_service(
    feature: Feature, resource: str, service: str
) -> None:
    made = used(feature)
    assert KEY in str(properties(made, resource))
    document = properties(made, "TaskRole")["Policies"][0]["PolicyDocument"]
    (statement,) = [each for each in document["Statement"] if each["Resource"] == [KEY]]
    via = {"kms:ViaService": f"{service}.eu-west-1.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": via}


def test_a_table_has_its_keys_and_indexes() -> None:
    table = Table(
        key="customer",
        sort="at",
        types={"at": "number"},
        indexes=(
            Index(name="by-state", key="state", keep=("total",)),
            Index(name="by-total", key="customer", sort="total", keep="keys", local=True),
        ),
    )
    made = properties(used(table), "Table")
    types = {each["AttributeName"]: each["AttributeType"] for each in made["AttributeDefinitions"]}
    assert types == {"customer": "S", "at": "N", "state": "S", "total": "S"}
    keys = [
        {"AttributeName": "customer", "KeyType": "HASH"},
        {"AttributeName": "at", "KeyType": "RANGE"},
    ]
    assert made["KeySchema"] == keys
    (by_state,), (by_total,) = made["GlobalSecondaryIndexes"], made["LocalSecondaryIndexes"]
    kept = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]}
    assert by_state["Projection"] == kept
    assert by_total["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_a_table_goes_back_in_time_where_it_is_protected() -> None:
    recovery = "PointInTimeRecoverySpecification"
    days = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35}
    protected = properties(used(Table(key="id"), protected=True), "Table")
    assert protected[recovery] == days
    assert protected["DeletionProtectionEnabled"] is True
    assert recovery not in properties(used(Table(key="id")), "Table")
    assert recovery not in properties(used(Table(key="id", recovery=0), protected=True), "Table")
    assert properties(used(Table(key="id", recovery=7)), "Table")[recovery] == {
        **days,
        "RecoveryPeriodInDays": 7,
    }


def test_what_a_table_costs_is_said() -> None:
    assert properties(used(Table(key="id")), "Table")["BillingMode"] == "PAY_PER_REQUEST"
    provisioned = Table(
        key="id", indexes=(Index(name="i", key="a"),), capacity=Provisioned(reads=5, writes=2)
    )
    made = properties(used(provisioned), "Table")
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 2}
    assert made["BillingMode"] == "PROVISIONED"
    assert made["ProvisionedThroughput"] == units
    assert made["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"] == units
    limited = properties(used(Table(key="id", capacity=OnDemand(most_reads=9))), "Table")
    assert limited["OnDemandThroughput"] == {"MaxReadRequestUnits": 9}
    seldom = properties(used(Table(key="id", infrequent=True)), "Table")
    assert seldom["TableClass"] == "STANDARD_INFREQUENT_ACCESS"


def test_a_table_tells_of_changes_and_forgets_what_is_old() -> None:
    made = used(Table(key="id", stream="both", expires="gone"))
    table = properties(made, "Table")
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "gone", "Enabled": True}
    stream = [{"Fn::GetAtt": ["Table", "StreamArn"]}]
    assert any(resources == stream for _, resources in allowed(made))
    writer = used(Table(key="id", stream="both", access="write"))
    assert all(resources != stream for _, resources in allowed(writer))


def test_a_queue_has_its_times_and_dead_letters() -> None:
    made = used(Queue(visibility=60, retention=3600, delay=5, wait=10, largest=2048, tries=7))
    queue = properties(made, "Queue")
    assert queue["VisibilityTimeout"] == 60
    assert queue["MessageRetentionPeriod"] == 3600
    assert queue["DelaySeconds"] == 5
    assert queue["ReceiveMessageWaitTimeSeconds"] == 10
    assert queue["MaximumMessageSize"] == 2048
    assert queue["SqsManagedSseEnabled"] is True
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 7
    assert "QueueDeadLetters" in made.body["Resources"]
    assert "QueueDeadLetters" not in used(Queue(tries=None)).body["Resources"]


def test_who_sends_does_not_take() -> None:
    ((actions, _),) = allowed(used(Queue(access="write")))
    assert "sqs:SendMessage" in actions
    assert "sqs:ReceiveMessage" not in actions


def test_fifo_is_for_the_queue_and_its_dead_letters() -> None:
    made = used(Queue(fifo=Fifo(by_content=True, group=True)), Topic(fifo=Fifo(by_content=True)))
    queue = properties(made, "Queue")
    assert (queue["FifoQueue"], queue["ContentBasedDeduplication"]) == (True, True)
    assert queue["FifoThroughputLimit"] == "perMessageGroupId"
    assert properties(made, "QueueDeadLetters")["FifoQueue"] is True
    topic = properties(made, "Topic")
    assert topic["TopicName"] == "test-web-topic.fifo"
    assert (topic["FifoTopic"], topic["ContentBasedDeduplication"]) == (True, True)


def test_two_of_a_kind_are_told_apart_by_name() -> None:
    made = used(Bucket(), Bucket(name="b"), Queue(), Queue(name="b"), Topic(), Topic(name="b"))
    assert {"Bucket", "BBucket", "Queue", "BQueue", "Topic", "BTopic"} <= made.body[
        "Resources"
    ].keys()
    assert "two parts make a resource called Bucket" in refused(Bucket(), Bucket())


@pytest.mark.parametrize(
    ("feature", "what"),
    [
        (Bucket(name="Up loads"), "Bucket Up loads: it cannot be called 'Up loads'"),
        (Bucket(expire=0), "Bucket: expire is 0"),
        (Bucket(old_versions=0), "Bucket: old_versions is 0"),
        (
            Bucket(encryption_key="alias/x"),
            "Bucket: encryption_key is 'alias/x', which is no ARN of kms",
        ),
        (Table(key="id", recovery=36), "Table: recovery is 36"),
        (Table(key="id", types={"x": "number"}), "Table: x has a type, and is part of no key"),
        (
            Table(key="id", indexes=(Index(name="i", key="x", sort="y", local=True),)),
            "Table: the local index i needs the table's key and another sort",
        ),
        (Queue(visibility=43201), "Queue: visibility is 43201"),
        (Queue(retention=59), "Queue: retention is 59"),
        (Queue(delay=901), "Queue: delay is 901"),
        (Queue(wait=21), "Queue: wait is 21"),
        (Queue(largest=1023), "Queue: largest is 1023"),
        (Queue(tries=0), "Queue: tries is 0"),
        (Topic(name="x" * 41), f"Topic {'x' * 41}: it cannot be called {'x' * 41!r}"),
        (
            ExistingTable(table="arn:aws:s3:::x"),
            "ExistingTable: it is 'arn:aws:s3:::x', which is no ARN of dynamodb",
        ),
        (Allow(actions=("ses",), resources=("*",)), "Allow ses: 'ses' is no action"),
        (Allow(actions=("ses:Send",), resources=("x",)), "Allow ses:Send: 'x' is no ARN"),
        (Allow(actions=(), resources=("*",)), "Allow: nothing is allowed"),
        (
            Allow(actions=("a:B",), resources=("*",), when=(("Like", "x", "y"),)),
            "Allow a:B: 'Like' is no operator of conditions",
        ),
        (Statements(("x",)), "Statements: str is no statement of awacs"),  # type: ignore[arg-type]
    ],
)
def test_what_aws_would_not_take_is_refused(feature: Feature, what: str) -> None:
    assert refused(feature) == {what}


def test_what_exists_is_named_by_name_by_arn_or_by_its_service() -> None:
    made = used(
        ExistingBucket(bucket="{environment}-files", access="read", prefix="a/", variable="FILES"),
        ExistingTable(table="arn:aws:dynamodb:eu-west-1:123456789012:table/orders", variable="T"),
        ExistingQueue(queue=FromService(service="mail", output="QueueArn"), access="write"),
        ExistingTopic(topic="news", variable="NEWS"),
    )
    news = "arn:${AWS::Partition}:sns:eu-west-1:123456789012:news"
    assert variables(made) == {"FILES": "test-files", "T": "orders", "NEWS": {"Fn::Sub": news}}
    objects, listing, items, sending, publishing = allowed(made)
    assert objects[1] == [{"Fn::Sub": "arn:${AWS::Partition}:s3:::test-files/a/*"}]
    assert listing[0] == ["s3:ListBucket"]
    assert items[1] == [
        f"arn:aws:dynamodb:eu-west-1:123456789012:table/orders{end}" for end in ("", "/index/*")
    ]
    assert sending[1] == [{"Ref": "MailQueueArn"}]
    assert publishing == (["sns:Publish"], [{"Fn::Sub": news}])
    (source,) = [each.source for each in made.parameters if each.name == "MailQueueArn"]
    assert source == FromStack(stack="test-mail", output="QueueArn", service="mail")


def test_anything_else_is_allowed_in_so_many_words() -> None:
    made = used(
        Allow(
            actions=("ses:SendEmail",),
            resources=("arn:aws:ses:{region}:{account}:identity/example.com",),
            when=(("StringEquals", "ses:FromAddress", "{service}@example.com"),),
        ),
        Allow(actions=("s3:GetObject",), resources=("${Other.Arn}/*",), role="start"),
    )
    document = properties(made, "TaskRole")["Policies"][0]["PolicyDocument"]
    (statement,) = document["Statement"]
    assert statement["Resource"] == ["arn:aws:ses:eu-west-1:123456789012:identity/example.com"]
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": "web@example.com"}}
    start = properties(made, "ExecutionRole")["Policies"][0]["PolicyDocument"]["Statement"][-1]
    assert start["Resource"] == [{"Fn::Sub": "${Other.Arn}/*"}]


def test_statements_of_awacs_come_as_they_are() -> None:
    from awacs.aws import Action, Deny, Statement

    no = Statement(Effect=Deny, Action=[Action("iam", "*")], Resource=["*"])
    made = stack(WORKER.__class__(container=WORKER.container, uses=(Statements((no,)),)))
    document = properties(made, "TaskRole")["Policies"][0]["PolicyDocument"]
    assert document["Statement"] == [{"Effect": "Deny", "Action": ["iam:*"], "Resource": ["*"]}]
