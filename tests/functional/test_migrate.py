"""`bbfd migrate`: a template of EC2 instances becomes one of Fargate, and says of each line why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.projects import ENTRY, Project
from tests.functional.test_check import MOVED, OF_THE_GUIDES
from tests.unit.migrate.templates import BRACES, WEB, WORKER, as_json

PRIVILEGED = WORKER.replace("Memory: 256", "Memory: 256\n          Privileged: true")


@pytest.fixture
def web(project: Project) -> Path:
    return project.write("web.yaml", WEB)


def test_the_template_goes_to_stdout_and_the_words_to_stderr(project: Project, web: Path) -> None:
    done = project.process("migrate", "web.yaml")
    assert done.code == 0
    assert "LaunchType: FARGATE" in done.out
    assert "web.yaml:31: changed host-ports" in done.err
    assert "You cannot specify an IAM role for services" in done.words
    assert "replaces TargetGroup in a stack that has it already" in done.err
    assert web.read_text(encoding="utf-8") == WEB


def test_what_was_migrated_passes_check_and_is_not_migrated_again(
    project: Project, web: Path
) -> None:
    target = project.root / "fargate.yaml"
    project.done("migrate", str(web), "--out", str(target))
    checked = project.bbfd("check", str(target), "--format", "json").record
    assert checked["errors"] == 0
    again = project.done("migrate", str(target))
    assert again.out == target.read_text(encoding="utf-8")
    assert "nothing in it runs on EC2" in again.words


def test_all_errors_of_the_migration_guides_go(project: Project) -> None:
    migrated = project.write("m.yaml", project.bbfd("migrate", str(MOVED)).out)
    found = project.bbfd("check", str(migrated), "--format", "json").record["findings"]
    assert not set(OF_THE_GUIDES) & {finding["rule"] for finding in found}


def test_a_diff_applies_with_patch(project: Project, web: Path) -> None:
    wanted = project.done("migrate", str(web)).out
    diff = project.done("migrate", str(web), "--diff").out
    assert diff.startswith(f"--- a/{web}\n+++ b/{web}\n@@")
    subprocess.run(["patch", "-s", str(web)], input=diff, text=True, check=True)
    assert web.read_text(encoding="utf-8") == wanted


def test_json_is_one_object_with_all_of_it(project: Project, web: Path) -> None:
    record = project.done("migrate", str(web), "--json").record
    assert record["template"] == project.done("migrate", str(web)).out
    change = next(each for each in record["changes"] if each["id"] == "service-role")
    assert WEB.splitlines()[change["line"] - 1].strip() == "Role: !Ref ServiceRole"
    assert change["replaces"] == ["Service"]
    assert change["lines"][0]["first"] == change["line"]
    assert record["decisions"] == record["errors"] == []


def test_a_decision_ends_with_3_and_the_rest_is_migrated(project: Project) -> None:
    file = project.write("worker.yaml", PRIVILEGED)
    done = project.bbfd("migrate", str(file))
    assert done.code == 3
    assert "LaunchType: FARGATE" in done.out
    assert "decide privileged" in done.err
    assert "1 decision for you" in done.words


def test_nothing_is_overwritten_without_a_word(project: Project, web: Path) -> None:
    refused = project.bbfd("migrate", str(web), "--out", str(web))
    assert refused.code == 3
    assert "is there already" in refused.err
    assert web.read_text(encoding="utf-8") == WEB
    project.done("migrate", str(web), "--out", str(web), "--overwrite")
    assert "LaunchType: FARGATE" in web.read_text(encoding="utf-8")


def test_line_ends_are_written_as_they_were_read(project: Project) -> None:
    file = project.root / "dos.yaml"
    file.write_bytes(WEB.replace("\n", "\r\n").encode())
    target = project.root / "out.yaml"
    project.done("migrate", str(file), "--out", str(target))
    after = target.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n")
    out = subprocess.run(
        [sys.executable, "-c", ENTRY, "migrate", "-"],
        input=file.read_bytes(),
        capture_output=True,
        check=True,
    ).stdout
    assert out == after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Resources:\n\tA: 1\n", "indent with spaces"),
        ('{"Resources": {"A": }}', "JSON not well-formed"),
        ("Resources:\n  A: {Type: 'AWS::S3::Bucket'}\n", "nothing of Amazon ECS"),
        ("a: [", "YAML not well-formed"),
    ],
)
def test_what_is_no_template_of_ecs_is_told_once_with_its_place(
    project: Project, text: str, said: str
) -> None:
    done = project.bbfd("migrate", str(project.write("bad.yaml", text)))
    assert (done.code, done.out) == (2, "")
    assert said in done.words
    assert "bad.yaml:" in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_not_there_is_the_callers(project: Project) -> None:
    assert project.bbfd("migrate", "nowhere.yaml").code == 2


def test_a_definition_builds_the_same_tasks(project: Project, web: Path) -> None:
    target = project.root / "services" / "web.py"
    project.done("migrate", str(web), "--definition", "--out", str(target))
    built = project.done("preview", "web", "--env", "prod", "--format", "json").record["Resources"]
    (task,) = (r["Properties"] for r in built.values() if r["Type"] == "AWS::ECS::TaskDefinition")
    (container,) = task["ContainerDefinitions"]
    assert (task["Cpu"], task["Memory"], task["NetworkMode"]) == ("256", "512", "awsvpc")
    assert [each["ContainerPort"] for each in container["PortMappings"]] == [8080]
    assert (container["Name"], container["Cpu"], container["Memory"]) == ("web", 100, 300)


def test_several_services_are_several_files(project: Project) -> None:
    file = project.write("two.yaml", MOVED.read_text(encoding="utf-8"))
    folder = project.root / "made"
    done = project.bbfd("migrate", str(file), "--definition", "--out", str(folder))
    assert sorted(each.suffix for each in folder.iterdir()) == [".py", ".py"]
    assert str(folder) in done.err
    both = project.bbfd("migrate", str(file), "--definition").out
    assert both.count("# services/") == both.count("service = ") == 2


def test_definitions_go_into_a_folder_that_is_there(project: Project, web: Path) -> None:
    folder = project.root / "services"
    project.done("migrate", str(web), "--definition", "--out", f"{folder}{os.sep}")
    assert (folder / "web.py").exists()
    new = project.root / "new"
    project.done("migrate", str(web), "--definition", "--out", f"{new}{os.sep}")
    assert [each.name for each in new.iterdir()] == ["web.py"]


def test_a_template_does_not_go_into_a_folder(project: Project, web: Path) -> None:
    done = project.bbfd("migrate", str(web), "--out", str(project.root))
    assert done.code == 2
    assert "is a folder" in done.err
    assert "fix" in done.err


def test_what_cannot_be_read_is_told_as_check_tells_it(project: Project, tmp_path: Path) -> None:
    (tmp_path / "wide.yaml").write_bytes("Resources: {}".encode("utf-16"))
    (tmp_path / "zero.yaml").write_bytes(b"Resources:\n  \0")
    (tmp_path / "folder.yaml").mkdir()
    for name, said in (
        ("wide.yaml", "UTF-16"),
        ("zero.yaml", "zero byte"),
        ("folder.yaml", "a folder"),
    ):
        file = str(tmp_path / name)
        done = project.bbfd("migrate", file)
        assert (done.code, said in done.err) == (2, True)
        assert said in project.bbfd("check", file).out


def test_what_a_definition_cannot_say_is_listed_in_it(project: Project) -> None:
    text = (
        WORKER.replace("Image: nginx:1.27", "Image: !Ref Image")
        + "Parameters:\n  Image: {Type: String}\n"
    )
    source = project.bbfd("migrate", str(project.write("w.yaml", text)), "--definition").out
    assert "# - container worker: its image is given from outside" in source
    assert "image=Repository()" in source


def test_json_has_the_definitions_too(project: Project, web: Path) -> None:
    record = project.done("migrate", str(web), "--definition", "--json").record
    assert [each["name"] for each in record["definitions"]] == ["web"]
    assert project.bbfd("migrate", str(web), "--definition", "--diff").code == 2


def test_what_json_readers_refuse_is_told_and_migrated(project: Project) -> None:
    file = project.write("web.json", as_json(WEB).replace("\n}", ",\n}"))
    done = project.done("migrate", str(file))
    assert "note json-comma" in done.err
    assert '"LaunchType": "FARGATE"' in done.out


def test_a_template_in_braces_is_yaml_too(project: Project) -> None:
    done = project.done("migrate", str(project.write("braces.yaml", BRACES)))
    assert "# which one" in done.out
    assert project.bbfd("check", str(project.write("new.yaml", done.out))).code == 0


def test_what_cloudformation_would_not_take_is_not_written(project: Project) -> None:
    topics = "".join(f"  T{n}: {{Type: 'AWS::SNS::Topic'}}\n" for n in range(498))
    file = project.write("full.yaml", WORKER + topics)
    done = project.bbfd("migrate", str(file))
    assert (done.code, done.out) == (3, WORKER + topics)
    assert "decide template-limits" in done.err
