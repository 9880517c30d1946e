"""What a protected environment keeps, and what the lack of protection lets go."""

from __future__ import annotations

import pytest

from tests.functional.projects import Project

DEPLOY = ("deploy", "hello", "--env", "local", "--yes")


@pytest.fixture
def protected(project: Project) -> Project:
    """`local`, protected, with `hello` in it."""
    project.change("environments/local.py", "aws=Local(),", "aws=Local(), protected=True,")
    project.done(*DEPLOY)
    return project


def _guarded(project: Project) -> set[str]:
    """The stacks that AWS itself would refuse to delete."""
    with project.aws() as aws:
        stacks = aws["cloudformation"].describe_stacks()["Stacks"]
    return {s["StackName"] for s in stacks if s["EnableTerminationProtection"]}


def test_all_its_stacks_have_termination_protection(protected: Project) -> None:
    assert _guarded(protected) == {"bbfd-registry-main", "bbfd-environment-local", "local-hello"}


@pytest.mark.parametrize(
    "call", [("delete", "hello", "--env", "local"), ("env", "delete", "local")], ids=" ".join
)
def test_nothing_of_it_is_deleted_even_with_yes(protected: Project, call: tuple[str, ...]) -> None:
    with protected.aws() as aws:
        before = aws.inventory()
    done = protected.process(*call, "--yes")
    assert done.code == 3
    assert "fix:" in done.words
    with protected.aws() as aws:
        assert aws.inventory() == before


def test_a_new_image_is_no_destruction(protected: Project) -> None:
    protected.done(*DEPLOY, "--tag", "9.9.9")
    with protected.aws() as aws:
        assert aws.runs("local-hello").image.endswith(":9.9.9")


def test_when_protection_is_taken_away_stacks_are_still_guarded_and_logs_are_kept_by_choice(
    protected: Project,
) -> None:
    """Two decisions to delete anything; a third one, a deploy in between, for the logs."""
    protected.change("environments/local.py", " protected=True,", "")
    refused = protected.bbfd("delete", "hello", "--env", "local", "--yes")
    assert refused.code == 3
    assert "termination protection" in refused.words
    assert "update-termination-protection" in refused.words
    with protected.aws() as aws:
        (group,) = (g for g in aws.inventory()["log groups"] if "hello" in g)
        aws["cloudformation"].update_termination_protection(
            StackName="local-hello", EnableTerminationProtection=False
        )
    done = protected.done("delete", "hello", "--env", "local", "--yes")
    assert "kept: Logs" in done.words
    with protected.aws() as aws:
        assert aws.inventory()["log groups"] == [group]


def test_a_deploy_follows_the_file_out_of_protection(protected: Project) -> None:
    protected.change("environments/local.py", " protected=True,", "")
    planned = protected.bbfd("diff", "hello", "--env", "local", "--exit-code")
    assert planned.code == 10
    assert planned.out.count("termination protection  OFF") == 3
    done = protected.done(*DEPLOY)
    assert done.words.count("termination protection was turned off") == 3
    assert _guarded(protected) == set()
    protected.done("delete", "hello", "--env", "local", "--yes")
    protected.done("env", "delete", "local", "--yes")


_KEEPER = """
from bbfd import Container, Table, Worker

service = Worker(container=Container(image="worker:1"), uses=(Table(key="id"),))
"""


def test_a_table_is_not_replaced_by_an_empty_one_and_stays_when_it_is_taken_out(
    protected: Project,
) -> None:
    """Its key is changed by the way, then it is taken out of the definition."""
    deploy = ("deploy", "keeper", "--env", "local", "--yes")
    protected.write("services/keeper.py", _KEEPER)
    protected.done(*deploy)
    with protected.aws() as aws:
        (table,) = aws["dynamodb"].list_tables()["TableNames"]
    protected.change("services/keeper.py", 'key="id"', 'key="customer"')
    refused = protected.bbfd(*deploy)
    assert refused.code == 3
    assert "makes it anew, and empty" in refused.words
    protected.change("services/keeper.py", ', uses=(Table(key="customer"),)', "")
    assert f"{table}) is kept, outside of the stack" in protected.done(*deploy).words
    with protected.aws() as aws:
        assert aws["dynamodb"].list_tables()["TableNames"] == [table]


@pytest.fixture
def storing(protected: Project) -> Project:
    """`hello` with a table."""
    protected.change("services/hello.py", "Container, ", "Container, Table, ")
    protected.change(
        "services/hello.py",
        "    tuning=",
        '    uses=(Table(name="orders", key="id"),),\n    tuning=',
    )
    protected.done(*DEPLOY)
    return protected


def test_a_diff_shows_what_a_deploy_would_be_refused_for(storing: Project) -> None:
    storing.change("services/hello.py", 'key="id"', 'key="number"')
    asked = ("diff", "hello", "--env", "local")
    for code, options in ((0, ()), (10, ("--exit-code",))):
        shown = storing.bbfd(*asked, *options)
        assert shown.code == code
        assert "! REPLACE" in shown.out
        assert "a deploy would be refused:" in shown.out
    (told,) = (t for t in storing.bbfd(*asked, "--json").record if t["stack"] == "local-hello")
    assert "holds data" in told["objections"][0]["what"]
    assert storing.bbfd(*DEPLOY).code == 3
