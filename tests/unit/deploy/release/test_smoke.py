"""Whether a service answers."""

import pytest

from bbfd.deploy.release.smoke import PATIENCE, Probe, answers, probe_of
from bbfd.model.http import HealthCheck, Http
from tests.unit.deploy.fakes import VirtualClock


@pytest.mark.parametrize(
    ("http", "url", "expected"),
    [
        (Http(), "https://h/", Probe(url="https://h/", codes="200")),
        (
            Http(health=HealthCheck(path="/healthz?deep=1", codes="200-204")),
            "https://h:8443/",
            Probe(url="https://h:8443/healthz?deep=1", codes="200-204"),
        ),
        # The load balancer asks the tasks; who comes from outside gets there only by the service's own paths.
        (
            Http(path="/shop/*", health=HealthCheck(path="/healthz")),
            "http://h/shop/",
            Probe(url="http://h/shop/", codes="200-399"),
        ),
        (
            Http(path=("/shop/*", "/up"), health=HealthCheck(path="/up")),
            "http://h/shop/",
            Probe(url="http://h/up", codes="200"),
        ),
    ],
)
def test_the_health_check_is_asked_where_it_can_be_reached(
    http: Http, url: str, expected: Probe
) -> None:
    assert probe_of(url, http) == expected


PROBE = Probe(url="http://h/", codes="200-299,404")


def _answered(*given: tuple[int, str]) -> tuple[str, float]:
    clock, every = VirtualClock(), [*given]
    began = clock.monotonic()
    ask = lambda _: every.pop(0) if len(every) > 1 else every[0]  # noqa: E731
    why = answers(PROBE, ask, clock, tell=lambda _: None)
    return why, clock.monotonic() - began


@pytest.mark.parametrize("status", [200, 250, 299, 404])
def test_an_answer_that_is_expected_is_enough(status: int) -> None:
    assert _answered((status, "")) == ("", 0.0)


def test_a_name_that_is_not_known_yet_is_asked_for_again() -> None:
    assert _answered((0, "no such name"), (503, ""), (200, ""))[0] == ""


def test_what_does_not_answer_is_not_asked_for_ever() -> None:
    why, took = _answered((503, ""))
    assert why == "http://h/ was answered with 503, and 200-299,404 was expected"
    assert took <= PATIENCE + 3
    assert "http://h/: refused" in _answered((0, "refused"))[0]
