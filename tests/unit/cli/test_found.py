"""What is found in a stack that is not whole, and in several that have one thing wrong."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.cli.projects import HELLO, a_project, called

FIRST_HOUR = """
from bbfd import Container, Fargate, WebService

service = WebService(
    container=Container(image="nginx:1.27"),
    runs_on=Fargate(
        cpu=256,
        memory=600,
    ),
)
"""


def found(root: Path, *arguments: str) -> list[tuple[str, str, int]]:
    done = called(root, "check", *arguments, "--no-cfn-lint", "--format", "json")
    records = json.loads(done.stdout)["findings"]
    return [(record["rule"], record["file"], record["line"]) for record in records]


def test_a_service_that_is_not_whole_still_shows_what_rules_find_in_the_rest(
    tmp_path: Path,
) -> None:
    root = a_project(tmp_path, hello=FIRST_HOUR)
    both = [
        ("NOT-BUILT", "services/hello.py", 5),
        ("FARGATE-CPU-MEMORY", "services/hello.py", 8),
    ]
    assert found(root, "hello", "--env", "prod") == both
    shown = called(root, "preview", "hello", "--env", "prod")
    assert (shown.exit_code, shown.stdout) == (3, "")
    assert "FARGATE-CPU-MEMORY" in shown.stderr


def test_what_was_accepted_stays_accepted_in_what_is_not_whole(tmp_path: Path) -> None:
    wrong = FIRST_HOUR.replace("nginx:1.27", "nginx:latest").replace("600", "512")
    allowed = wrong.replace(
        "    runs_on", '    allow={"IMAGE-LATEST-TAG": "a sandbox", "E3047": "x"},\n    runs_on'
    )
    assert [
        rule for rule, *_ in found(a_project(tmp_path, hello=wrong), "hello", "--env", "prod")
    ] == [
        "NOT-BUILT",
        "IMAGE-LATEST-TAG",
    ]
    (tmp_path / "services" / "hello.py").write_text(allowed)
    assert [rule for rule, *_ in found(tmp_path, "hello", "--env", "prod")] == ["NOT-BUILT"]


def test_what_is_wrong_with_an_allowance_is_told_on_its_own_line(tmp_path: Path) -> None:
    allow = """\
    allow={
        "FARGATE-GPU": "not needed",
        "IMAGE-LATEST-TAG": "",
        "NO-SUCH": "x",
    },
"""
    text = HELLO.replace("    runs_on", f"{allow}    runs_on")
    assert found(a_project(tmp_path, hello=text), "hello", "--env", "prod") == [
        ("ALLOW-UNUSED", "services/hello.py", 7),
        ("ALLOW-REASON", "services/hello.py", 8),
        ("ALLOW-UNKNOWN", "services/hello.py", 9),
    ]


def test_what_is_wrong_with_an_environment_is_said_once_and_in_its_file(tmp_path: Path) -> None:
    root = a_project(tmp_path, hello=HELLO, other=HELLO)
    file = root / "environments" / "prod.py"
    file.write_text(file.read_text().replace("region=", "log_retention=8,\n    region="))
    told = found(root, "--all", "--env", "prod")
    assert [(rule, file) for rule, file, _ in told] == [("NOT-BUILT", "environments/prod.py")]
    lines = file.read_text().splitlines()
    assert "log_retention=8" in lines[told[0][2] - 1]


def test_what_an_environment_accepts_in_its_own_stack_is_no_finding(tmp_path: Path) -> None:
    root, file = a_project(tmp_path), tmp_path / "environments" / "local.py"
    slow = file.read_text().replace("import ", "import LoadBalancer, ")
    slow = slow.replace("aws=Local()", "aws=Local(), load_balancer=LoadBalancer(idle_timeout=9000)")
    file.write_text(slow)
    rules = [rule for rule, *_ in found(root, "--all", "--env", "local")]
    assert "LB-IDLE-TIMEOUT" in rules
    allowed = 'aws=Local(), allow={"LB-IDLE-TIMEOUT": "a test"}'
    file.write_text(slow.replace("aws=Local()", allowed))
    rules = [rule for rule, *_ in found(root, "--all", "--env", "local")]
    assert "LB-IDLE-TIMEOUT" not in rules
    shown = called(root, "env", "preview", "local")
    assert "LB-IDLE-TIMEOUT" not in shown.stderr


def test_a_service_that_does_not_load_keeps_nothing_of_the_others_from_being_checked(
    tmp_path: Path,
) -> None:
    wrong = HELLO.replace("memory=512", "memory=600")
    root = a_project(tmp_path, hello=wrong, broken="from bbfd import Wrong\n")
    assert found(root, "--all", "--env", "prod") == [
        ("NOT-LOADED", "services/broken.py", 1),
        ("FARGATE-CPU-MEMORY", "services/hello.py", 6),
    ]
    assert called(root, "check", "--all", "--env", "prod", "--no-cfn-lint").exit_code == 2
    (tmp_path / "services" / "hello.py").unlink()
    assert [rule for rule, *_ in found(root, "--all", "--env", "prod")] == ["NOT-LOADED"]
