"""Commands that need no AWS, from the words that are typed to what is printed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bbfd.cli.beginning import FILES
from bbfd.cli.first_service import KINDS
from bbfd.cli.project import Project
from bbfd.cli.stacks import Stacks
from bbfd.rules import all_rules
from bbfd.template import read, write_yaml
from tests.unit.cli.projects import HELLO, LOCAL, PROD, a_project, called

# --- list


def test_list_shows_services_with_their_kinds_and_environments(tmp_path: Path) -> None:
    done = called(a_project(tmp_path), "list")
    assert done.exit_code == 0
    assert "hello   WebService  Fargate" in done.stdout
    assert "prod   333333333333  eu-west-1  protected" in done.stdout


def test_list_tells_what_loads_and_what_does_not(tmp_path: Path) -> None:
    done = called(a_project(tmp_path, hello=HELLO, broken="1 / 0", worse="x = ("), "list")
    assert done.exit_code == 2
    assert "hello" in done.stdout
    assert "services/broken.py:1: it fails with ZeroDivisionError" in done.stderr
    assert "services/worse.py:1: this is not Python" in done.stderr


def test_list_as_json_is_one_document(tmp_path: Path) -> None:
    record = json.loads(called(a_project(tmp_path), "list", "--json").stdout)
    assert record["services"][0] == {
        "name": "hello",
        "kind": "WebService",
        "runs_on": "Fargate",
        "tuned_in": [],
        "file": "services/hello.py",
    }
    assert [e["name"] for e in record["environments"]] == ["local", "prod"]


def test_the_environments_alone(tmp_path: Path) -> None:
    done = called(a_project(tmp_path), "env", "list", "--json")
    assert [(e["name"], e["local"]) for e in json.loads(done.stdout)] == [
        ("local", True),
        ("prod", False),
    ]


# --- what is named wrongly


@pytest.mark.parametrize(
    ("arguments", "what", "fix"),
    [
        (("preview", "helo", "--env", "prod"), "there is no service `helo`", "`hello`"),
        (("preview", "hello", "--env", "prd"), "there is no environment `prd`", "`prod`"),
        (("preview", "hello"), "not said in which environment", "--env local or prod"),
        (("preview", "--env", "prod"), "not said which service", "`hello` or `mailer`"),
        (
            ("preview", "hello", "--all", "--env", "prod"),
            "both services and --all",
            "one of the two",
        ),
        (
            ("deploy", "hello", "--env", "prod", "--image", "x"),
            "does not say which image",
            "SERVICE=URI",
        ),
        (("deploy", "hello", "--env", "prod", "--image", "x=y"), "not deployed here", "`hello`"),
        (("deploy", "hello", "--env", "prod", "--tag", ""), "--tag is empty", "a tag has letters"),
        (("diff", "hello", "--env", "prod", "--tag", "a b"), "`a b` is no tag", "a tag has"),
        (("deploy", "hello", "--env", "prod", "--tag", "sha256:abc"), "is no tag", "64 hexa"),
        (
            ("deploy", "hello", "--env", "prod", "--tag", "1", "--image", "hello=a:2"),
            "--tag and --image were given for the same service",
            "one of the two",
        ),
        (
            ("deploy", "hello", "--env", "prod", "--image", "hello=a:1", "--image", "hello=a:2"),
            "given twice for `hello`",
            "one of the two",
        ),
        (("check", "hello", "a.yaml"), "services and files", "one after the other"),
        (("check", "a.yaml", "--env", "prod"), "--env is about services", "leave --env out"),
        (("check", "-", "--all"), "--all is about services", "leave --all out"),
        (("check",), "in which environment", "`bbfd check ./FILE`"),
        (("rules", "NO-SUCH"), "there is no rule", "`"),
        (("local", "status", "--env", "prod"), "real account", "Local()"),
    ],
)
def test_a_wrong_name_ends_with_2_and_says_what_to_type(
    tmp_path: Path, arguments: tuple[str, ...], what: str, fix: str
) -> None:
    done = called(a_project(tmp_path), *arguments)
    assert done.exit_code == 2
    assert what in done.stderr
    assert fix in done.stderr.partition("fix:")[2]
    assert done.stdout == ""


@pytest.mark.parametrize("subject", ["", ".", "..", "none"])
def test_who_has_a_template_and_no_project_is_told_how_it_is_named(
    tmp_path: Path, subject: str
) -> None:
    done = called(tmp_path, "check", *[subject][: len(subject)])
    assert done.exit_code == 2
    assert ("a folder" if "." in subject else "`bbfd check ./FILE`") in done.stdout + done.stderr


def test_a_file_that_looks_like_a_service_is_named_with_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (a_project(tmp_path) / "stack").write_text("Resources: {}")
    monkeypatch.chdir(tmp_path)
    done = called(tmp_path, "check", "stack", "--env", "prod")
    assert done.exit_code == 2
    assert "no service `stack`" in done.stderr
    assert "`bbfd check ./stack`" in done.stderr


def test_a_definitions_file_is_as_good_as_its_name(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    named = called(root, "preview", "hello", "--env", "prod").stdout
    file = called(root, "preview", "services/hello.py", "--env", "environments/prod.py")
    assert (file.exit_code, file.stdout) == (0, named)
    assert called(root, "check", "services/hello.py", "--env", "prod").exit_code == 0


def test_an_environment_is_an_argument_or_an_option(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    named = called(root, "env", "preview", "prod").stdout
    assert called(root, "env", "preview", "--env", "prod").stdout == named != ""
    for wrong in ((), ("prod", "--env", "local")):
        done = called(root, "env", "preview", *wrong)
        assert done.exit_code == 2
        assert "fix: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (("check", "--all"), "environments/NAME.py"),
        (("check", "--env", "prod"), "services/NAME.py"),
        (("deploy", "--env", "prod"), "services/NAME.py"),
    ],
)
def test_where_nothing_is_defined_yet_it_is_said_what_to_write(
    tmp_path: Path, arguments: tuple[str, ...], file: str
) -> None:
    for folder in ("services", "environments"):
        (tmp_path / folder).mkdir()
    if "prod" in arguments:
        (tmp_path / "environments" / "prod.py").write_text(PROD)
    done = called(tmp_path, *arguments)
    assert done.exit_code == 2
    assert f"write one: {file}" in done.stderr


@pytest.mark.parametrize("given", ["30", "1w", "m", "1.5h", ""])
def test_a_time_is_written_with_its_unit(tmp_path: Path, given: str) -> None:
    done = called(a_project(tmp_path), "deploy", "hello", "--env", "prod", "--timeout", given)
    assert done.exit_code == 2
    assert "write it as 90s, 30m, 1h or 2d" in done.stderr


def test_tuning_for_an_environment_that_is_not_there_names_the_near_ones(tmp_path: Path) -> None:
    tuned = HELLO.replace("import ", "import Tuning, ")
    tuned = tuned.replace("    http=", '    tuning={"prd": Tuning(count=2)},\n    http=')
    done = called(a_project(tmp_path, hello=tuned), "preview", "hello", "--env", "prod")
    assert done.exit_code == 2
    assert "services/hello.py:7: `hello` is tuned for `prd`" in done.stderr
    assert "did you mean `prod`?" in done.stderr


def test_a_file_name_that_cannot_be_part_of_names_in_aws_is_refused(tmp_path: Path) -> None:
    done = called(a_project(tmp_path, My_Service=HELLO), "preview", "My_Service", "--env", "prod")
    assert done.exit_code == 2
    assert "rename the file" in done.stderr


# --- preview


def test_a_preview_is_a_plain_template(tmp_path: Path) -> None:
    done = called(a_project(tmp_path), "preview", "hello", "--env", "prod")
    assert done.exit_code == 0
    assert done.stdout.startswith("AWSTemplateFormatVersion:")
    assert read(done.stdout, "t.yaml").resources("AWS::ECS::Service")
    assert done.stderr == ""


def test_a_preview_in_json_is_the_same_template(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    as_json = called(root, "preview", "hello", "--env", "prod", "--format", "json").stdout
    as_yaml = called(root, "preview", "hello", "--env", "prod").stdout
    assert write_yaml(json.loads(as_json)) == as_yaml


def test_several_previews_are_documents_one_after_another(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    every = called(root, "preview", "--all", "--env", "prod").stdout
    first, hello, mailer = every.split("--- # ")
    assert first == ""
    assert hello.startswith("prod-hello\nAWSTemplateFormatVersion")
    assert mailer.startswith("prod-mailer\nAWSTemplateFormatVersion")
    as_json = called(root, "preview", "--all", "--env", "prod", "--format", "json").stdout
    assert [t["Description"] for t in json.loads(as_json)] == ["hello in prod", "mailer in prod"]


def test_previews_can_be_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = called(a_project(tmp_path), "preview", "--all", "--env", "prod", "--out", str(out))
    assert done.stdout == ""
    assert sorted(path.name for path in out.iterdir()) == ["prod-hello.yaml", "prod-mailer.yaml"]


def test_parameters_known_offline_are_printed_and_the_others_named(tmp_path: Path) -> None:
    done = called(a_project(tmp_path), "preview", "hello", "--env", "prod", "--parameters")
    known = {p["ParameterKey"]: p["ParameterValue"] for p in json.loads(done.stdout)}
    assert known["Vpc"] == "vpc-0a1b2c3d4e5f60718"
    assert known["Image"] == "nginx:1.27"
    assert "prod-hello: Cluster is known when planning" in done.stderr


def test_what_our_own_rules_find_is_told_beside_the_preview(tmp_path: Path) -> None:
    wrong = HELLO.replace("memory=512", "memory=600")
    done = called(a_project(tmp_path, hello=wrong), "preview", "hello", "--env", "prod")
    assert done.exit_code == 0
    assert "services/hello.py:6: error" in done.stderr
    assert "Memory: '600'" in done.stdout


def test_a_stack_that_cannot_be_built_is_told_and_not_printed(tmp_path: Path) -> None:
    wrong = HELLO.replace('path="/*"', 'path="/*", host="{nonsense}"')
    done = called(a_project(tmp_path, hello=wrong), "preview", "hello", "--env", "prod")
    assert done.exit_code == 3
    assert "nonsense" in done.stderr
    assert done.stdout == ""


def test_one_broken_service_does_not_hide_the_others(tmp_path: Path) -> None:
    done = called(a_project(tmp_path, a="1 / 0", hello=HELLO), "preview", "--all", "--env", "prod")
    assert done.exit_code == 2
    assert "Description: hello in prod" in done.stdout
    assert "services/a.py:1" in done.stderr


def test_an_environments_own_template_and_its_registrys(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    assert "AWS::ECS::Cluster" in called(root, "env", "preview", "prod").stdout
    assert "AWS::ECR::Repository" in called(root, "env", "preview", "prod", "--registry").stdout


# --- check


def test_a_clean_service_has_no_findings(tmp_path: Path) -> None:
    done = called(a_project(tmp_path), "check", "hello", "--env", "prod", "--no-cfn-lint")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "hello in prod: no findings\n"


def test_check_says_what_it_looked_at(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    every = called(root, "check", "--all", "--env", "prod", "--no-cfn-lint")
    assert "hello, mailer, registry, environment in prod: " in every.stderr
    path = tmp_path / "template.yaml"
    path.write_text("Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n")
    done = called(root, "check", str(path), "--no-cfn-lint")
    assert done.stderr.startswith(f"{path}: ")


@pytest.mark.parametrize("form", ["json", "sarif", "github", "text"])
def test_what_does_not_load_is_a_finding_in_every_form(tmp_path: Path, form: str) -> None:
    root = a_project(tmp_path, hello=HELLO, broken="1 / 0")
    done = called(root, "check", "--all", "--env", "prod", "--no-cfn-lint", "--format", form)
    assert done.exit_code == 2
    if form == "github":
        assert done.stdout.startswith("::error file=services/broken.py,line=1,")
        assert "ZeroDivisionError" in done.stdout
        return
    assert "services/broken.py:1: it fails" in done.stderr
    if form == "json":
        record = json.loads(done.stdout)
        assert (record["errors"], record["findings"][0]["rule"]) == (1, "NOT-LOADED")
        assert record["findings"][0]["file"] == "services/broken.py"
    elif form == "sarif":
        results = json.loads(done.stdout)["runs"][0]["results"]
        assert results[0]["ruleId"] == "NOT-LOADED"


def test_a_template_that_cannot_be_read_is_a_finding_too(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Resources: [")
    done = called(tmp_path, "check", str(path), "--no-cfn-lint", "--format", "json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["findings"][0]["file"] == str(path)


# --- one that does not load, and was not asked for


@pytest.mark.parametrize("broken", ["services/broken.py", "environments/broken.py"])
def test_what_was_not_asked_for_need_not_load(tmp_path: Path, broken: str) -> None:
    root = a_project(tmp_path)
    (root / broken).write_text("1 / 0")
    done = called(root, "check", "hello", "--env", "prod", "--no-cfn-lint")
    assert done.exit_code == 0
    assert f"left out: {broken}:1: it fails with ZeroDivisionError" in done.stderr


def test_a_registry_that_an_environment_may_share_is_left_as_it_is(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    project = Project(str(root))
    whole = Stacks(project, project.environment("local"))
    assert whole.alone
    assert whole.registry_name in [stack.name for stack in whole.beneath()]
    (root / "environments" / "broken.py").write_text("1 / 0")
    project = Project(str(root))
    broken = Stacks(project, project.environment("local"))
    assert not broken.alone
    assert broken.registry_name not in [stack.name for stack in broken.beneath()]


def test_all_that_was_asked_for_and_does_not_load_is_told_at_once(tmp_path: Path) -> None:
    root = a_project(tmp_path, hello=HELLO, one="1 / 0", two="x = (")
    done = called(root, "deploy", "--all", "--env", "local", "--yes")
    assert done.exit_code == 2
    assert "services/one.py:1: " in done.stderr
    assert "services/two.py:1: " in done.stderr


def test_tuning_for_an_environment_whose_file_is_gone_says_what_to_remove(tmp_path: Path) -> None:
    tuned = HELLO.replace("import ", "import Tuning, ")
    tuned = tuned.replace("    http=", '    tuning={"staging": Tuning(count=2)},\n    http=')
    done = called(a_project(tmp_path, hello=tuned), "preview", "hello", "--env", "prod")
    assert done.exit_code == 2
    assert 'remove tuning["staging"], or add environments/staging.py' in done.stderr


def test_check_ends_with_3_where_there_are_errors(tmp_path: Path) -> None:
    wrong = HELLO.replace("memory=512", "memory=600")
    root = a_project(tmp_path, hello=wrong)
    done = called(root, "check", "--all", "--env", "prod", "--no-cfn-lint")
    assert done.exit_code == 3
    assert "services/hello.py:6: error" in done.stdout
    record = json.loads(
        called(root, "check", "hello", "--env", "prod", "--no-cfn-lint", "--format", "json").stdout
    )
    assert record["errors"] == len([f for f in record["findings"] if f["level"] == "error"]) > 0


def test_a_template_of_anybody_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(
        "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n"
        "      RequiresCompatibilities: [FARGATE]\n      NetworkMode: awsvpc\n"
        "      Cpu: '256'\n      Memory: '600'\n      ContainerDefinitions:\n"
        "        - {Name: app, Image: 'nginx:1'}\n"
    )
    done = called(tmp_path, "check", str(path), "--no-cfn-lint")
    assert done.exit_code == 3
    assert f"{path}:8: error" in done.stdout


def test_two_services_with_one_rule_are_found_whichever_is_checked(tmp_path: Path) -> None:
    root = a_project(tmp_path, one=HELLO, two=HELLO)
    every = called(root, "check", "--all", "--env", "prod", "--no-cfn-lint")
    assert "prod-one" in every.stdout
    assert "prod-two" in every.stdout


# --- rules


def test_every_rule_is_listed_and_explained(tmp_path: Path) -> None:
    listed = called(tmp_path, "rules").stdout
    for rule in all_rules():
        assert rule.id in listed
    first = all_rules()[0]
    shown = called(tmp_path, "rules", first.id.lower()).stdout
    for words in (first.doc, "wrong", "right"):
        assert words in shown


@pytest.mark.parametrize("id", ["NOT-BUILT", "not-loaded", "E3047", "W1030"])
def test_an_id_that_is_not_one_of_our_rules_is_told_where_it_is_from(
    tmp_path: Path, id: str
) -> None:
    shown = called(tmp_path, "rules", id)
    assert shown.exit_code == 0
    assert shown.stdout.startswith(id.upper())
    assert json.loads(called(tmp_path, "rules", id, "--json").stdout)["id"] == id.upper()


# --- init


def test_a_new_project_works_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    done = called(tmp_path, "init", str(folder))
    assert done.exit_code == 0
    assert sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()) == sorted(
        FILES
    )
    assert called(folder, "list").exit_code == 0
    for environment in ("local", "prod"):
        assert (
            called(folder, "check", "--all", "--env", environment, "--no-cfn-lint").exit_code == 0
        )


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_project_can_begin_with_any_kind_of_service(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "new"
    assert called(tmp_path, "init", str(folder), "--kind", kind).exit_code == 0
    shown = called(folder, "check", "--all", "--env", "prod", "--no-cfn-lint")
    assert (shown.exit_code, "no findings" in shown.stderr) == (0, True)


def test_a_kind_that_there_is_not_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    wrong = called(tmp_path, "init", "new", "--kind", "batch")
    assert wrong.exit_code == 2
    assert all(kind in wrong.stderr for kind in KINDS)


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert called(tmp_path, "init", str(tmp_path)).exit_code == 0
    assert (tmp_path / "README.md").read_text() == "mine"
    again = called(tmp_path, "init", str(tmp_path))
    assert again.exit_code == 3
    assert "is a project already" in again.stderr


def test_init_does_not_write_beside_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "hello.py").write_text("mine")
    done = called(tmp_path, "init", str(tmp_path))
    assert done.exit_code == 3
    assert not (tmp_path / "environments").exists()


@pytest.mark.parametrize(("inside", "code"), [("services", 3), ("services/x", 3), ("other", 0)])
def test_init_makes_no_project_among_the_definitions_of_another(
    tmp_path: Path, inside: str, code: int
) -> None:
    folder = a_project(tmp_path) / inside
    assert called(tmp_path, "init", str(folder)).exit_code == code


# --- local


def test_environments_with_one_embedded_aws_need_not_be_told_apart(tmp_path: Path) -> None:
    root = a_project(tmp_path)
    (root / "environments" / "second.py").write_text(LOCAL)
    assert called(root, "local", "status").exit_code == 0
    (root / "environments" / "third.py").write_text(LOCAL.replace("Local()", 'Local(folder="x")'))
    assert called(root, "local", "status").exit_code == 2


# --- cfn_flip


def test_troposphere_writes_yaml_behind_the_stand_in_for_cfn_flip() -> None:
    code = """
import sys
from bbfd.cli._without_cfn_flip import without_cfn_flip
without_cfn_flip()
stand_in = sys.modules["cfn_flip"]
import troposphere
assert "yaml" not in sys.modules, "the stand-in is not enough"
from troposphere.s3 import Bucket
template = troposphere.Template()
template.add_resource(Bucket("B"))
print(template.to_yaml())
import cfn_flip
assert cfn_flip is not stand_in
import cfn_flip.yaml_dumper
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Type: AWS::S3::Bucket" in done.stdout


def test_nobody_who_has_the_real_cfn_flip_gets_the_stand_in() -> None:
    code = """
import sys, cfn_flip
from bbfd.cli._without_cfn_flip import without_cfn_flip
without_cfn_flip()
assert sys.modules["cfn_flip"] is cfn_flip
"""
    subprocess.run([sys.executable, "-c", code], check=True)


# --- delete


@pytest.mark.parametrize(
    "arguments", [("env", "delete", "prod"), ("delete", "hello", "--env", "prod")]
)
def test_what_is_protected_is_not_deleted_and_aws_is_not_asked(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Asking would end with another error: there are no credentials here, and nothing to answer."""
    code = """
import sys, socket
def refuse(*_):
    raise AssertionError("AWS was asked")
socket.getaddrinfo = socket.socket.connect = refuse
from bbfd.cli import main
main()
"""
    project = ["--project", str(a_project(tmp_path))]
    done = subprocess.run(
        [sys.executable, "-c", code, *project, *arguments, "--yes"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "PYTHONPATH": ":".join(sys.path), "AWS_EC2_METADATA_DISABLED": "true"},
    )
    assert done.returncode == 3
    assert "is protected" in done.stderr
    assert "take `protected`" in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no endless file here")
def test_a_file_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    found = called(a_project(tmp_path), "check", "/dev/zero")
    assert found.exit_code == 2
    assert "/dev/zero:1: error NOT-LOADED" in found.stdout


# --- images, and jobs


@pytest.mark.parametrize(
    ("arguments", "option"), [(("--from", "local"), "--to"), (("--to", "prod"), "--from")]
)
def test_an_environment_that_is_missing_is_asked_for_with_those_that_there_are(
    tmp_path: Path, arguments: tuple[str, ...], option: str
) -> None:
    done = called(a_project(tmp_path), "promote", "mailer", *arguments)
    assert done.exit_code == 2
    assert f"{option} was not given" in done.stderr
    assert f"fix: give {option} local or prod" in done.stderr


@pytest.mark.parametrize("more", [(), ("--role", "--repository", "OWNER/NAME")])
def test_no_job_deploys_to_the_embedded_aws(tmp_path: Path, more: tuple[str, ...]) -> None:
    done = called(a_project(tmp_path), "ci", "github", "--env", "local", *more)
    assert done.exit_code == 2
    assert "the environment local is on the embedded AWS" in done.stderr
    assert "name one of an account of AWS: `prod`" in done.stderr
    assert not (tmp_path / ".github").exists()
