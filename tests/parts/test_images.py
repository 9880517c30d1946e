"""`bbfd build` and `bbfd test` with engines that are really there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from bbfd.images.content import sent
from bbfd.images.engine import Engine
from bbfd.images.engines.buildah import Buildah
from bbfd.images.engines.docker import Docker
from bbfd.images.processes import Processes
from bbfd.images.records import Ended, Invocation, Login, Recipe
from tests.functional.projects import ENTRY, Done
from tests.parts.engines import PASSWORD, Part, Registry

DOCKERFILE = """\
FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
WORKDIR /srv
COPY . .
ENTRYPOINT ["/bin/busybox"]
"""
ENVIRONMENT = """\
from bbfd import Environment, Local, Network

environment = Environment(
    account="000000000000",
    region="eu-west-1",
    aws=Local(),
    network=Network.create(cidr="10.0.0.0/16", zones=2, nat="none"),
)
"""
SERVICE = """\
from bbfd import Build, BuildSecret, Check, Container, Fargate, HealthCheck, Http, HttpCheck, WebService

service = WebService(
    container=Container(image=Build({build}), port={port}, command=({command}), checks=({checks})),
    http=Http(health=HealthCheck(path="/index.html")),
)
"""


@dataclass(frozen=True)
class Project:
    """A project whose service `web` is built from `web/`."""

    root: Path
    part: Part

    def write(
        self, *, build: str = "", checks: str = "", command: str = "", port: int = 80
    ) -> None:
        words = {"build": f'context="web", {build}', "checks": checks, "command": command}
        text = SERVICE.format(port=port, **words)
        (self.root / "services" / "web.py").write_text(text)

    def bbfd(self, *arguments: str, **variables: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-c", ENTRY, *arguments],
            cwd=self.root,
            env={**self.part.variables, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def built(self, *arguments: str, **variables: str) -> Any:
        """The record of the one image that is built."""
        done = self.bbfd("build", "web", "--json", *arguments, **variables)
        assert done.code == 0, done.err
        (record,) = done.record
        return record


@pytest.fixture
def project_of(tmp_path: Path, program: Path) -> Callable[[Part], Project]:
    def made(part: Part) -> Project:
        for folder in ("services", "environments", "web"):
            (tmp_path / folder).mkdir()
        (tmp_path / "environments" / "local.py").write_text(ENVIRONMENT)
        (tmp_path / "web" / "Dockerfile").write_text(DOCKERFILE)
        (tmp_path / "web" / "index.html").write_text(f"hello from {tmp_path}\n")
        copy(program, tmp_path / "web" / "busybox")
        project = Project(tmp_path, part)
        project.write()
        return project

    return made


@pytest.fixture
def project(project_of: Callable[[Part], Project], engine: Part) -> Project:
    return project_of(engine)


@pytest.fixture
def with_buildah(project_of: Callable[[Part], Project], buildah: Part) -> Project:
    return project_of(buildah)


def test_an_image_is_built_once_and_again_when_something_changes(project: Project) -> None:
    first = project.built()
    assert (first["unchanged"], first["engine"]) == (False, project.part.name)
    second = project.built()
    assert (second["unchanged"], second["tag"]) == (True, first["tag"])
    (project.root / "web" / "index.html").write_text(f"changed in {project.root}\n")
    third = project.built()
    assert not third["unchanged"]
    assert third["content"] != first["content"]


def test_what_is_said_is_shown_as_it_comes_and_the_name_is_printed(project: Project) -> None:
    done = project.bbfd("build", "web")
    assert done.code == 0, done.err
    assert done.out.startswith("localhost/web:")
    assert "COPY busybox /bin/busybox" in done.err
    assert f"built with {project.part.name} for linux/amd64" in done.err


def test_a_step_that_fails_is_named_and_nothing_it_says_is_obeyed(project: Project) -> None:
    failing = 'RUN printf "::error::%s\\033[2J\\n" obeyed; exit 7\n'
    (project.root / "web" / "Dockerfile").write_text(DOCKERFILE + failing)
    done = project.bbfd("build", "web", GITHUB_ACTIONS="true")
    assert done.code == 4
    assert "the step `RUN printf" in done.err
    assert "mend web/Dockerfile" in done.err
    assert "\x1b" not in done.err
    assert not [
        line for line in done.err.splitlines() if line.strip().startswith("::error::obeyed")
    ]
    assert project.bbfd("build", "web").code == 4


def test_ctrl_c_ends_the_engine_and_leaves_nothing_behind(with_buildah: Project) -> None:
    project = with_buildah
    (project.root / "web" / "Dockerfile").write_text(f"{DOCKERFILE}RUN echo begun; sleep 300\n")
    begun = subprocess.Popen(
        [sys.executable, "-c", ENTRY, "build", "web"],
        cwd=project.root,
        env=dict(project.part.variables),
        stderr=subprocess.PIPE,
        text=True,
    )
    with begun as process:
        assert process.stderr is not None
        assert any(line.strip() == "begun" for line in process.stderr)
        process.send_signal(signal.SIGINT)
        assert "stopped" in process.stderr.read()
    assert begun.returncode == 130
    assert "working-container" not in project.part.call("containers")
    assert f"{project.root}" not in subprocess.check_output(["ps", "-ef"], text=True)


CHECKS = """\
Check(command=("sh", "-c", "echo $GREETING; exit 3"), expect=3, output="hi", variables={"GREETING": "hi"}),
Check(command=("sh", "-c", "pwd"), output="/srv"),
Check(command=("true",)),
"""


def test_commands_are_tried_in_the_image(project: Project) -> None:
    project.write(checks=CHECKS)
    done = project.bbfd("test", "web", "--json")
    if project.part.name == "docker" and "network" in done.out + done.err:
        pytest.skip("part missing: docker (its daemon has no network for containers)")
    assert done.code == 0, done.err + done.out
    assert [each["passed"] for each in done.record] == [True, True, True]
    assert "3 of 3 checks passed" in done.err


SERVES = """\
HttpCheck(body="hello", seconds=20),
HttpCheck(path="/none", codes="404"),
HttpCheck(path="/none", seconds=4),
"""


def test_what_a_container_serves_is_asked_for_where_the_load_balancer_would(
    with_buildah: Project, unused_port: int
) -> None:
    command = f'"httpd", "-f", "-v", "-p", "127.0.0.1:{unused_port}"'
    with_buildah.write(checks=SERVES, command=command, port=unused_port)
    done = with_buildah.bbfd("test", "web", "--json")
    assert [each["passed"] for each in done.record] == [True, True, False], done.out
    failed = done.record[2]
    assert failed["reason"] == "it answered 404, and 200 was expected, for 4 seconds"
    assert "response:404" in " ".join(failed["log"])
    assert done.code == 4
    assert with_buildah.part.call("containers", "--quiet").strip() == ""
    assert f":{unused_port}" not in subprocess.check_output(["ps", "-ef"], text=True)


def test_a_check_that_takes_too_long_is_ended_with_all_that_it_started(
    with_buildah: Project,
) -> None:
    with_buildah.write(checks='Check(command=("sh", "-c", "sleep 4321 & wait"), seconds=0.5),')
    done = with_buildah.bbfd("test", "web")
    assert done.code == 4
    assert "did not end within 0.5 seconds" in done.out
    assert "sleep 4321" not in subprocess.check_output(["ps", "-ef"], text=True)
    assert with_buildah.part.call("containers", "--quiet").strip() == ""


SECRETS = """\
secrets={"token": BuildSecret(variable="TOKEN"), "file": BuildSecret(file="secret.txt")},
"""
GONE = """\
Check(command=("cat", "/srv/length"), output="19"),
Check(command=("cat", "/run/secrets/token"), expect=1),
"""
READS = """\
RUN --mount=type=secret,id=token --mount=type=secret,id=file \
    cat /run/secrets/token /run/secrets/file | wc -c > /srv/length
"""


def test_secrets_reach_a_step_and_nothing_else(with_buildah: Project) -> None:
    (with_buildah.root / "secret.txt").write_text("of-a-file")
    (with_buildah.root / "web" / "Dockerfile").write_text(DOCKERFILE + READS)
    with_buildah.write(build=SECRETS, checks=GONE)
    done = with_buildah.bbfd("test", "web", TOKEN="variable-1")
    assert done.code == 0, done.out + done.err
    assert "variable-1" not in done.err
    refused = with_buildah.bbfd("build", "web")
    assert refused.code == 2
    assert "the variable TOKEN is not set" in refused.err


def test_one_name_holds_images_for_two_platforms(with_buildah: Project) -> None:
    (with_buildah.root / "web" / "Dockerfile").write_text("FROM scratch\nCOPY index.html /\n")
    with_buildah.write(build='platforms=("linux/amd64", "linux/arm64")')
    made = with_buildah.built()
    listed = json.loads(with_buildah.part.call("manifest", "inspect", made["image"]))
    found = sorted(each["platform"]["architecture"] for each in listed["manifests"])
    assert found == ["amd64", "arm64"]
    assert with_buildah.built()["unchanged"]


IGNORED: Sequence[str] = (
    "*.md\n!README.md\n",
    "*\n!a/b\n",
    "a\n!a/b/c\n",
    "**/c\n",
    "a/*\n!a/d\n",
    "# a\n a \n\n/b/\n",
    "[ab]\n",
    "?\n!b\n",
)
# BuildKit looks into every folder for what is taken back; other builders into none that is left out, for a `**`.
DEEP: Sequence[str] = ("**\n!**/*.md\n", "a/**\n!a/**/*.md\n")
FILES = ("a/b/c", "a/b/x.md", "a/d", "b/c", "c", "d.md", "README.md", "e/f/g.md")


@pytest.mark.parametrize("ignore", IGNORED)
def test_an_engine_leaves_out_what_the_hash_leaves_out(
    engine: Part, tmp_path: Path, ignore: str, program: Path
) -> None:
    found, hashed = _copied(engine, tmp_path, ignore, program)
    assert found == hashed


@pytest.mark.parametrize("ignore", DEEP)
def test_nothing_is_copied_that_is_not_hashed(
    engine: Part, tmp_path: Path, ignore: str, program: Path
) -> None:
    found, hashed = _copied(engine, tmp_path, ignore, program)
    assert found < hashed
    assert "a/b/x.md" in hashed


def _copied(engine: Part, tmp_path: Path, ignore: str, program: Path) -> tuple[set[str], set[str]]:
    """What the engine copied, by its own word, and what the hash is of."""
    context = tmp_path / "context"
    for name in FILES:
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        (context / name).write_text("1")
    (context / ".dockerignore").write_text(f"{ignore}\n!busybox\n!.dockerignore\n!Dockerfile\n")
    copy(program, context / "busybox")
    dockerfile = context / "Dockerfile"
    find = 'RUN ["/context/busybox", "sh", "-c", "cd /context && /context/busybox find . >&2"]\n'
    dockerfile.write_text(f"FROM scratch\nCOPY . /context\n{find}")
    recipe = Recipe(
        context=str(context),
        dockerfile=str(dockerfile),
        ignore=f"{context}/.dockerignore",
        cache=False,
    )
    ended = _run(engine, _engine(engine).build(recipe, f"localhost/ignored:{abs(hash(ignore))}"))
    assert ended.code == 0, ended.said
    found = {line.strip()[2:] for line in ended.said if line.strip().startswith("./")}
    ours = {entry.path for entry in sent(recipe)}
    if engine.name == "docker":  # the builder before BuildKit has neither in the context it copies
        ours -= {"Dockerfile", ".dockerignore"}
        found -= {"Dockerfile", ".dockerignore"}
    return found, ours


def _engine(part: Part) -> Engine:
    return Buildah() if part.name == "buildah" else Docker(buildx=False)


def _run(part: Part, invocation: Invocation) -> Ended:
    return Processes(part.variables).run(invocation)


def _must(part: Part, invocation: Invocation) -> Ended:
    ended = _run(part, invocation)
    assert ended.code == 0, ended.said
    return ended


def test_what_is_pushed_has_the_digest_that_the_registry_has(
    project: Project, locked_registry: Registry, tmp_path: Path
) -> None:
    made, engine, part = project.built(), _engine(project.part), project.part
    login = Login(registry=locked_registry.address, folder=str(tmp_path), plain=True)
    to = f"{locked_registry.address}/web:{made['tag']}"
    _must(part, engine.login(login, PASSWORD))
    for invocation in engine.push(made["image"], to, login, ()):
        pushed = _must(part, invocation)
    digest = engine.digest_in(pushed.output)
    assert digest == locked_registry.digest("web", made["tag"])
    _must(part, engine.pull(f"{locked_registry.address}/web@{digest}", login))
    _must(part, engine.logout(login))
    assert all(
        _run(part, each).code != 0 for each in engine.push(made["image"], to, login, ())[-1:]
    )


def test_a_wrong_password_is_refused_and_not_repeated(
    engine: Part, locked_registry: Registry, tmp_path: Path
) -> None:
    login = Login(registry=locked_registry.address, folder=str(tmp_path), plain=True)
    ended = _run(engine, _engine(engine).login(login, "wrong-word"))
    assert ended.code != 0
    assert "wrong-word" not in " ".join(ended.said)


def test_a_list_of_images_is_pushed_whole(
    with_buildah: Project, registry: Registry, tmp_path: Path
) -> None:
    (with_buildah.root / "web" / "Dockerfile").write_text("FROM scratch\nCOPY index.html /\n")
    with_buildah.write(build='platforms=("linux/amd64", "linux/arm64")')
    made, login = (
        with_buildah.built(),
        Login(registry=registry.address, folder=str(tmp_path), plain=True),
    )
    (tmp_path / "auth.json").write_text("{}")
    to = f"{registry.address}/both:{made['tag']}"
    (push,) = Buildah().push(made["image"], to, login, tuple(made["platforms"]))
    pushed = _must(with_buildah.part, push)
    assert Buildah().digest_in(pushed.output) == registry.digest("both", made["tag"])
