"""What is legal in a value, and what is not, beyond the one example of each rule."""

import pytest

from bbfd.model.container import is_image
from bbfd.rules import all_rules, check
from bbfd.rules.schedules import is_time
from bbfd.template import read


def found(text: str) -> list[str]:
    return [each.rule for each in check(read(text, "t.yaml"), all_rules())]


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(1 hour)",
        "rate(14 days)",
        "at(2027-01-01T00:00:00)",
        "cron(0 6 * * ? *)",
        "cron(0/15 8-17 ? * MON-FRI *)",
        "cron(15 10 ? * 6L 2022-2023)",
        "cron(0 0 L * ? *)",
        "cron(0 9 ? * 2#1 *)",
        "cron(0 12 3W JAN,jul ? *)",
    ],
)
def test_a_time_of_the_scheduler_is_taken(expression: str) -> None:
    assert is_time(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "rate(1 minutes)",
        "rate(0 minutes)",
        "rate(5 minute)",
        "rate(5 weeks)",
        "cron(0 6 * * *)",
        "cron(0 6 * * * *)",
        "cron(0 6 ? * ? *)",
        "cron(60 6 * * ? *)",
        "cron(0 25 * * ? *)",
        "cron(0 6 * FOO ? *)",
        "cron(0/0 6 * * ? *)",
        "at(2027-01-01)",
        "0 6 * * *",
    ],
)
def test_what_the_scheduler_does_not_take_is_found(expression: str) -> None:
    assert not is_time(expression)


@pytest.mark.parametrize(
    "image",
    [
        "nginx",
        "nginx:1.29",
        "public.ecr.aws/nginx/nginx:1.27",
        "localhost:5000/a/b_c--d:v1",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:" + "a" * 64,
        "ghcr.io/Owner/x:1".lower() + "@sha256:" + "0" * 64,
    ],
)
def test_a_name_that_an_engine_reads_is_an_image(image: str) -> None:
    assert is_image(image)


@pytest.mark.parametrize(
    "image", ["", "nginx:", "nginx@", "Nginx", "a b:1", "a\n:1", "${X}:1", "a:1:2", "http://a/b"]
)
def test_a_name_that_no_engine_reads_is_no_image(image: str) -> None:
    assert not is_image(image)


LISTENER = """
Parameters: {{B: {{Type: String, Default: arn}}}}
Resources:
  A:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {{LoadBalancerArn: !Ref B, Port: {}, DefaultActions: [{{Type: forward, TargetGroupArn: a}}]}}
  B2:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {{LoadBalancerArn: {}, Port: 80, DefaultActions: [{{Type: forward, TargetGroupArn: a}}]}}
"""


def test_a_port_may_be_that_of_another_load_balancers_listener() -> None:
    assert found(LISTENER.format(80, "!Ref B")) == ["LISTENER-PORT-DUPLICATE"]
    assert found(LISTENER.format("'80'", "!Ref B")) == ["LISTENER-PORT-DUPLICATE"]
    assert found(LISTENER.format(80, "other")) == []
    assert found(LISTENER.format(80, "!ImportValue x")) == []


SERVICE = """
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: web
      DesiredCount: {}
      DeploymentConfiguration:
        MinimumHealthyPercent: {}
        MaximumPercent: {}
        DeploymentCircuitBreaker: {{Enable: true, Rollback: true}}
"""


@pytest.mark.parametrize(
    ("count", "least", "most", "rules"),
    [
        (1, 50, 200, []),
        (1, 0, 100, []),
        (2, 50, 100, []),
        (1, 50, 100, ["SERVICE-DEPLOY-STUCK-ROUNDING"]),
        (3, 67, 133, ["SERVICE-DEPLOY-STUCK-ROUNDING"]),
        (3, 67, 134, []),
        (0, 50, 100, []),
        (4, 100, 100, ["SERVICE-DEPLOY-BLOCKED"]),
    ],
)
def test_a_deployment_needs_a_whole_task_to_stop_or_start(
    count: int, least: int, most: int, rules: list[str]
) -> None:
    assert found(SERVICE.format(count, least, most)) == rules
