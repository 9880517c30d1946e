"""Templates that are named on the command line: whatever is in the files, and what is nested in them."""

import json
import os
import threading
from pathlib import Path

import pytest

from bbfd.cli.templates import templates_in
from tests.unit.cli.projects import called
from tests.unit.rules.validators.test_false_alarms import MANY

TEMPLATE = "Resources:\n  A: {Type: 'AWS::SNS::Topic'}\n"
TASK = """\
Parameters:
  Cpu: {Type: String, Default: '256'}
  Memory: {Type: String, Default: '512'}
  Names: {Type: CommaDelimitedList, Default: a}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: !Ref Cpu
      Memory: !Ref Memory
      ContainerDefinitions: [{Name: web, Image: 'nginx:1.29'}]
"""


def stack(file: str, parameters: str = "{}", name: str = "Nested") -> str:
    return (
        f"  {name}:\n    Type: AWS::CloudFormation::Stack\n"
        f"    Properties: {{TemplateURL: {file}, Parameters: {parameters}}}\n"
    )


@pytest.mark.parametrize(
    ("content", "what", "line"),
    [
        (b"", "empty", 1),
        (b"Resources:\n\tA: 1\n", "YAML", 2),
        (b"Resources: [", "YAML", 1),
        (b"\xff\xfeR\0e\0s\0", "UTF-16", 1),
        (b"\xfe\xff\0R\0e\0s", "UTF-16", 1),
        (b"Resources:\n  A: \0\n", "zero byte", 2),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "zero byte", 3),
        (b"Resources:\n  A: caf\xe9\n", "UTF-8", 2),
        (b"Resources: {A: 1, A: 2}\n", "twice", 1),
        (b'{"Resources": {"A": 1,,}}', "JSON", 1),
        (b"x" * 2_000_000, "1 MB", 1),
        (b"# " + "é".encode() * 600_000, "1 MB", 1),
        (b"Resources: " + b"[" * 5000, "deep", 1),
        (b'{"Resources": ' + b"[" * 5000, "JSON", 1),
        (b"just words", "not a template", 1),
        (b"services: {web: {image: nginx}}\n", "no Resources", 1),
    ],
)
def test_what_is_no_template_is_one_finding_with_a_place(
    tmp_path: Path, content: bytes, what: str, line: int
) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(content)
    done = called(tmp_path, "check", str(path), "--no-cfn-lint", "--format", "json")
    assert done.exit_code == 2
    (finding,) = json.loads(done.stdout)["findings"]
    assert what in finding["detail"]
    assert (finding["rule"], finding["file"], finding["line"]) == ("NOT-LOADED", str(path), line)
    assert finding["fix"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + TEMPLATE.encode(),
        TEMPLATE.replace("\n", "\r\n").encode(),
        b'\xef\xbb\xbf{"Resources": {"A": {"Type": "AWS::SNS::Topic"},}}',
        b"# caf\xc3\xa9\n" + TEMPLATE.encode(),
    ],
)
def test_marks_line_ends_and_last_commas_are_read_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(content)
    (document,) = templates_in([str(path)]).documents
    assert list(document.resources("AWS::SNS::Topic")) == ["A"]


COMMA = '{"Resources":\n {"A": {"Type": "AWS::ECS::Cluster"},}}'


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("text", "t.json:2: warning JSON-COMMA\n"),
        ("json", '"column": 37\n'),
        ("sarif", '"startColumn": 37'),
        ("github", "line=2,col=37,title=JSON-COMMA"),
    ],
)
def test_a_last_comma_of_json_is_one_warning_with_its_place(
    tmp_path: Path, form: str, said: str
) -> None:
    (tmp_path / "t.json").write_text(COMMA)
    command = ("check", str(tmp_path / "t.json"), "--no-cfn-lint", "--format", form)
    done = called(tmp_path, *command)
    assert done.exit_code == 0
    assert said in done.stdout
    assert done.stdout.count("a comma before a closing bracket") == 1
    assert called(tmp_path, *command, "--strict").exit_code == 3
    assert called(tmp_path, "rules", "JSON-COMMA").exit_code == 0


def test_what_is_no_file_is_said_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    files = [str(pipe), str(tmp_path), str(tmp_path / "none.yaml"), "a\0b.yaml"]
    read = templates_in(files)
    assert read.documents == ()
    assert [error.place.file for error in read.unread if error.place] == files
    assert all(error.fix for error in read.unread)


def test_what_the_shell_hands_over_is_read() -> None:
    reading, writing = os.pipe()
    writer = threading.Thread(
        target=lambda: os.close(writing) if os.write(writing, TEMPLATE.encode()) else None
    )
    writer.start()
    read = templates_in([f"/dev/fd/{reading}"])
    writer.join()
    os.close(reading)
    assert len(read.documents) == 1


def test_standard_input_is_read(tmp_path: Path) -> None:
    given = TASK.replace("'256'", "'300'")
    done = called(tmp_path, "check", "-", "--no-cfn-lint", given=given)
    assert done.exit_code == 3
    assert "stdin:11: error FARGATE-CPU-VALUE" in done.stdout
    assert done.stderr == "stdin: 1 error, 1 warning\n"


def test_a_file_that_cannot_be_read_hides_no_finding_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Resources: [")
    (tmp_path / "b.yaml").write_text(TASK.replace("'256'", "'300'"))
    files = [str(tmp_path / name) for name in ("a.yaml", "b.yaml", "c.yaml")]
    done = called(tmp_path, "check", *files, "--no-cfn-lint")
    assert done.exit_code == 2
    assert "a.yaml:1: error NOT-LOADED" in done.stdout
    assert "b.yaml:11: error FARGATE-CPU-VALUE" in done.stdout
    assert "c.yaml:1: error NOT-LOADED" in done.stdout
    assert done.stderr == "3 templates: 3 errors, 1 warning\n"


def test_a_validator_that_gives_up_half_way_is_no_clean_bill(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(MANY)
    command = ("check", str(tmp_path / "t.yaml"), "--no-cfn-lint")
    done = called(tmp_path, *command)
    assert "warning VALIDATOR-FAILED" in done.stdout
    assert (done.exit_code, "no findings" in done.stderr) == (0, False)
    assert called(tmp_path, *command, "--strict").exit_code == 3


# --- nested stacks


def test_a_nested_template_is_checked_with_what_is_handed_over(tmp_path: Path) -> None:
    inner = tmp_path / "parts" / "task.yaml"
    inner.parent.mkdir()
    inner.write_text(TASK)
    outer = tmp_path / "all.yaml"
    outer.write_text(
        "Parameters: {Size: {Type: Number, Default: 3000}}\n"
        + TEMPLATE
        + stack("parts/task.yaml", "{Memory: !Ref Size}")
    )
    done = called(tmp_path, "check", str(outer), "--no-cfn-lint", "--format", "json")
    assert done.exit_code == 3
    wrong = [f for f in json.loads(done.stdout)["findings"] if f["level"] == "error"]
    assert [(f["rule"], f["file"], f["line"]) for f in wrong] == [
        ("FARGATE-CPU-MEMORY", str(inner), 12)
    ]


@pytest.mark.parametrize("handed", ["!GetAtt A.TopicName", "!Ref Free", "!ImportValue x"])
def test_what_is_handed_over_and_not_known_is_not_taken_for_the_default(
    tmp_path: Path, handed: str
) -> None:
    (tmp_path / "task.yaml").write_text(TASK.replace("'512'", "'3000'"))
    outer = tmp_path / "all.yaml"
    head = "Parameters: {Free: {Type: String}}\n" + TEMPLATE
    outer.write_text(head + stack("./task.yaml", f"{{Memory: {handed}}}"))
    assert called(tmp_path, "check", str(outer), "--no-cfn-lint").exit_code == 0
    outer.write_text(head + stack("./task.yaml"))
    assert called(tmp_path, "check", str(outer), "--no-cfn-lint").exit_code == 3


def test_lists_are_handed_over_as_lists(tmp_path: Path) -> None:
    (tmp_path / "task.yaml").write_text(TASK)
    outer = tmp_path / "all.yaml"
    names = "{Names: !Join [',', [x, y]], Memory: ''}"
    outer.write_text(TEMPLATE + stack("task.yaml", names))
    _, inner = templates_in([str(outer)]).documents
    assert inner.value({"Ref": "Names"}) == ["x", "y"]
    assert repr(inner.value({"Ref": "Memory"})) == "UNKNOWN"


def test_templates_elsewhere_are_not_looked_for(tmp_path: Path) -> None:
    outer = tmp_path / "all.yaml"
    urls = ("'https://s3.amazonaws.com/b/t.yaml'", "!Sub 'https://${A}/t.yaml'", "s3://b/t.yaml")
    outer.write_text(TEMPLATE + "".join(stack(url, name=f"N{n}") for n, url in enumerate(urls)))
    read = templates_in([str(outer)])
    assert (len(read.documents), read.unread, read.absent) == (1, (), ())


def test_a_nested_template_that_is_not_there_is_a_warning_where_it_is_named(tmp_path: Path) -> None:
    outer = tmp_path / "all.yaml"
    outer.write_text(TEMPLATE + stack("build/made.yaml"))
    done = called(tmp_path, "check", str(outer), "--no-cfn-lint")
    assert done.exit_code == 0
    assert f"{outer}:5: warning NOT-LOADED" in done.stdout


def test_a_nested_template_that_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("Resources: [")
    outer = tmp_path / "all.yaml"
    outer.write_text(TEMPLATE + stack("bad.yaml") + stack("bad.yaml", name="Again"))
    done = called(tmp_path, "check", str(outer), "--no-cfn-lint")
    assert done.exit_code == 2
    assert done.stdout.count("error NOT-LOADED") == 1


def test_what_one_use_of_a_nested_template_needs_is_not_called_unused_for_another(
    tmp_path: Path,
) -> None:
    allowed = "Memory: !Ref Memory  # bbfd: allow FARGATE-CPU-MEMORY it is only tried"
    (tmp_path / "task.yaml").write_text(TASK.replace("Memory: !Ref Memory", allowed))
    outer = tmp_path / "all.yaml"
    right, wrong = (stack("task.yaml", f"{{Memory: '{n}'}}", name=f"N{n}") for n in (512, 3000))
    outer.write_text(TEMPLATE + wrong + right)
    done = called(tmp_path, "check", str(outer), "--no-cfn-lint")
    assert (done.exit_code, "ALLOW-UNUSED" in done.stdout) == (0, False)
    outer.write_text(TEMPLATE + right + right.replace("N512", "M").replace("512", "1024"))
    done = called(tmp_path, "check", str(outer), "--no-cfn-lint")
    assert done.stdout.count("ALLOW-UNUSED") == 1


def test_templates_that_name_each_other_come_to_an_end(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.yaml").write_text(TEMPLATE + stack(f"{other}.yaml"))
    read = templates_in([str(tmp_path / "a.yaml")])
    assert [Path(each.name).name for each in read.documents] == ["a.yaml", "b.yaml"]
    assert ["no end" in error.what for error in read.unread] == [True]


def test_very_many_nested_stacks_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "task.yaml").write_text(TASK)
    outer = tmp_path / "all.yaml"
    every = (stack("task.yaml", f"{{Memory: '{n}'}}", name=f"N{n}") for n in range(300))
    outer.write_text(TEMPLATE + "".join(every))
    read = templates_in([str(outer)])
    assert len(read.documents) == 201
    assert ["not checked" in error.what for error in read.absent] == [True]


# --- nothing of ECS


def test_templates_without_anything_of_ecs_are_one_warning(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"# {name}\n{TEMPLATE}")
    files = [str(tmp_path / f"{name}.yaml") for name in ("a", "b")]
    done = called(tmp_path, "check", *files, "--no-cfn-lint")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{files[0]}:2: warning NO-ECS\n")
    assert done.stdout.count("NO-ECS") == 1
    assert called(tmp_path, "check", *files, "--no-cfn-lint", "--strict").exit_code == 3
    assert called(tmp_path, "rules", "NO-ECS").exit_code == 0


@pytest.mark.parametrize(
    "text",
    [
        TASK,
        TEMPLATE + stack("https://s3.amazonaws.com/b/t.yaml"),
        "Transform: Company::Services\n" + TEMPLATE,
    ],
)
def test_what_has_ecs_in_it_or_may_have_is_no_warning(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    assert "NO-ECS" not in called(tmp_path, "check", str(path), "--no-cfn-lint").stdout
