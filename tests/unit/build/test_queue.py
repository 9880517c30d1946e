"""The queue of a worker, read back from the template; and what it cannot be."""

from dataclasses import replace

import pytest

from bbfd.build.service import service_stack
from bbfd.model.definition import Definition
from bbfd.model.queue import DeadLetters, Fifo, Subscription, WorkQueue
from bbfd.model.reference import FromService
from bbfd.model.stack import FromStack
from tests.unit.examples import ENVIRONMENT, WORKER, environment, properties, stack

TOPIC = "arn:aws:sns:eu-west-1:123456789012:news"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"


def queued(where=ENVIRONMENT, **fields):
    return stack(replace(WORKER, queue=WorkQueue(**fields)), where)


def refused(**fields):
    worker = replace(WORKER, queue=WorkQueue(**fields))
    made = service_stack(Definition("web", worker, "a.py"), Definition("test", ENVIRONMENT, "b.py"))
    return [refusal.field for refusal in made.refusals]


def variables(made):
    return properties(made, "Task")["ContainerDefinitions"][0].get("Environment")


def test_a_worker_without_a_queue_has_none():
    assert "Queue" not in stack(WORKER).body["Resources"]


def test_the_worker_is_told_its_queue_and_may_take_from_it_alone():
    made = queued(variable="WORK")
    assert variables(made) == [{"Name": "WORK", "Value": {"Ref": "Queue"}}]
    (statement,) = properties(made, "TaskRole")["Policies"][0]["PolicyDocument"]["Statement"]
    assert "sqs:ReceiveMessage" in statement["Action"]
    assert "sqs:SendMessage" not in statement["Action"]
    assert statement["Resource"] == [{"Fn::GetAtt": ["Queue", "Arn"]}]


def test_it_may_put_messages_back_where_it_says_so():
    (statement,) = properties(queued(sends=True), "TaskRole")["Policies"][0]["PolicyDocument"][
        "Statement"
    ]
    assert "sqs:SendMessage" in statement["Action"]


def test_a_queue_is_encrypted_with_sqs_own_key_or_with_a_given_one():
    assert properties(queued(), "Queue")["SqsManagedSseEnabled"] is True
    made = queued(encryption_key=KEY)
    assert properties(made, "Queue")["KmsMasterKeyId"] == KEY
    assert properties(made, "DeadLetterQueue")["KmsMasterKeyId"] == KEY
    statements = properties(made, "TaskRole")["Policies"][0]["PolicyDocument"]["Statement"]
    assert statements[1]["Action"] == ["kms:Decrypt"]
    assert statements[1]["Resource"] == [KEY]


def test_its_numbers_are_said():
    told = properties(queued(visibility=600, retention=60, delay=5, wait=0, largest=2048), "Queue")
    assert told["VisibilityTimeout"] == 600
    assert told["MessageRetentionPeriod"] == 60
    assert told["DelaySeconds"] == 5
    assert told["ReceiveMessageWaitTimeSeconds"] == 0
    assert told["MaximumMessageSize"] == 2048


def test_what_is_taken_too_often_goes_to_the_dead_letters():
    made = queued(dead_letters=DeadLetters(tries=5, retention=86400))
    assert properties(made, "Queue")["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]},
        "maxReceiveCount": 5,
    }
    assert properties(made, "DeadLetterQueue")["MessageRetentionPeriod"] == 86400
    assert "DeadLettersAlarm" not in made.body["Resources"]


def test_without_dead_letters_messages_stay():
    made = queued(dead_letters=None)
    assert "RedrivePolicy" not in properties(made, "Queue")
    assert "DeadLetterQueue" not in made.body["Resources"]


def test_dead_letters_can_raise_an_alarm():
    made = queued(dead_letters=DeadLetters(alarm=True, notify=(TOPIC,)))
    told = properties(made, "DeadLettersAlarm")
    assert told["AlarmActions"] == [TOPIC]
    assert told["Dimensions"][0]["Value"] == {"Fn::GetAtt": ["DeadLetterQueue", "QueueName"]}


def test_in_order_the_dead_letters_are_in_order_too():
    made = queued(fifo=Fifo(by_content=True, group=True))
    told = properties(made, "Queue")
    assert (told["FifoQueue"], told["ContentBasedDeduplication"]) == (True, True)
    assert told["DeduplicationScope"] == "messageGroup"
    assert told["FifoThroughputLimit"] == "perMessageGroupId"
    assert properties(made, "DeadLetterQueue")["FifoQueue"] is True
    plain = properties(queued(fifo=Fifo()), "Queue")
    assert not {"DeduplicationScope", "ContentBasedDeduplication"} & plain.keys()


@pytest.mark.parametrize(
    ("policy", "of"), [("QueuePolicy", "Queue"), ("DeadLettersPolicy", "DeadLetterQueue")]
)
def test_nobody_reaches_it_or_its_dead_letters_without_tls(policy, of):
    told = properties(queued(), policy)
    assert told["Queues"] == [{"Ref": of}]
    (statement,) = told["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert statement["Resource"] == [{"Fn::GetAtt": [of, "Arn"]}]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_topics_fill_it_and_nobody_else_may():
    news = Subscription(topic=TOPIC, filter={"store": ["eu"]}, of="body", raw=True)
    made = queued(topics=(news,))
    told = properties(made, "Subscription")
    assert (told["TopicArn"], told["Protocol"]) == ({"Ref": "SubscribedTopic"}, "sqs")
    assert made.body["Parameters"]["SubscribedTopic"]["Default"] == TOPIC
    assert (told["FilterPolicy"], told["FilterPolicyScope"]) == ({"store": ["eu"]}, "MessageBody")
    assert told["RawMessageDelivery"] is True
    statement, _ = properties(made, "QueuePolicy")["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": ["sns.amazonaws.com"]}
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": [{"Ref": "SubscribedTopic"}]}}


def test_a_topic_of_another_service_is_learned_from_its_stack():
    made = queued(topics=(Subscription(topic=FromService(service="orders", output="EventsArn")),))
    assert properties(made, "Subscription")["TopicArn"] == {"Ref": "OrdersEventsArn"}
    (parameter,) = (p for p in made.parameters if p.name == "OrdersEventsArn")
    assert parameter.source == FromStack(stack="test-orders", output="EventsArn", service="orders")


@pytest.mark.parametrize(("protected", "policy"), [(True, "Retain"), (False, "Delete")])
def test_messages_are_kept_where_the_environment_is_protected(protected, policy):
    made = queued(environment(protected=protected))
    for name in ("Queue", "DeadLetterQueue"):
        resource = made.body["Resources"][name]
        assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == policy


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"visibility": 43201}, "queue.visibility"),
        ({"retention": 59}, "queue.retention"),
        ({"delay": 901}, "queue.delay"),
        ({"wait": 21}, "queue.wait"),
        ({"largest": 10}, "queue.largest"),
        ({"dead_letters": DeadLetters(tries=0)}, "queue.dead_letters.tries"),
        ({"dead_letters": DeadLetters(retention=1)}, "queue.dead_letters.retention"),
        ({"dead_letters": DeadLetters(notify=(TOPIC,))}, "queue.dead_letters.notify"),
    ],
)
def test_what_no_queue_can_be_is_refused(said, field):
    assert field in refused(**said)
