"""Which events start a task and what it is told of them, read back from the template; and what cannot be."""

import json
from dataclasses import replace

import pytest

from bbfd.build.service import service_stack
from bbfd.kinds.event_task import EventTask
from bbfd.launch.ec2 import EC2
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.event import Event, ObjectCreated
from bbfd.model.reference import FromService
from bbfd.model.schedule import Unstarted
from tests.unit.examples import ENVIRONMENT, properties, stack

ORDERED = Event(sources=("shop",), types=("Ordered",))
TASK = EventTask(container=Container(image="job:1"), event=ORDERED)


def on(event=ORDERED, **fields):
    return stack(replace(TASK, event=event, **fields))


def refused(event=ORDERED, **fields):
    task = replace(TASK, event=event, **fields)
    made = service_stack(Definition("web", task, "a.py"), Definition("test", ENVIRONMENT, "b.py"))
    return [refusal.field for refusal in made.refusals]


def rule(made):
    return properties(made, "Event")


def target(made):
    (told,) = rule(made)["Targets"]
    return told


def test_events_are_matched_by_source_type_and_content():
    event = replace(ORDERED, detail={"total": [{"numeric": [">", 100]}]}, bus="shop")
    told = rule(on(event, state="DISABLED"))
    assert told["EventPattern"] == {
        "source": ["shop"],
        "detail-type": ["Ordered"],
        "detail": {"total": [{"numeric": [">", 100]}]},
    }
    assert (told["EventBusName"], told["State"]) == ("shop", "DISABLED")


def test_the_task_is_started_where_the_workload_runs_and_its_role_may_do_no_more():
    made = on(tasks=2, retries=5, maximum_age=120)
    told = target(made)
    assert told["EcsParameters"]["TaskCount"] == 2
    assert "AwsVpcConfiguration" in told["EcsParameters"]["NetworkConfiguration"]
    assert told["RetryPolicy"] == {"MaximumEventAgeInSeconds": 120, "MaximumRetryAttempts": 5}
    run, tags, passing = properties(made, "EventRole")["Policies"][0]["PolicyDocument"]["Statement"]
    assert run["Resource"] == [{"Ref": "Task"}]
    assert told["EcsParameters"]["PropagateTags"] == "TASK_DEFINITION"
    assert tags["Condition"] == {"StringEquals": {"ecs:CreateAction": "RunTask"}}
    assert passing["Action"] == ["iam:PassRole"]
    on_instances = target(on(runs_on=EC2()))["EcsParameters"]
    assert on_instances["PlacementStrategies"][0]["Type"] == "spread"


def test_variables_are_filled_in_from_the_event():
    told = target(on(replace(ORDERED, variables={"ORDER": "$.detail.id"})))["InputTransformer"]
    assert told["InputPathsMap"] == {"ORDER": "$.detail.id"}
    assert json.loads(told["InputTemplate"]) == {
        "containerOverrides": [
            {"name": "app", "environment": [{"name": "ORDER", "value": "<ORDER>"}]}
        ]
    }
    assert "InputTransformer" not in target(on())


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"prefix": "in/"}, {"prefix": "in/"}),
        ({"suffix": ".csv"}, {"suffix": ".csv"}),
        ({"prefix": "in/", "suffix": ".csv"}, {"wildcard": "in/*.csv"}),
    ],
)
def test_objects_in_a_bucket_start_it(said, key):
    made = on(ObjectCreated(bucket="inbox", **said))
    assert rule(made)["EventPattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": ["inbox"]}, "object": {"key": [key]}},
    }
    assert sorted(target(made)["InputTransformer"]["InputPathsMap"]) == ["BUCKET", "KEY", "SIZE"]


def test_a_bucket_or_bus_of_another_service_is_learned_from_its_stack():
    bucket = FromService(service="shop", output="BucketName")
    made = on(ObjectCreated(bucket=bucket))
    names = rule(made)["EventPattern"]["detail"]["bucket"]["name"]
    assert names == [{"Ref": "ShopBucketName"}]
    made = on(replace(ORDERED, bus=FromService(service="shop", output="Bus")))
    assert rule(made)["EventBusName"] == {"Ref": "ShopBus"}
    assert any(parameter.name == "ShopBus" for parameter in made.parameters)


def test_what_was_given_up_lies_in_a_queue_that_this_rule_alone_may_fill():
    made = on(unstarted=Unstarted())
    assert target(made)["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}}
    statement, plain = properties(made, "DeadLettersPolicy")["PolicyDocument"]["Statement"]
    assert plain["Effect"] == "Deny"
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Event", "Arn"]}}
    }


def test_a_time_limit_holds_for_what_events_start():
    made = on(replace(ORDERED, variables={"ORDER": "$.detail.id"}), time_limit=5)
    assert target(made)["Arn"] == {"Ref": "Run"}
    assert "EcsParameters" not in target(made)
    template = json.loads(target(made)["InputTransformer"]["InputTemplate"])
    (override,) = template["Overrides"]["ContainerOverrides"]
    assert override["Environment"] == [{"Name": "ORDER", "Value": "<ORDER>"}]
    assert json.loads(target(on(attempts=2))["InputTransformer"]["InputTemplate"]) == {
        "Overrides": {}
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"event": Event()}, "event"),
        ({"tasks": 0}, "tasks"),
        ({"tasks": 2, "attempts": 2}, "tasks"),
        ({"retries": -1}, "retries"),
        ({"event": replace(ORDERED, variables={"A B": "$.id"})}, "event.variables.A B"),
        ({"event": replace(ORDERED, variables={"A": "id"})}, "event.variables.A"),
    ],
)
def test_what_no_event_can_do_is_refused(fields, field):
    assert field in refused(**fields)
