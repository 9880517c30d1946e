"""`bbfd ci`: a job as a file, and its roles as a template."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import yaml

from bbfd.ci.comment import Request
from bbfd.cli.sending import send
from bbfd.errors import Refused
from bbfd.template import read
from tests.functional.projects import Project
from tests.golden.ci import AGENTS, CONNECTION, SOURCE, UUID, VENDORS

every_vendor = pytest.mark.parametrize("vendor", VENDORS)
ROLES = {
    "github": ("--repository", "octo/shop"),
    "gitlab": ("--repository", "octo/shop"),
    "bitbucket": (
        *("--repository", "octo/shop", "--workspace-uuid", UUID),
        *("--repository-uuid", f"{{{UUID}}}", "--deployment-uuid", UUID),
    ),
    "codebuild": ("--repository", SOURCE.repository, "--connection", CONNECTION),
    "jenkins": ("--principal", AGENTS),
}


@every_vendor
def test_it_is_written_where_the_vendor_looks_and_again_it_stays(
    project: Project, vendor: str
) -> None:
    path = project.root / VENDORS[vendor].path
    first = project.done("ci", vendor, "--env", "stage", "--then", "prod")
    text = path.read_text(encoding="utf-8")
    assert str(path) in first.err
    assert "--env stage" in text
    again = project.done("ci", vendor, "--env", "stage", "--then", "prod")
    assert "says so already" in again.err
    assert path.read_text(encoding="utf-8") == text


@every_vendor
def test_what_is_there_is_not_written_over_unasked(project: Project, vendor: str) -> None:
    path = project.root / VENDORS[vendor].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine: \x1b[31mown\n", encoding="utf-8")
    done = project.bbfd("ci", vendor, "--env", "stage")
    assert done.code == 3
    assert "-mine: own" in done.out
    assert "\x1b" not in done.out
    assert "--force" in done.err
    assert path.read_text(encoding="utf-8") == "mine: \x1b[31mown\n"
    project.done("ci", vendor, "--env", "stage", "--force")
    assert "mine" not in path.read_text(encoding="utf-8")


def test_it_goes_where_it_is_asked_to(project: Project) -> None:
    shown = project.done("ci", "github", "--env", "stage", "--out", "-").out
    file = project.root / "jobs" / "mine.yml"
    project.done("ci", "github", "--env", "stage", "--out", str(file))
    assert file.read_text(encoding="utf-8") == shown
    assert not (project.root / ".github").exists()


def test_services_that_are_built_are_released(project: Project) -> None:
    text = project.done("ci", "github", "--env", "stage", "--out", "-").out
    assert "bbfd deploy --all --env stage --yes" in text
    project.write(
        "services/made.py",
        "from bbfd import Build, Container, Worker\n\n"
        'service = Worker(container=Container(image=Build(context=".")))\n',
    )
    text = project.done("ci", "github", "--env", "stage", "--then", "prod", "--out", "-").out
    assert "bbfd release --all --env stage --yes" in text
    assert "bbfd promote --all --from stage --to prod --yes" in text


def test_what_the_project_installs_is_installed(project: Project) -> None:
    project.write("requirements.txt", "bbfd[lint]==3.2.1\nrequests\n")
    text = project.done("ci", "gitlab", "--env", "stage", "--out", "-").out
    assert "- python -m pip install -r requirements.txt" in text
    project.write("requirements.txt", "requests\n")
    told = project.done("ci", "gitlab", "--env", "stage", "--install", "bbfd==1", "--out", "-").out
    assert yaml.safe_load(told)["variables"] == {"BBFD": "bbfd==1"}
    assert '}" -r requirements.txt' in told


@pytest.mark.parametrize(
    "given",
    [
        ("--env", "nowhere"),
        (),
        ("--env", "stage", "--then", "stage"),
        ("--env", "stage", "--service", "nothing"),
        ("--env", "stage", "--branch", "$(touch x)"),
        ("--env", "stage", "--branch", "a' || true"),
        ("--env", "stage", "--install", 'x" && touch y; "'),
        ("--env", "stage", "--install", "$HOME"),
        ("--env", "stage", "--plan-role", "me"),
        ("--env", "stage", "--then", "prod", "--deploy-role", AGENTS),
        ("--env", "stage", "--role"),
    ],
)
@every_vendor
def test_what_cannot_be_meant_is_refused(
    project: Project, vendor: str, given: tuple[str, ...]
) -> None:
    done = project.bbfd("ci", vendor, *given)
    assert done.code == 2
    assert not (project.root / VENDORS[vendor].path).exists()


@every_vendor
def test_its_roles_are_a_template(project: Project, vendor: str) -> None:
    done = project.done("ci", vendor, "--role", "--env", "stage", *ROLES[vendor])
    found = read(done.out, "roles.yaml").body
    assert {"PlanRole", "DeployRole"} <= found["Outputs"].keys()
    assert "aws cloudformation deploy --stack-name bbfd-ci-stage" in done.words
    assert not (project.root / VENDORS[vendor].path).exists()


def test_a_role_may_make_what_the_projects_templates_have_and_no_more(project: Project) -> None:
    def wide() -> set[str]:
        told = project.done("ci", "github", "--role", "--env", "stage", *ROLES["github"]).out
        return {line.strip(" -") for line in told.splitlines() if line.endswith(":*")}

    before = wide()
    assert "ecs:*" in before
    assert "sqs:*" not in before
    project.write(
        "services/queued.py",
        "from bbfd import Container, Queue, Worker\n\n"
        'service = Worker(container=Container(image="a.example/b:1"), uses=(Queue(name="jobs"),))\n',
    )
    assert wide() - before == {"sqs:*"}


def test_an_environment_whose_name_another_begins_with_is_told(project: Project) -> None:
    asked = ("ci", "github", "--role", "--env", "stage", *ROLES["github"])
    assert "they reach" not in project.done(*asked).err
    text = (project.root / "environments/stage.py").read_text(encoding="utf-8")
    (project.root / "environments/stage-eu.py").write_text(text, encoding="utf-8")
    assert "they reach stage-eu, too" in project.done(*asked).err


def test_a_comment_needs_a_token(project: Project) -> None:
    file = project.write("diff.md", "<!-- bbfd diff prod -->\n")
    done = project.bbfd("ci", "comment", str(file), "--on", "https://github.com/o/r/pull/1")
    assert done.code == 2
    assert "BBFD_COMMENT_TOKEN" in done.err


# --- the way to a forge -------------------------------------------------------------------------------------------


class Forge(BaseHTTPRequestHandler):
    """Answers with what it was asked, or sends elsewhere."""

    def do_POST(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/else")
            self.end_headers()
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if self.path == "/" else 404)
        self.end_headers()
        self.wfile.write(body if self.path == "/" else b"<html>")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def forge() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Forge) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def asked(url: str) -> Request:
    return Request(method="POST", url=url, headers={"Accept": "application/json"}, body={"a": "ü"})


def test_a_forge_is_asked_and_its_answer_read() -> None:
    with forge() as url:
        assert send(asked(f"{url}/")).body == {"a": "ü"}
        assert send(asked(f"{url}/nothing")).status == 404
        assert send(asked(f"{url}/moved")).status == 302  # and the token goes nowhere else
    with pytest.raises(Refused, match="does not answer"):
        send(asked(f"{url}/"))
