from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.deploy.means import Means, Wishes
from bbfd.deploy.plan.image import in_ecr, split
from bbfd.deploy.plan.lookups import covers
from bbfd.deploy.plan.values import Values, resolve
from bbfd.deploy.records import Certificate, Rule, Secret, StackState, Zone
from bbfd.deploy.slots import Slots, in_turn
from bbfd.errors import Refused, Trouble
from bbfd.model.stack import (
    FromCertificate,
    FromImage,
    FromKey,
    FromListener,
    FromSecret,
    FromStack,
    FromTags,
    FromZone,
    Parameter,
    Source,
)
from tests.unit.deploy.fakes import FakeAws, stack, trouble

ENVIRONMENTS = "bbfd-environment-dev"
ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web"
NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)


def _asked(
    *parameters: Parameter,
    aws: FakeAws | None = None,
    means: Means | None = None,
    before: dict[str, str] | None = None,
    name: str = "dev-web",
    **wishes: Any,
) -> Values:
    state = None
    if before is not None:
        state = StackState(id="arn:1", name="dev-web", status="UPDATE_COMPLETE", parameters=before)
    means = means or (aws or FakeAws()).means()
    return resolve(stack(*parameters, name=name), state, Wishes(**wishes), means)


def _one(source: Source, *, default: str | None = None, **more: Any) -> str:
    found = _asked(Parameter(name="P", type="String", default=default, source=source), **more)
    return found.values["P"]


def test_a_default_is_sent_even_where_the_stack_has_another_value() -> None:
    parameter = Parameter(name="P", type="String", default="new")
    assert _asked(parameter, before={"P": "old"}).values == {"P": "new"}


def test_a_parameter_without_default_and_source_is_refused() -> None:
    with pytest.raises(Refused, match="P has no value"):
        _asked(Parameter(name="P", type="String"))


# Outputs of other stacks


def test_an_output_of_another_stack_is_read_once_for_all_its_parameters() -> None:
    aws = FakeAws()
    aws.stacks.there(name="env", outputs={"Vpc": "vpc-1", "Subnets": "a,b"})
    found = _asked(
        Parameter(name="V", type="AWS::EC2::VPC::Id", source=FromStack(stack="env", output="Vpc")),
        Parameter(name="S", type="String", source=FromStack(stack="env", output="Subnets")),
        aws=aws,
    )
    assert found.values == {"V": "vpc-1", "S": "a,b"}
    assert aws.calls == ["describe"]


def test_without_the_environments_stack_the_fix_makes_it() -> None:
    with pytest.raises(Refused) as refused:
        _one(FromStack(stack=ENVIRONMENTS, output="Vpc"))
    assert ENVIRONMENTS in refused.value.what
    assert "`bbfd env deploy dev`" in refused.value.fix


def test_without_the_output_the_fix_brings_that_stack_up_to_date() -> None:
    aws = FakeAws()
    aws.stacks.there(name=ENVIRONMENTS)
    with pytest.raises(Refused) as refused:
        _one(FromStack(stack=ENVIRONMENTS, output="Vpc"), aws=aws)
    assert "Vpc" in refused.value.what
    assert "`bbfd env deploy dev`" in refused.value.fix


def test_what_another_service_tells_is_made_by_deploying_that_service() -> None:
    aws, source = FakeAws(), FromStack(stack="dev-orders", output="Url", service="orders")
    with pytest.raises(Refused) as refused:
        _one(source, aws=aws)
    assert "`bbfd deploy orders --env dev` makes it" in refused.value.fix
    aws.stacks.there(name="dev-orders", outputs={"Queue": "q"})
    with pytest.raises(Refused) as refused:
        _one(source, aws=aws)
    assert "`bbfd deploy orders --env dev` brings it up to date" in refused.value.fix
    assert "Queue" in refused.value.fix


def test_of_a_stack_that_is_not_ours_the_fix_names_what_it_tells() -> None:
    aws, source = FakeAws(), FromStack(stack="lake", output="Bukket")
    with pytest.raises(Refused) as refused:
        _one(source, aws=aws)
    assert "correct stack=" in refused.value.fix
    aws.stacks.there(name="lake", outputs={"Bucket": "b", "Arn": "a"})
    with pytest.raises(Refused) as refused:
        _one(source, aws=aws)
    assert "Arn, Bucket" in refused.value.fix


# Images


def _image(repository: str = "nginx", default: str | None = None, **more: Any) -> str:
    return _one(FromImage(container="app", repository=repository), default=default, **more)


def test_an_image_given_comes_before_everything() -> None:
    assert _image(default="nginx:1", before={"P": "nginx:0"}, image="nginx:2") == "nginx:2"


def test_a_tag_given_is_put_after_the_definitions_repository() -> None:
    assert _image(default="nginx:1", tag="2") == "nginx:2"
    digest = "sha256:" + "0" * 64
    assert _image(tag=digest) == f"nginx@{digest}"


def test_an_image_that_names_its_tag_comes_before_what_the_stack_has() -> None:
    assert _image(default="nginx:1", before={"P": "nginx:0"}) == "nginx:1"


def test_an_image_without_a_tag_stays_as_the_stack_has_it() -> None:
    assert _image(before={"P": "nginx:0"}) == "nginx:0"
    assert _image(default="nginx", before={"P": "nginx:0"}) == "nginx:0"


def test_an_image_that_nobody_knows_is_refused_naming_the_option() -> None:
    with pytest.raises(Refused) as refused:
        _image()
    assert "bbfd deploy web --env dev --tag TAG" in refused.value.fix


@pytest.mark.parametrize(
    ("repository", "image"),
    [
        (ECR, "nginx:1"),
        ("nginx", f"{ECR}:1"),
        (ECR, f"{ECR}-other:1"),
        (ECR, f"{ECR.replace('eu-west-1', 'eu-west-2')}:1"),
    ],
)
def test_an_image_that_the_execution_role_may_not_pull_is_refused(
    repository: str, image: str
) -> None:
    with pytest.raises(Refused, match="may pull from"):
        _image(repository, image=image)


def test_an_image_given_without_a_tag_is_refused() -> None:
    with pytest.raises(Refused, match="no tag and no digest"):
        _image(image="localhost:5000/nginx")


def test_a_sidecars_image_is_left_alone_by_a_tag() -> None:
    found = _asked(
        Parameter(name="A", type="String", source=FromImage(container="app", repository="a")),
        Parameter(
            name="B",
            type="String",
            default="b:1",
            source=FromImage(container="log", repository="b", main=False),
        ),
        tag="2",
    )
    assert found.values == {"A": "a:2", "B": "b:1"}


def test_the_image_of_a_sidecar_that_is_built_is_given_by_its_container_or_stays() -> None:
    proxy = FromImage(container="proxy", repository="p", main=False, built=True)
    parameter = Parameter(name="P", type="String", source=proxy)
    assert _asked(parameter, beside={"proxy": "p:2"}).values == {"P": "p:2"}
    assert _one(proxy, before={"P": "p:1"}) == "p:1"
    with pytest.raises(Refused) as refused:
        _asked(parameter)
    assert "`bbfd release web --env dev` builds, pushes and deploys one" in refused.value.fix
    assert "--image web/proxy=p:TAG" in refused.value.fix
    assert "--tag" not in refused.value.fix


def test_an_image_for_a_container_that_has_none_to_choose_is_refused() -> None:
    app = FromImage(container="app", repository="a")
    with pytest.raises(Refused, match="`proxy`"):
        _asked(Parameter(name="P", type="String", source=app), beside={"proxy": "p:2"}, tag="1")


def test_a_tag_that_could_mean_two_images_is_refused() -> None:
    sources = [FromImage(container=name, repository=name) for name in ("a", "b")]
    parameters = [Parameter(name=s.container, type="String", source=s) for s in sources]
    with pytest.raises(Refused, match="containers a, b"):
        _asked(*parameters, tag="2")


def test_an_image_that_is_not_in_its_repository_is_refused_with_what_to_paste() -> None:
    parameter = Parameter(name="P", type="String", source=FromImage(container="a", repository=ECR))
    aws = FakeAws()
    with pytest.raises(Refused) as refused:
        _asked(parameter, aws=aws, tag="1")
    assert f"{ECR}:1 is not in its repository" in refused.value.what
    registry = ECR.partition("/")[0]
    login = "aws ecr get-login-password --region eu-west-1 | docker login --username AWS"
    assert refused.value.fix.split("\n")[1:] == [
        f"{login} --password-stdin {registry}",
        f"docker build -t {ECR}:1 .",
        f"docker push {ECR}:1",
        "bbfd deploy web --env dev --tag 1",
    ]
    with pytest.raises(Refused) as refused:
        _asked(parameter, aws=aws, tag=f"sha256:{'0' * 64}")
    assert f"docker push {ECR}:TAG" in refused.value.fix


def test_an_image_that_may_be_missing_is_noted() -> None:
    parameter = Parameter(name="P", type="String", source=FromImage(container="a", repository=ECR))
    aws = FakeAws()
    found = _asked(parameter, aws=aws, tag="1", missing_image=True)
    assert "is not in its repository" in found.notes[0]
    aws.still.images_of = (f"{ECR}:1",)
    assert _asked(parameter, aws=aws, tag="1").notes == ()
    aws.order("digest", trouble(Trouble.DENIED))
    assert "was not checked" in _asked(parameter, aws=aws, tag="1").notes[0]


@pytest.mark.parametrize(
    ("runs", "keeps"),
    [("nginx:1.28", "--tag 1.28"), ("other:1.28", "--image SERVICE=other:1.28")],
)
def test_a_version_that_was_given_and_is_not_kept_is_noted(runs: str, keeps: str) -> None:
    source = FromImage(container="a", repository="nginx")
    parameter = Parameter(name="P", type="String", default="nginx:1.27", source=source)
    aws = FakeAws()
    aws.stacks.bodies = {"Parameters": {"P": {"Default": "nginx:1.27"}}}
    notes = _asked(parameter, aws=aws, before={"P": runs}).notes
    assert len(notes) == 1
    assert "the definition says" in notes[0]
    assert keeps in notes[0]
    assert _asked(parameter, aws=aws, before={"P": runs}, tag="1.29").notes == ()


def test_a_version_that_the_definition_moved_on_from_needs_no_note() -> None:
    source = FromImage(container="a", repository="nginx")
    parameter = Parameter(name="P", type="String", default="nginx:1.28", source=source)
    aws = FakeAws()
    aws.stacks.bodies = {"Parameters": {"P": {"Default": "nginx:1.27"}}}
    assert _asked(parameter, aws=aws, before={"P": "nginx:1.27"}).notes == ()


def test_an_image_that_stays_is_not_looked_for() -> None:
    aws = FakeAws()
    _image(ECR, aws=aws, before={"P": f"{ECR}:1"})
    assert aws.calls == []


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("nginx", ("nginx", "")),
        ("nginx:1", ("nginx", "1")),
        ("host:5000/a/nginx", ("host:5000/a/nginx", "")),
        ("host:5000/a/nginx:1", ("host:5000/a/nginx", "1")),
        ("nginx:1@sha256:ab", ("nginx", "sha256:ab")),
        ("nginx@sha256:ab", ("nginx", "sha256:ab")),
    ],
)
def test_an_image_is_divided_where_its_tag_begins(image: str, expected: tuple[str, str]) -> None:
    assert split(image) == expected


def test_public_ecr_is_not_a_private_registry() -> None:
    assert in_ecr(f"{ECR}:1")
    assert not in_ecr("public.ecr.aws/nginx/nginx:1")


# Listener priorities

BAND = FromListener(listener="L", first=100, last=103, conditions=())
CHOSEN = FromListener(listener="L", first=26, last=26, conditions=())


def _slot(
    default: str | None, taken: tuple[int, ...] = (), means: Means | None = None, **more: Any
) -> Values:
    aws = FakeAws()
    rules = [Rule(arn=f"r{n}", priority=n) for n in taken]
    aws.still.rules_of["arn:l"] = (*rules, Rule(arn="d", priority=None))
    return _asked(
        Parameter(name="A", type="Number", default=default, source=BAND),
        Parameter(name="L", type="String", default="arn:l"),
        means=means or aws.means(),
        **more,
    )


@pytest.mark.parametrize(
    ("default", "taken", "expected"),
    [
        ("102", (), "102"),
        ("102", (102,), "103"),
        ("102", (102, 103), "100"),
        ("102", (100, 102, 103), "101"),
        (None, (), "100"),
    ],
)
def test_a_taken_slot_gives_way_to_the_next_free_one_of_its_band(
    default: str | None, taken: tuple[int, ...], expected: str
) -> None:
    found = _slot(default, taken)
    assert found.values["A"] == expected
    assert bool(found.notes) == (default is not None and expected != default)


def test_a_full_band_is_refused() -> None:
    with pytest.raises(Refused, match="from 100 to 103 is in use"):
        _slot("102", (100, 101, 102, 103))


def _chosen(aws: FakeAws) -> Values:
    return _asked(
        Parameter(name="A", type="Number", default="26", source=CHOSEN),
        Parameter(name="L", type="String", default="arn:l"),
        means=aws.means(),
    )


def test_a_chosen_priority_that_is_in_use_is_refused_with_the_rule_that_has_it() -> None:
    aws = FakeAws()
    aws.still.rules_of["arn:l"] = (Rule(arn="arn:theirs", priority=26),)
    with pytest.raises(
        Refused, match=r"the priority 26 is in use .*: arn:theirs has it"
    ) as refused:
        _chosen(aws)
    assert "choose another `priority`" in refused.value.fix


def test_a_chosen_priority_that_may_not_be_looked_at_is_taken_with_a_note() -> None:
    aws = FakeAws()
    aws.order("rules", trouble(Trouble.DENIED))
    found = _chosen(aws)
    assert found.values["A"] == "26"
    assert "whether the priority 26 is free was not checked" in found.notes[0]


def test_the_slot_that_our_rule_has_is_kept_though_it_is_taken_by_it() -> None:
    found = _slot("102", (101, 102), before={"A": "101", "L": "arn:l"})
    assert (found.values["A"], found.notes) == ("101", ())


@pytest.mark.parametrize(
    "before", [{"A": "101", "L": "arn:other"}, {"A": "7", "L": "arn:l"}, {"L": "arn:l"}, {}]
)
def test_a_slot_of_another_listener_or_band_is_not_kept(before: dict[str, str]) -> None:
    assert _slot("102", (101,), before=before).values["A"] == "102"


def test_a_slot_is_reserved_within_the_run() -> None:
    means = FakeAws().means()
    found = [_slot("102", means=means, name=name).values["A"] for name in "abcd"]
    assert found == ["102", "103", "100", "101"]
    with pytest.raises(Refused, match="is in use"):
        _slot("102", means=means, name="e")


def test_a_plan_that_is_made_anew_has_the_slot_that_it_had() -> None:
    means = FakeAws().means()
    assert [_slot("102", means=means, name="a").values["A"] for _ in range(3)] == ["102"] * 3
    assert _slot("102", means=means, name="b").values["A"] == "103"


def test_a_kept_slot_whose_rule_is_gone_from_the_listener_is_nobody_elses_in_the_run() -> None:
    means = FakeAws().means()
    assert _slot("102", means=means, before={"A": "102", "L": "arn:l"}).values["A"] == "102"
    assert _slot("102", means=means, name="other").values["A"] == "103"


@given(
    st.integers(1, 30),
    st.sets(st.integers(1, 30)),
    st.lists(st.integers(1, 40), max_size=40),
)
def test_no_two_askers_of_a_run_ever_get_one_slot(
    size: int, used: set[int], wanted: list[int]
) -> None:
    slots, band = Slots(), range(1, size + 1)
    got = [slots.take("l", wanted=w, band=band, used=used) for w in wanted]
    given_out = [slot for slot in got if slot is not None]
    assert len(given_out) == len(set(given_out)) == min(len(wanted), len(set(band) - used))
    assert set(given_out) <= set(band) - used


@given(st.integers(), st.integers(0, 50))
def test_the_turn_visits_each_slot_once(wanted: int, size: int) -> None:
    assert sorted(in_turn(wanted, range(5, 5 + size))) == list(range(5, 5 + size))


# Certificates, networks, zones


@pytest.mark.parametrize(
    ("pattern", "domain", "expected"),
    [
        ("a.example.com", "a.example.com", True),
        ("A.Example.com", "a.example.com.", True),
        ("*.example.com", "a.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "a.b.example.com", False),
        ("*.example.com", "*.example.com", True),
        ("a.example.com", "*.example.com", False),
    ],
)
def test_a_wildcard_stands_for_one_label(pattern: str, domain: str, expected: bool) -> None:
    assert covers(pattern, domain) is expected


def _certificate(name: str, *domains: str, days: int | None = 1) -> Certificate:
    not_after = None if days is None else NOW + timedelta(days=days)
    return Certificate(arn=name, domains=domains, not_after=not_after)


def test_the_certificate_that_is_valid_longest_wins_and_the_choice_is_said() -> None:
    aws = FakeAws()
    aws.still.certificates_of = (
        _certificate("short", "a.example.com", days=5),
        _certificate("long", "example.com", "*.example.com", days=9),
        _certificate("unknown", "a.example.com", days=None),
        _certificate("other", "b.example.org", days=99),
    )
    parameter = Parameter(name="P", type="String", source=FromCertificate(domain="a.example.com"))
    found = _asked(parameter, aws=aws)
    assert found.values == {"P": "long"}
    assert "3 certificates fit" in found.notes[0]


def test_without_a_certificate_the_fix_asks_for_one() -> None:
    with pytest.raises(Refused) as refused:
        _one(FromCertificate(domain="a.example.com"))
    assert "request-certificate --domain-name a.example.com" in refused.value.fix


def test_one_vpc_and_its_subnets_are_found_by_tags() -> None:
    aws = FakeAws()
    aws.still.vpcs_of, aws.still.subnets_of = ("vpc-1",), ("a", "b")
    tags = (("Name", "dev"),)
    found = _asked(
        Parameter(name="A", type="String", source=FromTags(what="subnets", tags=tags, vpc="V")),
        Parameter(name="V", type="String", source=FromTags(what="vpc", tags=tags)),
        aws=aws,
    )
    assert found.values == {"A": "vpc-1/a,vpc-1/b", "V": "vpc-1"}


@pytest.mark.parametrize("found", [(), ("vpc-1", "vpc-2")])
def test_no_vpc_and_two_vpcs_are_refused_naming_them(found: tuple[str, ...]) -> None:
    aws = FakeAws()
    aws.still.vpcs_of = found
    with pytest.raises(Refused, match="Name=dev") as refused:
        _one(FromTags(what="vpc", tags=(("Name", "dev"),)), aws=aws)
    assert all(vpc in refused.value.what for vpc in found)


def test_no_subnet_is_refused() -> None:
    source = FromTags(what="subnets", tags=(("Name", "dev"),), vpc="V")
    with pytest.raises(Refused, match="no subnet of vpc-1"):
        _asked(
            Parameter(name="V", type="String", default="vpc-1"),
            Parameter(name="P", type="String", source=source),
        )


def test_the_zone_with_the_longest_name_holds_a_domain() -> None:
    aws = FakeAws()
    aws.still.zones_of = (
        Zone(id="short", name="example.com"),
        Zone(id="long", name="dev.example.com"),
        Zone(id="near", name="v.example.com"),
    )
    assert _one(FromZone(domain="a.dev.example.com"), aws=aws) == "long"
    assert _one(FromZone(domain="*.dev.example.com"), aws=aws) == "long"
    assert _one(FromZone(domain="xdev.example.com"), aws=aws) == "short"
    with pytest.raises(Refused, match=r"dev\.example\.com, example\.com"):
        _one(FromZone(domain="example.org"), aws=aws)


DB = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"
KMS = "arn:aws:kms:eu-west-1:111122223333"


def test_a_secret_is_found_by_its_name() -> None:
    aws = FakeAws()
    aws.still.secrets_of = {"db": Secret(arn=DB)}
    assert _one(FromSecret(name="db"), aws=aws) == DB


def test_a_secret_that_is_not_there_is_refused_with_the_command_that_makes_it() -> None:
    with pytest.raises(Refused, match="there is no secret db") as refused:
        _one(FromSecret(name="db"))
    assert "create-secret --name db" in refused.value.fix


@pytest.mark.parametrize(
    ("named", "arn"),
    [
        ("", f"{KMS}:alias/aws/secretsmanager"),
        ("alias/aws/secretsmanager", f"{KMS}:alias/aws/secretsmanager"),
        (f"{KMS}:alias/aws/secretsmanager", f"{KMS}:alias/aws/secretsmanager"),
        ("1234-abcd", f"{KMS}:key/1234-abcd"),
        (f"{KMS}:key/1234-abcd", f"{KMS}:key/1234-abcd"),
        (f"{KMS}:alias/app", f"{KMS}:key/of-the-alias"),
    ],
)
def test_the_key_of_a_secret_is_told_as_a_policy_can_name_it(named: str, arn: str) -> None:
    aws = FakeAws()
    aws.still.secrets_of = {"db": Secret(arn=DB, key=named)}
    aws.still.keys_of = {f"{KMS}:alias/app": f"{KMS}:key/of-the-alias"}
    assert _one(FromSecret(name="db", fact="key"), aws=aws) == arn


def test_a_key_is_found_by_its_alias() -> None:
    aws = FakeAws()
    aws.still.keys_of = {"alias/app": f"{KMS}:key/1"}
    assert _one(FromKey(alias="alias/app"), aws=aws) == f"{KMS}:key/1"
    with pytest.raises(Refused, match="there is no key alias/other"):
        _one(FromKey(alias="alias/other"), aws=aws)


def test_values_keep_the_order_of_the_parameters() -> None:
    names = ["B", "A", "C"]
    parameters = [Parameter(name=name, type="String", default="x") for name in names]
    assert list(_asked(*parameters).values) == names
