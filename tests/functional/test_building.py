"""`bbfd build` and `bbfd test` through the command, with an engine that only notes what it is started with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.functional.projects import Done, Project

# It keeps the names of images as files, and runs as a container whatever the test says.
PODMAN = r"""#!/bin/sh
echo "$*" >>"$BOOKS/calls"
last() { for each; do :; done; echo "$each" | tr / _; }
case "$1 $2" in
"image exists") test -e "$BOOKS/$(last "$@")" ;;
"image inspect") echo "${ARCHITECTURE:-amd64}" ;;
"build "*)
    eval "$(cat "$BOOKS/building" 2>/dev/null)"
    while [ "$1" != --tag ]; do shift; done
    : >"$BOOKS/$(echo "$2" | tr / _)" ;;
"tag "*) test -e "$BOOKS/$(echo "$2" | tr / _)" && : >"$BOOKS/$(last "$@")" ;;
"rmi "*) rm -f "$BOOKS/$(last "$@")" ;;
"run "*) eval "$(cat "$BOOKS/running" 2>/dev/null)" ;;
esac
"""
BUILT = """\
from bbfd import Build, Check, Container, Fargate, Worker

service = Worker(
    container=Container(image=Build(context="src"), checks=({checks})),
    runs_on=Fargate(),
)
"""
PULLED = (
    'from bbfd import Container, Worker\n\nservice = Worker(container=Container(image="a:1"))\n'
)
Call = Callable[..., Done]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """What the engine noted, and what it is to do."""
    folder = tmp_path / "books"
    folder.mkdir()
    return folder


@pytest.fixture
def call(project: Project, books: Path) -> Call:
    project.write("src/Dockerfile", "FROM scratch\n")
    project.write("services/builder.py", BUILT.format(checks=""))
    engine = project.write("bin/podman", PODMAN)
    engine.chmod(0o755)

    def called(*arguments: str, **variables: str) -> Done:
        path = f"{project.root}/bin:/usr/bin:/bin"
        mine = {**os.environ, "PATH": path, "BOOKS": str(books), "BBFD_ENGINE": "podman"}
        return project.process(*arguments, environment={**mine, **variables})

    return called


def calls(books: Path) -> list[str]:
    return [line.split()[0] for line in (books / "calls").read_text().splitlines()]


def test_an_image_is_built_and_its_name_printed(call: Call, books: Path) -> None:
    done = call("build", "builder")
    assert done.code == 0, done.err
    assert done.out.startswith("localhost/builder:")
    assert "built with podman for linux/amd64" in done.words
    again = call("build", "builder")
    assert (again.code, again.out) == (0, done.out)
    assert "unchanged, podman has it" in again.words
    assert calls(books).count("build") == 1
    assert not [each for each in os.listdir(books) if "building-" in each]


def test_json_is_all_that_is_printed(call: Call) -> None:
    done = call("build", "builder", "--json", GITHUB_SHA="1234567890abcdef")
    (record,) = done.record
    assert record["tag"].startswith("1234567890ab-")
    assert record == {
        **record,
        "service": "builder",
        "container": "app",
        "engine": "podman",
        "image": f"localhost/builder:{record['tag']}",
        "repository": "builder",
        "commit": "1234567890abcdef",
        "platforms": ["linux/amd64"],
        "unchanged": False,
    }
    assert record["content"].startswith(record["tag"].rpartition("-")[2])


def test_all_means_those_that_build_something(call: Call, project: Project) -> None:
    project.write("services/other.py", BUILT.format(checks=""))
    done = call("build", "--all", "--json")
    assert [each["service"] for each in done.record] == ["builder", "other"]


def test_a_service_that_builds_nothing_is_refused(call: Call, project: Project) -> None:
    project.write("services/pulled.py", PULLED)
    done = call("build", "builder", "pulled")
    assert done.code == 2
    assert "pulled has no image that BBFD builds" in done.err
    assert "write image=Build(...) in services/pulled.py" in done.err


def test_what_is_wrong_is_told_at_its_line_before_an_engine_is_asked_to_build(
    call: Call, project: Project, books: Path
) -> None:
    project.change("services/builder.py", '"src"', '"gone"')
    done = call("build", "builder")
    assert done.code == 2
    assert done.err.startswith("services/builder.py:4: the context `gone` is no folder")
    assert "build" not in calls(books)


FAILING = r"""
echo "STEP 1/2: FROM scratch"
printf '::error::\033[31mAKIA%s\n' IOSFODNN7EXAMPLE
echo "STEP 2/2: RUN make" >&2
exit 2
"""


def test_a_build_that_fails_ends_with_4_and_in_one_error(call: Call, books: Path) -> None:
    (books / "building").write_text(FAILING)
    done = call("build", "builder", "--json", GITHUB_ACTIONS="true")
    assert (done.code, done.out) == (4, "")
    assert "podman could not build the image of builder, container app" in done.err
    assert "fix: mend src/Dockerfile" in done.err
    assert "\x1b" not in done.err
    assert "AKIAIOSFODNN7EXAMPLE" not in done.err
    obeyed = [line for line in done.err.splitlines() if line.lstrip().startswith("::error")]
    assert len(obeyed) == 1  # our own annotation
    assert "could not build" in obeyed[0]


def test_what_was_built_before_another_failed_is_in_the_json(
    call: Call, project: Project, books: Path
) -> None:
    project.write("services/later.py", BUILT.format(checks=""))
    (books / "building").write_text('case "$*" in *later:*) exit 1 ;; esac')
    done = call("build", "builder", "later", "--json")
    assert done.code == 4
    assert [each["service"] for each in done.record] == ["builder"]


def test_an_engine_that_is_not_there_is_refused(call: Call) -> None:
    done = call("build", "builder", "--engine", "finch")
    assert done.code == 3
    assert "finch is not on the path" in done.err
    assert call("build", "builder", "--engine", "dokcer").code == 2
    assert call("build", "builder", BBFD_ENGINE="dokcer").code == 2


TWO = 'Check(command=("a",)), Check(command=("b",), expect=1),'


def test_every_check_is_tried_and_a_failed_one_ends_with_4(
    call: Call, project: Project, books: Path
) -> None:
    project.write("services/builder.py", BUILT.format(checks=TWO))
    (books / "running").write_text("echo oh no; exit 1")
    done = call("test", "builder")
    assert done.code == 4
    assert "builder, container app: `a`: FAILED" in done.out
    assert "  it ended with 1, and 0 was expected\n  | oh no\n" in done.out
    assert "builder, container app: `b`: passed" in done.out
    assert "1 of 2 checks passed" in done.err
    noted = (books / "calls").read_text()
    assert noted.count("run --name bbfd-builder-") == 2
    assert noted.count("rm --force --volumes bbfd-builder-") >= 2


def test_checks_are_a_list_in_json(call: Call, project: Project) -> None:
    project.write("services/builder.py", BUILT.format(checks='Check(command=("a",)),'))
    done = call("test", "builder", "--json")
    assert done.code == 0, done.err
    (record,) = json.loads(done.out)
    assert record == {
        **record,
        "service": "builder",
        "container": "app",
        "check": "`a`",
        "passed": True,
        "reason": "",
        "log": [],
    }


def test_without_checks_it_is_said_that_nothing_is_tried(call: Call) -> None:
    done = call("test", "builder")
    assert (done.code, done.out) == (0, "")
    assert "no checks=, nothing is tried" in done.words


def test_an_image_is_made_for_where_it_runs(call: Call, project: Project, books: Path) -> None:
    project.change("services/builder.py", "Fargate()", 'Fargate(architecture="ARM64")')
    done = call("build", "builder", "--env", "local", "--json", ARCHITECTURE="arm64")
    assert done.record[0]["platforms"] == ["linux/arm64"]
    assert "--platform linux/arm64" in (books / "calls").read_text()
    wrong = call("build", "builder", "--json", GITHUB_SHA="2")
    assert wrong.record[0]["unchanged"]
    project.write("src/more", "1")
    other = call("build", "builder")
    assert other.code == 4
    assert "an image for amd64, and arm64 was asked for" in other.err


def test_what_changes_with_every_commit_is_told(call: Call, project: Project) -> None:
    project.write("src/.git/HEAD", "1")
    assert ".git is in the context" in call("build", "builder").words
    project.write("src/.dockerignore", ".git\n")
    assert ".git is in the context" not in call("build", "builder").words


@pytest.mark.parametrize(
    "words", [("build",), ("test",), ("push", "--env", "local"), ("release", "--env", "local")]
)
def test_what_was_asked_for_wrongly_is_told_without_an_engine(
    project: Project, words: tuple[str, ...]
) -> None:
    project.write("services/pulled.py", PULLED)
    nowhere = {**os.environ, "PATH": str(project.root)}
    for name, told in (("nope", "no service `nope`"), ("pulled", "no image that BBFD builds")):
        done = project.process(*words, name, environment=nowhere)
        assert done.code == 2, done.err
        assert told in done.words
        assert "container engine" not in done.words


def test_in_a_new_project_an_image_of_it_changes_with_what_it_is_made_of_alone(
    call: Call, project: Project, books: Path
) -> None:
    begun = Path(project.root, "begun")
    call("init", str(begun))
    (begun / "services/hello.py").write_text(
        "from bbfd import Build, Container, Worker\n\n"
        "service = Worker(container=Container(image=Build()))\n"
    )
    (begun / "Dockerfile").write_text("FROM scratch\n")
    first = call("--project", str(begun), "build", "hello")
    assert first.code == 0, first.err
    assert "changes the image each time" not in first.words
    (begun / ".bbfd").mkdir(exist_ok=True)
    (begun / ".bbfd/state").write_text("another")
    assert call("--project", str(begun), "build", "hello").out == first.out
