"""From a built image to environments, on the embedded AWS, with a stand-in for the container engine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bbfd.local import embedded
from bbfd.report.schema import schema
from tests.functional.aws import REGION, Aws
from tests.functional.engine import KIND, StandIn, stand_in
from tests.functional.projects import Done, Project

WEB = """\
from bbfd import Build, Container, Fargate, Http, WebService

service = WebService(
    container=Container(image=Build(context="app"), port=80),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(path="/*"),
)
"""
PLACE = """\
from bbfd import Environment, Local, Network, Registry

environment = Environment(
    account="{account}",
    region="eu-west-1",
    aws=Local(),
    network=Network.create(cidr="10.{number}.0.0/16", zones=2, nat="none"),{more}
)
"""
STAGE, PROD = "111111111111", "222222222222"


class Shop:
    """A service that is built, two environments in two accounts, and an engine."""

    def __init__(self, root: Path) -> None:
        self.project = Project(root / "project")
        self.engine: StandIn = stand_in(root / "engine")
        self.project.write("services/web.py", WEB)
        self.project.write("app/Dockerfile", "FROM scratch\n")
        self.place("stage", STAGE, 1)
        self.place("prod", PROD, 2)

    def place(self, name: str, account: str, number: int, more: str = "") -> None:
        text = PLACE.format(account=account, number=number, more=f"\n    {more}" if more else "")
        self.project.write(f"environments/{name}.py", text)

    def bbfd(self, *words: str, code: int = 0) -> Done:
        done = self.project.process(*words, environment=self.engine.variables)
        assert done.code == code, done.err
        return done

    def push(self, *words: str, code: int = 0) -> Done:
        return self.bbfd("push", "web", "--env", "stage", "--yes", *words, code=code)

    def image(self, account: str) -> Any:
        """What the repository of an account holds."""
        with embedded(self.project.state, account=account, region=REGION) as home:
            return Aws(home)["ecr"].describe_images(repositoryName="web")["imageDetails"]

    def stack(self, account: str, name: str) -> dict[str, str]:
        with embedded(self.project.state, account=account, region=REGION) as home:
            [found] = Aws(home)["cloudformation"].describe_stacks(StackName=name)["Stacks"]
        return {one["ParameterKey"]: one["ParameterValue"] for one in found["Parameters"]}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_push_makes_the_repository_and_prints_what_the_image_is_called(shop: Shop) -> None:
    done = shop.push()
    [held] = shop.image(STAGE)
    [tag] = held["imageTags"]
    uri = f"{STAGE}.dkr.ecr.eu-west-1.amazonaws.com/web"
    assert done.out == f"{uri}:{tag}@{held['imageDigest']}\n"
    assert "bbfd-registry-main: created" in done.words

    again = shop.push("--json")
    assert shop.engine.verbs.count("push") == 1
    assert again.record["how"] == "there"
    assert again.record["digest"] == held["imageDigest"]


def test_no_password_is_on_a_command_line_in_a_log_or_in_a_file_afterwards(shop: Shop) -> None:
    done = shop.push()
    [password] = shop.engine.passwords
    (shop.engine.folder / "passwords").unlink()
    assert len(password) > 20
    assert "login" in shop.engine.verbs
    said = json.dumps(shop.engine.calls)
    assert password not in said + done.out + done.err
    [auth] = {
        w[w.index("--authfile") + 1] for c in shop.engine.calls if "push" in (w := c["words"])
    }
    assert not Path(auth).parent.exists()
    for root in (shop.project.root, shop.engine.folder):
        files = [each for each in root.rglob("*") if each.is_file()]
        assert not [each for each in files if password.encode() in each.read_bytes()]


def test_a_push_that_fails_leaves_no_password_behind(shop: Shop) -> None:
    (shop.engine.folder / "refuses").write_text("")
    done = shop.push(code=4)
    assert "the registry went away" in done.words
    [auth] = {
        w[w.index("--authfile") + 1] for c in shop.engine.calls if "push" in (w := c["words"])
    }
    assert not Path(auth).parent.exists()
    assert shop.image(STAGE) == []


def test_an_image_for_another_architecture_is_not_pushed(shop: Shop) -> None:
    shop.engine.folder.joinpath("images").write_text(
        json.dumps({"web:1": {"architecture": "arm64", "text": "x"}})
    )
    done = shop.push("--image", "web:1", code=3)
    assert "is for arm64" in done.words
    assert 'Build(platforms=("linux/amd64",))' in done.words
    assert "push" not in shop.engine.verbs


def test_a_finding_over_the_threshold_stops_it_and_one_below_does_not(shop: Shop) -> None:
    shop.project.order({"scan:web": "HIGH 2, LOW 1"})
    done = shop.push("--scan", "HIGH", code=3)
    assert "found 2 HIGH" in done.words
    assert shop.push("--scan", "CRITICAL", "--json").record["findings"] == {"HIGH": 2, "LOW": 1}
    shop.place("stage", STAGE, 1, 'registry=Registry(refuse="LOW"),')
    assert "2 HIGH, 1 LOW" in shop.push(code=3).words


def test_a_tag_of_ones_own_may_come_again_and_is_not_moved(shop: Shop) -> None:
    shop.push("--tag", "v1")
    shop.push("--tag", "v1")
    [held] = shop.image(STAGE)
    assert "v1" in held["imageTags"]
    shop.project.write("app/Dockerfile", "FROM scratch\nLABEL a=b\n")
    assert "is another image already" in shop.push("--tag", "v1", code=3).words


def test_a_deploy_pins_the_digest_and_tells_the_tag(shop: Shop) -> None:
    shop.push("--tag", "v1")
    [held] = shop.image(STAGE)
    shop.bbfd("deploy", "web", "--env", "stage", "--tag", "v1", "--yes")
    values = shop.stack(STAGE, "stage-web")
    assert values["Image"].endswith(f"/web@{held['imageDigest']}")
    assert values["Version"] == "v1"
    again = shop.bbfd("deploy", "web", "--env", "stage", "--tag", "v1", "--yes", "--json")
    assert [one["outcome"] for one in again.events[-1]["outcomes"]][-1] == "unchanged"


def test_before_anything_is_there_a_deploy_says_what_does_it_all(shop: Shop) -> None:
    done = shop.bbfd("deploy", "web", "--env", "stage", "--yes", code=3)
    assert "`bbfd release web --env stage` builds, pushes and deploys one" in done.words


def test_a_tag_that_moved_in_a_repository_of_others_is_a_change(shop: Shop) -> None:
    theirs = f"{STAGE}.dkr.ecr.eu-west-1.amazonaws.com/theirs"
    shop.project.write("services/web.py", WEB.replace('Build(context="app")', f'"{theirs}:1"'))
    with embedded(shop.project.state, account=STAGE, region=REGION) as home:
        Aws(home)["ecr"].create_repository(repositoryName="theirs")
    first = _put(shop, "first")
    shop.bbfd("deploy", "web", "--env", "stage", "--yes")
    assert shop.stack(STAGE, "stage-web")["Image"] == f"{theirs}@{first}"
    second = _put(shop, "second")
    done = shop.bbfd("deploy", "web", "--env", "stage", "--yes", "--json")
    assert [one["outcome"] for one in done.events[-1]["outcomes"]][-1] == "updated"
    values = shop.stack(STAGE, "stage-web")
    assert (values["Image"], values["Version"]) == (f"{theirs}@{second}", "1")


def _put(shop: Shop, text: str) -> str:
    body = json.dumps({"schemaVersion": 2, "text": text})
    with embedded(shop.project.state, account=STAGE, region=REGION) as home:
        Aws(home)["ecr"].put_image(
            repositoryName="theirs",
            imageManifest=body,
            imageManifestMediaType=KIND,
            imageTag="1",
        )
    return f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"


def _stages(done: Done) -> dict[str, str]:
    valid = Draft202012Validator(schema())
    assert [one for one in done.events if not valid.is_valid(one)] == []
    return {one["environment"]: one["outcome"] for one in done.events if one["event"] == "stage"}


def _release(shop: Shop, *words: str, code: int = 0) -> Done:
    call = ("release", "web", "--env", "stage", "--then", "prod", "--json", *words)
    return shop.bbfd(*call, code=code)


def test_a_release_takes_the_same_digest_to_each_environment(shop: Shop) -> None:
    done = _release(shop, "--yes")
    assert _stages(done) == {"stage": "deployed", "prod": "deployed"}
    [held], [copied] = shop.image(STAGE), shop.image(PROD)
    assert copied["imageDigest"] == held["imageDigest"]
    assert copied["imageTags"] == held["imageTags"]
    for account, name in ((STAGE, "stage-web"), (PROD, "prod-web")):
        values = shop.stack(account, name)
        assert values["Image"].endswith(held["imageDigest"])
        assert values["Image"].startswith(account)
        assert [values["Version"]] == held["imageTags"]
    assert [one["how"] for one in done.events if one["event"] == "image"] == ["pushed", "copied"]
    assert shop.engine.verbs.count("build") == shop.engine.verbs.count("push") == 1

    again = _release(shop, "--yes")
    assert _stages(again) == {"stage": "deployed", "prod": "deployed"}
    assert shop.engine.verbs.count("build") == 1


BESIDE = """\
sidecars=(Container(name="proxy", image=Build(context="proxy", repository="team/proxy")),),
"""


def test_a_sidecar_that_is_built_goes_with_its_service(shop: Shop) -> None:
    shop.project.write("services/web.py", WEB.replace("runs_on=", f"{BESIDE}    runs_on="))
    shop.project.write("proxy/Dockerfile", "FROM scratch\n# proxy\n")
    assert _stages(_release(shop, "--yes")) == {"stage": "deployed", "prod": "deployed"}
    images = [
        shop.stack(account, name) for account, name in ((STAGE, "stage-web"), (PROD, "prod-web"))
    ]
    digests = {
        (one["Image"].partition("@")[2], one["ImageProxy"].partition("@")[2]) for one in images
    }
    [(main, beside)] = digests
    assert main != beside
    assert images[1]["ImageProxy"].startswith(f"{PROD}.dkr.ecr.eu-west-1.amazonaws.com/team/proxy@")

    shop.project.write("proxy/Dockerfile", "FROM scratch\n# another\n")
    shop.bbfd("release", "web", "--env", "stage", "--yes")
    assert shop.stack(STAGE, "stage-web")["Image"] == images[0]["Image"]
    newer = shop.stack(STAGE, "stage-web")["ImageProxy"]
    assert newer != images[0]["ImageProxy"]
    shop.bbfd("promote", "web", "--from", "stage", "--to", "prod", "--yes")
    assert shop.stack(PROD, "prod-web")["ImageProxy"].endswith(newer.partition("@")[2])
    refused = shop.bbfd("deploy", "web", "--env", "prod", "--image", "web/app2=x:1", code=3)
    assert "which has no image to choose" in refused.words


def test_a_release_stops_before_what_wants_approval_and_says_how_to_go_on(shop: Shop) -> None:
    shop.place("prod", PROD, 2, "approval=True,")
    done = _release(shop, "--until-approval", code=3)
    assert _stages(done) == {"stage": "deployed", "prod": "waiting"}
    assert "`bbfd promote web --from stage --to prod --yes` goes on" in done.words
    refused = shop.bbfd("promote", "web", "--from", "stage", "--to", "prod", code=3)
    assert "prod wants approval" in refused.words

    gone_on = shop.bbfd("promote", "web", "--from", "stage", "--to", "prod", "--yes", "--json")
    assert _stages(gone_on) == {"prod": "deployed"}
    assert shop.stack(PROD, "prod-web")["Image"].endswith(shop.image(STAGE)[0]["imageDigest"])
    assert shop.engine.verbs.count("build") == 1


def test_a_release_stops_at_the_first_environment_that_fails(shop: Shop) -> None:
    shop.project.order({"create:AWS::ECS::Service@stage-web": "the tasks did not start"})
    done = _release(shop, "--yes", code=4)
    assert _stages(done) == {"stage": "failed", "prod": "left"}
    with embedded(shop.project.state, account=PROD, region=REGION) as home:
        assert Aws(home).stacks() == {}


PLAIN = """\
from bbfd import Container, Fargate, Worker

service = Worker(container=Container(image="busybox:1.36"), runs_on=Fargate(cpu=256, memory=512))
"""


def test_with_all_what_is_not_built_here_goes_along_as_its_file_says(shop: Shop) -> None:
    shop.project.write("services/plain.py", PLAIN)
    call = ("release", "--all", "--env", "stage", "--yes", "--json")
    assert _stages(shop.bbfd(*call)) == {"stage": "deployed"}
    assert shop.stack(STAGE, "stage-plain")["Image"] == "busybox:1.36"
    call = ("promote", "--all", "--from", "stage", "--to", "prod", "--yes", "--json")
    done = shop.bbfd(*call)
    assert _stages(done) == {"prod": "deployed"}
    assert [one["service"] for one in done.events if one["event"] == "image"] == ["web"]
    assert shop.stack(PROD, "prod-plain")["Image"] == "busybox:1.36"
    named = shop.bbfd("release", "plain", "--env", "stage", "--yes", code=2)
    assert "has no image that BBFD builds" in named.words


def test_what_is_not_deployed_is_not_promoted(shop: Shop) -> None:
    done = shop.bbfd("promote", "web", "--from", "stage", "--to", "prod", "--yes", code=3)
    assert "nothing runs that could be promoted" in done.words


def test_an_image_that_fails_its_checks_is_not_pushed(shop: Shop) -> None:
    text = WEB.replace("port=80", 'port=80, checks=(Check(command=("false",)),)')
    shop.project.write("services/web.py", text.replace("import Build", "import Build, Check"))
    done = _release(shop, "--yes", code=4)
    assert "nothing was pushed" in done.words
    assert "push" not in shop.engine.verbs
    assert _stages(done) == {}


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (("push", "web", "--env", "stage", "--image", "web"), "--image NAME:TAG"),
        (("release", "web", "--env", "stage", "--then", "stage"), "name each once"),
        (("promote", "web", "--from", "stage", "--to", "stage"), "name each once"),
        (("push", "web", "--env", "nowhere"), "stage"),
        (("push", "--env", "stage"), "name `web`"),
    ],
)
def test_a_wrong_call_is_refused_with_what_to_type(
    shop: Shop, words: tuple[str, ...], fix: str
) -> None:
    assert fix in shop.bbfd(*words, code=2).words


def test_a_service_that_was_updated_by_hand_is_said_and_what_was_deployed_is_promoted(
    shop: Shop,
) -> None:
    shop.bbfd("release", "web", "--env", "stage", "--yes")
    with embedded(shop.project.state, account=STAGE, region=REGION) as home:
        ecs = Aws(home)["ecs"]
        [cluster] = ecs.list_clusters()["clusterArns"]
        [service] = ecs.list_services(cluster=cluster)["serviceArns"]
        [family] = ecs.list_task_definition_families(familyPrefix="stage-web")["families"]
        made = ecs.describe_task_definition(taskDefinition=family)["taskDefinition"]
        [container] = made["containerDefinitions"]
        told = ecs.register_task_definition(
            family=family, containerDefinitions=[{**container, "image": "web:by-hand"}]
        )
        arn = told["taskDefinition"]["taskDefinitionArn"]
        ecs.update_service(cluster=cluster, service=service, taskDefinition=arn)
    done = shop.bbfd("promote", "web", "--from", "stage", "--to", "prod", "--yes")
    assert f"ECS runs web:by-hand as {container['name']} of stage-web" in done.words
    digest = shop.stack(STAGE, "stage-web")["Image"].partition("@")[2]
    assert shop.stack(PROD, "prod-web")["Image"].endswith(digest)
