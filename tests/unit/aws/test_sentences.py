import pytest

from bbfd.aws import sentences


@pytest.mark.parametrize(
    "reason",
    [
        "The submitted information didn't contain changes. Submit different information to create a change set.",
        "No updates are to be performed.",
    ],
)
def test_both_ways_to_say_that_there_is_nothing_to_change_are_known(reason: str) -> None:
    assert sentences.says_empty(reason)


@pytest.mark.parametrize("reason", ["", "Template error: No updates are to be performed."])
def test_other_reasons_are_not_taken_for_nothing_to_change(reason: str) -> None:
    assert not sentences.says_empty(reason)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("Resource creation cancelled", True),
        ("Resource update cancelled", True),
        ("The following resource(s) failed to update: [Service]. ", True),
        ("The following resource(s) failed to create: [A]. Rollback requested by user.", True),
        ("User Initiated", True),
        ("Rollback requested by user.", True),
        ("The order was cancelled by the queue", False),
        ("Export X cannot be updated as it is in use by Y", False),
        ("", False),
    ],
)
def test_an_echo_is_told_from_a_reason(reason: str, expected: bool) -> None:
    assert sentences.says_echo(reason) is expected


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (
            'Resource handler returned message: "Error occurred during operation '
            "'ECS Deployment Circuit Breaker was triggered'.\" "
            "(RequestToken: 0a1b-2c, HandlerErrorCode: GeneralServiceException)",
            (
                "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
                "GeneralServiceException",
            ),
        ),
        (
            "Resource handler returned message: \"Priority '26' is currently in use (Service: "
            'ElasticLoadBalancingV2, Status Code: 400, Request ID: 1-2)" (RequestToken: x, '
            "HandlerErrorCode: AlreadyExists)",
            ("Priority '26' is currently in use", "AlreadyExists"),
        ),
        ('Resource handler returned message: "no code" (RequestToken: x)', ("no code", "")),
        ("Export X is in use by Y", ("Export X is in use by Y", "")),
        ("", ("", "")),
    ],
)
def test_a_reason_is_taken_out_of_its_wrapping(reason: str, expected: tuple[str, str]) -> None:
    assert sentences.unwrapped(reason) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Stack with id web does not exist", True),
        ("Stack [web] does not exist", True),
        ("Export 'web-url' is not imported by any stack.", True),
        ("Export 'web-url' does not exist", False),
        ("Role arn:x is not imported by any stack", False),
        ("Role arn:x does not exist", False),
    ],
)
def test_what_is_absent_is_told_from_what_is_wrong(message: str, expected: bool) -> None:
    assert sentences.says_absent(message) is expected


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("Scaling activity initiated by (deployment ecs-svc/1234567890)", True),
        ("Essential container in task exited", False),
        ("Task failed ELB health checks in (target-group arn:x)", False),
        ("", False),
    ],
)
def test_a_task_that_is_no_longer_needed_is_no_failure(reason: str, expected: bool) -> None:
    assert sentences.says_scaled_in(reason) is expected


def test_an_incomplete_answer_is_noticed() -> None:
    assert sentences.says_incomplete("[WARN] --include-property-values option can return ...")
    assert not sentences.says_incomplete("")
