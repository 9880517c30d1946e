"""`bbfd env up` and what finds an environment that comes and goes, before AWS is asked anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bbfd.cli.passing import forget, known_names, like_of, remember
from bbfd.cli.project import Project
from bbfd.cli.root import bbfd
from bbfd.cli.stacks import Stacks
from bbfd.errors import DefinitionError
from tests.unit.cli.projects import HELLO, LOCAL, a_project, called

TUNED = HELLO.replace("import Container", "import Tuning, Container").replace(
    "    http=", '    tuning={"local": Tuning(count=3)},\n    http='
)
SAYS_A_HOST = HELLO.replace('path="/*"', 'host="shop.example.com"')


def test_what_is_made_known_is_known_until_it_is_forgotten(tmp_path: Path) -> None:
    root = str(tmp_path)
    assert known_names(root) == ()
    remember(root, "pr-1", "dev")
    remember(root, "pr-1", "stage")
    assert (known_names(root), like_of(root, "pr-1")) == (("pr-1",), "stage")
    forget(root, "pr-1")
    forget(root, "pr-1")
    assert (known_names(root), like_of(root, "pr-1")) == ((), None)


@pytest.mark.parametrize("name", ["../local", "/etc/passwd", "A", "", "a b"])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    assert like_of(str(tmp_path), name) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"like": 3}', '{"like": "../x"}', "\xff"])
def test_a_file_that_says_nothing_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    remember(str(tmp_path), "pr-1", "dev")
    (tmp_path / ".bbfd/environments/pr-1.json").write_text(text, encoding="latin-1")
    with pytest.raises(DefinitionError) as raised:
        like_of(str(tmp_path), "pr-1")
    assert str(raised.value.place) == ".bbfd/environments/pr-1.json:1"
    assert "`bbfd env up pr-1 --like E --here`" in raised.value.fix


def up(root: Path, *more: str) -> Path:
    done = called(root, "env", "up", "pr-1", "--like", "local", "--here", *more)
    assert done.exit_code == 0, done.stderr
    return root


def test_commands_that_ask_nobody_take_it_as_any_environment(tmp_path: Path) -> None:
    root = up(a_project(tmp_path))
    shown = called(root, "preview", "hello", "--env", "pr-1")
    assert shown.exit_code == 0
    assert "hello in pr-1" in shown.stdout
    assert "the environment pr-1" in called(root, "env", "preview", "pr-1").stdout
    assert called(root, "check", "hello", "--env", "pr-1", "--no-cfn-lint").exit_code == 0


def test_it_is_listed_with_what_it_is_like(tmp_path: Path) -> None:
    root = up(a_project(tmp_path))
    assert "pr-1   000000000000  eu-west-1  like local, local" in called(root, "env", "list").stdout
    *_, last = json.loads(called(root, "env", "list", "--json").stdout)
    assert (last["name"], last["like"], last["file"]) == ("pr-1", "local", "environments/local.py")


def test_the_list_of_all_shows_it_too(tmp_path: Path) -> None:
    root = up(a_project(tmp_path))
    assert "pr-1   000000000000  eu-west-1  like local, local" in called(root, "list").stdout
    found = json.loads(called(root, "list", "--json").stdout)["environments"]
    assert found == json.loads(called(root, "env", "list", "--json").stdout)


def test_one_whose_like_is_gone_is_listed_no_more_and_says_so_where_it_is_named(
    tmp_path: Path,
) -> None:
    root = up(a_project(tmp_path))
    (root / "environments/local.py").unlink()
    assert "pr-1" not in called(root, "env", "list").stdout
    done = called(root, "preview", "hello", "--env", "pr-1")
    assert done.exit_code == 2
    assert "environments/local.py does not exist" in done.stderr


def test_what_is_tuned_for_the_one_that_it_is_like_is_tuned_for_it(tmp_path: Path) -> None:
    root = up(a_project(tmp_path, hello=TUNED))
    shown = called(root, "preview", "hello", "--env", "pr-1", "--format", "json").stdout
    assert json.loads(shown)["Resources"]["Service"]["Properties"]["DesiredCount"] == 3


def test_the_registry_is_the_others_and_never_its_own(tmp_path: Path) -> None:
    project = Project(str(up(a_project(tmp_path))))
    stays, passes = (Stacks(project, project.environment(name)) for name in ("local", "pr-1"))
    assert passes.registry() == stays.registry()
    assert stays.alone
    assert not passes.alone


def test_one_that_makes_nothing_of_its_own_has_a_stack_for_its_end(tmp_path: Path) -> None:
    borrowed = LOCAL.replace("Environment, Local", "*").replace(
        "aws=Local()",
        'aws=Local(), network=Network.existing(vpc="vpc-1", public=("subnet-1", "subnet-2")), '
        'cluster=ExistingCluster(name="x"), load_balancer=None',
    )
    root = a_project(tmp_path)
    (root / "environments/local.py").write_text(borrowed)
    project = Project(str(up(root)))
    assert Stacks(project, project.environment("local")).environment() is None
    own = Stacks(project, project.environment("pr-1")).environment()
    assert own is not None
    assert list(own.body["Resources"]) == ["Remembered"]
    assert own.tags["bbfd:like"] == "local"


def test_how_long_is_said_in_days_as_well(tmp_path: Path) -> None:
    up(a_project(tmp_path), "--ttl", "2d")


# --- what is refused


@pytest.mark.parametrize("known", [(), ("pr-1",)])
def test_a_run_that_goes_nowhere_leaves_what_is_known_as_it_was(
    tmp_path: Path, known: tuple[str, ...]
) -> None:
    """It may stand, like another one: a slip shall not turn it into that."""
    root = a_project(tmp_path)
    for name in known:
        remember(str(root), name, "local")
    done = CliRunner(
        env={
            "AWS_CONFIG_FILE": str(root / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(root / "none"),
            "AWS_EC2_METADATA_DISABLED": "true",
        }
    ).invoke(
        bbfd, ["--project", str(root), "env", "up", "pr-1", "--like", "prod", "mailer", "--yes"]
    )
    assert done.exit_code == 3, done.stderr
    assert known_names(str(root)) == known
    assert like_of(str(root), "pr-1") == ("local" if known else None)


@pytest.mark.parametrize(
    ("arguments", "what", "fix"),
    [
        (("pr-1",), "not said what it is to be like", "--like local or prod"),
        (("pr-1", "--like", "locl"), "`locl` is no environment of a file", "`local`"),
        (("local", "--like", "prod"), "`local` is an environment that stays", "another name"),
        (("Pr_1", "--like", "local"), "`Pr_1` cannot be a name", "small letters"),
        (("p" * 41, "--like", "local"), "cannot be a name", "at most 40"),
        (("pr-1", "--like", "local", "--ttl", "0h"), "--ttl is nothing at all", "--ttl 48h"),
        (
            ("pr-1", "--like", "local", "hello", "--all"),
            "both services and --all",
            "one of the two",
        ),
        (("pr-1", "--like", "local", "helo", "--yes"), "no service `helo`", "`hello`"),
    ],
)
def test_a_call_that_is_wrong_is_refused_with_the_fix(
    tmp_path: Path, arguments: tuple[str, ...], what: str, fix: str
) -> None:
    done = called(a_project(tmp_path), "env", "up", *arguments)
    assert done.exit_code == 2
    words = " ".join(done.stderr.split())
    assert what in words
    assert fix in words
    assert not (tmp_path / ".bbfd" / "local").exists()


def test_nothing_is_like_one_that_itself_comes_and_goes(tmp_path: Path) -> None:
    root = up(a_project(tmp_path))
    done = called(root, "env", "up", "pr-2", "--like", "pr-1")
    assert done.exit_code == 2
    reaped = called(root, "env", "reap", "--like", "pr-1")
    assert reaped.exit_code == 2
    assert "comes and goes itself" in reaped.stderr


def test_what_would_be_in_the_way_is_told_at_its_line(tmp_path: Path) -> None:
    done = called(
        a_project(tmp_path, hello=SAYS_A_HOST), "env", "up", "pr-1", "--like", "local", "--all"
    )
    assert done.exit_code == 2
    assert "services/hello.py:7: pr-1 would be in the way of local" in done.stderr
    assert "{service}.{domain}" in done.stderr


def test_a_name_that_nobody_knows_says_how_it_comes_up(tmp_path: Path) -> None:
    done = called(up(a_project(tmp_path)), "preview", "hello", "--env", "pr-2")
    assert done.exit_code == 2
    assert "did you mean `pr-1`" in done.stderr
    assert "`bbfd env up pr-2 --like E`" in done.stderr
