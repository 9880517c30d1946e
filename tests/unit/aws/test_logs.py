from typing import Any

import pytest

from bbfd.aws.logs import CUT, LONGEST, MOST, Logs
from bbfd.errors import AwsError
from tests.unit.aws.stubs import answering, refusing

STREAM = "app/app/4f2a"


def _asked(limit: int, **more: Any) -> dict[str, Any]:
    known = {"logGroupName": "/bbfd/dev/web", "logStreamName": STREAM, "startFromHead": False}
    return {**known, "limit": limit, **more}


def _page(token: str, *messages: str) -> dict[str, Any]:
    return {"events": [{"message": said} for said in messages], "nextBackwardToken": token}


def _tail(limit: int, *answers: tuple[dict[str, Any], dict[str, Any]]) -> tuple[str, ...]:
    calls = [("get_log_events", answer, asked) for answer, asked in answers]
    with answering("logs", *calls) as client:
        return Logs(client).tail("/bbfd/dev/web", STREAM, lines=limit)


def test_the_last_lines_of_a_log_come_oldest_first() -> None:
    assert _tail(2, (_page("b", "one", "two"), _asked(2))) == ("one", "two")


def test_an_empty_page_is_not_yet_the_end() -> None:
    found = _tail(
        3,
        (_page("b1"), _asked(3)),
        (_page("b2", "two", "three"), _asked(3, nextToken="b1")),
        (_page("b2", "one"), _asked(3, nextToken="b2")),
    )
    assert found == ("one", "two", "three")


def test_a_token_that_comes_again_is_the_end() -> None:
    found = _tail(3, (_page("b", "one"), _asked(3)), (_page("b"), _asked(3, nextToken="b")))
    assert found == ("one",)


def test_a_log_without_an_end_is_not_read_to_it() -> None:
    pages = [
        (_page(f"b{n}"), _asked(3, **({"nextToken": f"b{n - 1}"} if n else {}))) for n in range(3)
    ]
    assert _tail(3, *pages) == ()


def test_what_a_container_writes_is_kept_as_it_is_but_bounded() -> None:
    long = "x" * (LONGEST + 1)
    found = _tail(4, (_page("b", "\x1b[31mred\r", "::error::no", "a\nb\n", long), _asked(4)))
    assert found == ("::error::no", "a", "b", "x" * LONGEST + CUT)


def test_no_more_than_a_screen_is_read_however_much_is_asked_for() -> None:
    lines = [f"line {n}" for n in range(MOST)]
    assert _tail(1000, (_page("b", *lines), _asked(MOST))) == tuple(lines)


def test_an_event_without_a_message_is_an_empty_line() -> None:
    answer = {"events": [{"timestamp": 1}]}
    assert _tail(3, (answer, _asked(3))) == ("",)


def test_a_stream_that_is_not_there_yet_has_no_lines() -> None:
    with refusing("logs", "get_log_events", "ResourceNotFoundException") as client:
        assert Logs(client).tail("g", "s", lines=5) == ()


def test_a_log_that_may_not_be_read_is_no_empty_log() -> None:
    with (
        refusing("logs", "get_log_events", "AccessDeniedException") as client,
        pytest.raises(AwsError, match="could not read the log g, stream s"),
    ):
        Logs(client).tail("g", "s", lines=5)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([{"logGroupName": "/bbfd/dev"}, {"logGroupName": "/bbfd/dev/web"}], True),
        ([{"logGroupName": "/bbfd/dev/web"}], False),
        ([{}], False),
        ([], False),
    ],
)
def test_a_log_group_is_there_by_its_whole_name(groups: list[Any], expected: bool) -> None:
    asked = {"logGroupNamePrefix": "/bbfd/dev"}
    with answering("logs", ("describe_log_groups", {"logGroups": groups}, asked)) as client:
        assert Logs(client).exists("/bbfd/dev") is expected
