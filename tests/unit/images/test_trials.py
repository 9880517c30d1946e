"""What a check does, and that its container is gone afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbfd import (
    Check,
    Container,
    FromStack,
    HealthCheck,
    Http,
    HttpCheck,
    Port,
    WebService,
    Worker,
)
from bbfd.errors import DefinitionError, EngineError, Place, Refused
from bbfd.images.asking import question
from bbfd.images.engines.buildah import Buildah
from bbfd.images.loopback import Answer
from bbfd.images.records import Ended
from bbfd.images.trials import try_command, try_request
from tests.unit.images.fakes import BUILT, FAILED, Loopback, Machine, Program, bench, said

PLACE = Place("services/web.py")
CONTAINER = Container(image="a:1", port=80)
NAME = f"bbfd-web-{'f' * 12}"
CHECK = Check(command=("web", "--version"))


def ended(code: int, *lines: str) -> Program:
    return Program(Ended(code=code, output="\n".join(lines), said=lines), said=lines)


def test_a_command_that_ends_as_it_must_has_passed() -> None:
    machine = Machine()
    tried = try_command(CONTAINER, CHECK, BUILT, bench(machine, ended(0, "1.0")))
    assert tried.passed
    assert tried.log == ()
    assert tried.check == "`web --version`"
    assert machine.calls[0] == f"podman run --name {NAME} localhost/web:1 web --version"


@pytest.mark.parametrize(
    ("check", "program", "why"),
    [
        (CHECK, ended(3, "boom"), "it ended with 3, and 0 was expected"),
        (replace(CHECK, expect=2), ended(0), "it ended with 0, and 2 was expected"),
        (replace(CHECK, seconds=9), Program(None), "it did not end within 9 seconds"),
        (replace(CHECK, output="1.1"), ended(0, "1.0"), "it did not print `1.1`"),
        (replace(CHECK, expect=3, output="oo"), ended(3, "boom"), ""),
    ],
)
def test_a_command_fails_by_its_code_its_words_or_its_time(check, program, why) -> None:
    tried = try_command(CONTAINER, check, BUILT, bench(Machine(), program))
    assert tried.why == why
    assert tried.log == (program.said if why else ())


def test_a_container_is_removed_however_it_ends() -> None:
    for program in (ended(0), ended(1), Program(None)):
        machine = Machine()
        try_command(CONTAINER, CHECK, BUILT, bench(machine, program))
        assert machine.calls[-1] == f"podman rm --force --volumes {NAME}"


def test_what_is_not_started_here_is_removed_before_its_program_is_waited_for() -> None:
    machine = Machine()
    try_command(CONTAINER, CHECK, BUILT, bench(machine, Program(None)))
    removed = f"podman rm --force --volumes {NAME}"
    assert machine.calls[1:] == [removed, "left", removed]


def test_buildah_removes_it_once_nothing_runs_in_it() -> None:
    machine = Machine()
    try_command(CONTAINER, CHECK, BUILT, bench(machine, ended(0), engine=Buildah()))
    verbs = [each.split()[1] if " " in each else each for each in machine.calls]
    assert verbs == ["from", "inspect", "run", "left", "rm"]


def test_a_container_that_cannot_be_made_is_the_engines_failure() -> None:
    machine = Machine(said(**{"from": FAILED}))
    with pytest.raises(EngineError, match="`buildah from --pull-never` failed with 1"):
        try_command(CONTAINER, CHECK, BUILT, bench(machine, ended(0), engine=Buildah()))
    assert machine.calls[-1] == f"buildah rm {NAME}"


def test_a_container_has_what_its_definition_says_and_can_be_known_here() -> None:
    machine = Machine()
    container = Container(
        image="a:1",
        entry_point=("sh",),
        user="nobody",
        working_directory="/srv",
        variables={"A": "1", "B": FromStack(stack="s", output="o"), "C": "3"},
    )
    check = replace(CHECK, variables={"C": "4"})
    built = replace(BUILT, platforms=("linux/arm64",))
    try_command(container, check, built, bench(machine, ended(0)))
    assert machine.calls[0] == (
        f"podman run --name {NAME} --platform linux/arm64 --env A=1 --env C=4 --user nobody "
        "--workdir /srv --entrypoint sh localhost/web:1 web --version"
    )
    try_command(container, replace(check, entry_point=("web",)), built, bench(machine, ended(0)))
    assert "--entrypoint web" in " ".join(machine.calls)


WEB = WebService(
    container=CONTAINER, http=Http(health=HealthCheck(path="/health", codes="200-204"))
)
ASKED = question(WEB, CONTAINER, HttpCheck(), PLACE)
SERVES = replace(CONTAINER, command=("serve",), entry_point=("/entry",))


def test_a_request_is_tried_until_it_is_answered() -> None:
    machine = Machine()
    loopback = Loopback([Answer(0, "refused"), Answer(503, ""), Answer(204, "")])
    tried = try_request(SERVES, HttpCheck(), ASKED, BUILT, bench(machine, Program(None), loopback))
    assert tried.passed
    assert tried.seconds == 0.5
    assert loopback.asked == [(41000, "/health", False)] * 3
    assert machine.calls[0] == (
        f"podman run --name {NAME} --publish 127.0.0.1:41000:80 --entrypoint /entry "
        "localhost/web:1 serve"
    )


@pytest.mark.parametrize(
    ("answer", "program", "why"),
    [
        (Answer(0, "refused"), Program(None), "it did not answer (refused), for 2 seconds"),
        (
            Answer(500, ""),
            Program(None),
            "it answered 500, and 200-204 was expected, for 2 seconds",
        ),
        (Answer(200, "bye"), Program(None), "`hello` was not in its answer, for 2 seconds"),
        (Answer(0, ""), ended(1, "oh no"), "the container ended with 1 before it answered"),
    ],
)
def test_a_request_fails_by_its_answer_its_time_or_its_container(answer, program, why) -> None:
    asked = replace(ASKED, body="hello")
    tried = try_request(
        SERVES,
        HttpCheck(seconds=2),
        asked,
        BUILT,
        bench(Machine(), program, Loopback([answer])),
    )
    assert tried.why == why
    assert tried.log == program.said


def test_buildah_has_it_listen_on_the_machine_itself() -> None:
    machine, loopback = Machine(), Loopback([Answer(200, "")])
    tools = bench(machine, Program(None), loopback, Buildah())
    assert try_request(SERVES, HttpCheck(), ASKED, BUILT, tools).passed
    assert loopback.asked == [(80, "/health", False)]
    assert "--publish" not in " ".join(machine.calls)


def test_where_somebody_listens_already_nothing_is_tried() -> None:
    machine = Machine()
    tools = bench(machine, Program(None), Loopback(busy=(80,)), Buildah())
    with pytest.raises(Refused, match="port 80 of this machine is taken"):
        try_request(SERVES, HttpCheck(), ASKED, BUILT, tools)
    assert machine.calls == []


@pytest.mark.parametrize(
    ("http", "check", "expected"),
    [
        (Http(), HttpCheck(), (80, "/", "200", False)),
        (Http(port=81), HttpCheck(), (81, "/", "200", False)),
        (Http(health=HealthCheck(port=82)), HttpCheck(), (82, "/", "200", False)),
        (Http(), HttpCheck(port=83, path="/a", codes="201"), (83, "/a", "201", False)),
        (Http(protocol="HTTPS"), HttpCheck(), (80, "/", "200", True)),
        (
            (Http(container="b", health=HealthCheck(path="/b")), Http(name="two")),
            HttpCheck(),
            (80, "/", "200", False),
        ),
    ],
)
def test_what_is_asked_is_what_the_load_balancer_would_ask(http, check, expected) -> None:
    asked = question(WebService(container=CONTAINER, http=http), CONTAINER, check, PLACE)
    assert (asked.port, asked.path, asked.codes, asked.tls) == expected


def test_a_worker_is_asked_at_its_container_port() -> None:
    container = Container(image="a:1", ports=(Port(number=9000),))
    assert question(Worker(container=container), container, HttpCheck(), PLACE).port == 9000


def test_without_a_port_or_without_http_nothing_can_be_asked() -> None:
    bare = Container(image="a:1")
    with pytest.raises(DefinitionError, match="no port to ask at"):
        question(Worker(container=bare), bare, HttpCheck(), PLACE)
    grpc = WebService(container=CONTAINER, http=Http(version="GRPC"))
    with pytest.raises(DefinitionError, match="cannot ask what speaks gRPC"):
        question(grpc, CONTAINER, HttpCheck(), PLACE)


@pytest.mark.parametrize(
    ("codes", "status", "will_do"),
    [
        ("200", 200, True),
        ("200", 201, False),
        ("200-299", 204, True),
        ("200,404", 404, True),
        ("200-202, 301", 301, True),
        ("200-202,301", 300, False),
    ],
)
def test_codes_are_taken_as_a_load_balancer_takes_them(codes, status, will_do) -> None:
    assert replace(ASKED, codes=codes).takes(status) is will_do
