from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.stub import ANY

from bbfd.aws.acm import _EVERY_KEY, Acm
from bbfd.aws.autoscaling import AutoScaling
from bbfd.aws.ec2 import Ec2
from bbfd.aws.ecr import Ecr
from bbfd.aws.ecs import Ecs
from bbfd.aws.iam import Iam
from bbfd.aws.load_balancing import LoadBalancing
from bbfd.aws.route53 import Route53
from bbfd.aws.s3 import S3
from bbfd.aws.sts import Sts
from bbfd.deploy.records import Identity, Rule, Zone
from bbfd.diagnose import Target
from bbfd.errors import AwsError, Trouble
from tests.unit.aws.stubs import REGION, Refusal, answering, refusing

ECS = "arn:aws:ecs:eu-west-1:111122223333"
IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/web"


def _raw_service(name: str) -> dict[str, Any]:
    return {
        "serviceArn": f"{ECS}:service/dev/{name}",
        "serviceName": name,
        "status": "ACTIVE",
        "desiredCount": 2,
        "runningCount": 1,
        "pendingCount": 1,
        "deployments": [
            {
                "id": "1",
                "status": "PRIMARY",
                "taskDefinition": "td:2",
                "rolloutState": "IN_PROGRESS",
                "failedTasks": 3,
            },
            {"id": "0", "status": "ACTIVE", "taskDefinition": "td:1"},
        ],
    }


def test_services_are_asked_for_by_cluster_ten_at_a_time() -> None:
    arns = tuple(f"{ECS}:service/dev/s{n}" for n in range(11))
    old = f"{ECS}:service/old"
    ask = "describe_services"
    with answering(
        "ecs",
        (ask, {"services": [_raw_service("s0")]}, {"cluster": "dev", "services": list(arns[:10])}),
        (ask, {"services": []}, {"cluster": "dev", "services": [arns[10]]}),
        (ask, {"services": []}, {"cluster": "default", "services": [old]}),
    ) as client:
        (found,) = Ecs(client).describe((*arns, old))
    assert (found.name, found.cluster, found.desired, found.running) == ("s0", "dev", 2, 1)
    assert found.primary is not None
    assert (found.primary.task_definition, found.primary.failed) == ("td:2", 3)


def test_a_cluster_that_is_gone_has_no_services() -> None:
    with refusing("ecs", "describe_services", "ClusterNotFoundException") as client:
        assert Ecs(client).describe((f"{ECS}:service/dev/web",)) == ()


def test_the_images_of_a_task_definition_are_named_by_container() -> None:
    answer = {"taskDefinition": {"containerDefinitions": [{"name": "app", "image": "web:1"}]}}
    asked = {"taskDefinition": "td:2"}
    with answering("ecs", ("describe_task_definition", answer, asked)) as client:
        assert Ecs(client).images("td:2") == {"app": "web:1"}


def test_the_default_rule_has_no_priority() -> None:
    answer = {
        "Rules": [
            {"RuleArn": "a", "Priority": "10"},
            {"RuleArn": "d", "Priority": "default"},
        ]
    }
    with answering("elbv2", ("describe_rules", answer, {"ListenerArn": "l"})) as client:
        found = LoadBalancing(client).rules("l")
    assert found == (Rule(arn="a", priority=10), Rule(arn="d", priority=None))


def test_what_a_rule_forwards_to_is_read_with_its_weights() -> None:
    shares = [{"TargetGroupArn": "blue", "Weight": 0}, {"TargetGroupArn": "green", "Weight": 100}]
    shared = {
        "Rules": [{"Actions": [{"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}]}]
    }
    alone = {"Rules": [{"Actions": [{"Type": "forward", "TargetGroupArn": "blue"}]}]}
    with answering(
        "elbv2",
        ("describe_rules", shared, {"RuleArns": ["r"]}),
        ("describe_rules", alone, {"RuleArns": ["r"]}),
        ("describe_rules", Refusal("RuleNotFound"), {"RuleArns": ["r"]}),
    ) as client:
        balancing = LoadBalancing(client)
        assert balancing.weights("r") == {"blue": 0, "green": 100}
        assert balancing.weights("r") == {"blue": 100}
        assert balancing.weights("r") == {}


def test_the_health_of_targets_is_counted() -> None:
    group = {"TargetGroupArn": "tg", "TargetGroupName": "web", "TargetType": "ip", "Port": 80}
    health = {
        "TargetHealthDescriptions": [
            {"TargetHealth": {"State": state}} for state in ("healthy", "unhealthy", "healthy")
        ]
    }
    with answering(
        "elbv2",
        ("describe_target_groups", {"TargetGroups": [group]}, {"TargetGroupArns": ["tg"]}),
        ("describe_target_health", health, {"TargetGroupArn": "tg"}),
    ) as client:
        (found,) = LoadBalancing(client).target_groups(("tg",))
    assert (found.type, found.port, found.health) == ("ip", 80, {"healthy": 2, "unhealthy": 1})


def test_every_target_says_why_it_is_not_healthy() -> None:
    health = {
        "TargetHealthDescriptions": [
            {
                "Target": {"Id": "10.0.0.7", "Port": 8080},
                "TargetHealth": {
                    "State": "unhealthy",
                    "Reason": "Target.ResponseCodeMismatch",
                    "Description": "Health checks failed with these codes: [404]",
                },
            },
            {"Target": {"Id": "10.0.0.8"}},
        ]
    }
    with answering(
        "elbv2",
        ("describe_target_health", health, {"TargetGroupArn": "tg"}),
        ("describe_target_health", Refusal("TargetGroupNotFound"), {"TargetGroupArn": "gone"}),
        ("describe_target_health", {}, {"TargetGroupArn": "empty"}),
    ) as client:
        one, other = LoadBalancing(client).targets(("tg", "gone", "empty"))
    assert one == Target(
        group="tg",
        id="10.0.0.7",
        port=8080,
        state="unhealthy",
        code="Target.ResponseCodeMismatch",
        reason="Health checks failed with these codes: [404]",
    )
    assert other == Target(group="tg", id="10.0.0.8", state="")


def test_who_we_are_names_the_region_that_the_calls_go_to() -> None:
    answer = {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/me"}
    with answering("sts", ("get_caller_identity", answer, {})) as client:
        found = Sts(client).who()
    assert found == Identity(account="111122223333", arn=answer["Arn"], region=REGION)


def test_an_object_is_put_into_a_bucket_of_this_account_only() -> None:
    asked = {
        "Bucket": "b",
        "Key": "k",
        "Body": b"{}",
        "ContentType": "application/json",
        "ExpectedBucketOwner": "111122223333",
    }
    with answering("s3", ("put_object", {}, asked)) as client:
        url = S3(client).put("b", "k", b"{}", owner="111122223333")
    assert url == "https://s3.eu-west-1.amazonaws.com/b/k"


def test_a_bucket_of_another_owner_is_denied() -> None:
    with refusing("s3", "put_object", "AccessDenied") as client, pytest.raises(AwsError) as caught:
        S3(client).put("b", "k", b"{}", owner="111122223333")
    assert caught.value.trouble is Trouble.DENIED


OWNED = {"Bucket": "b", "ExpectedBucketOwner": "111122223333"}


def _versions(**more: Any) -> dict[str, Any]:
    held = [{"Key": "k", "VersionId": "1"}, {"Key": "k", "VersionId": "null"}]
    return {"Versions": held, "DeleteMarkers": [{"Key": "gone", "VersionId": "2"}], **more}


def test_versions_and_delete_markers_are_counted_page_by_page() -> None:
    more = {"IsTruncated": True, "NextKeyMarker": "k", "NextVersionIdMarker": "1"}
    then = {**OWNED, "KeyMarker": "k", "VersionIdMarker": "1"}
    with answering(
        "s3",
        ("list_object_versions", _versions(**more), OWNED),
        ("list_object_versions", {"Versions": [{"Key": "z", "VersionId": "9"}]}, then),
    ) as client:
        assert S3(client).count("b", owner="111122223333") == 4


def test_a_bucket_is_emptied_of_versions_and_delete_markers_of_this_account_only() -> None:
    held = [
        {"Key": "k", "VersionId": "1"},
        {"Key": "k", "VersionId": "null"},
        {"Key": "gone", "VersionId": "2"},
    ]
    asked = {**OWNED, "Delete": {"Objects": held, "Quiet": True}}
    with answering(
        "s3",
        ("list_object_versions", _versions(IsTruncated=True, NextKeyMarker="k"), OWNED),
        ("delete_objects", {}, asked),
        ("list_object_versions", {}, OWNED),
    ) as client:
        S3(client).empty("b", owner="111122223333")


def test_what_could_not_be_deleted_is_trouble_though_the_call_succeeds() -> None:
    refused = {"Errors": [{"Key": "k", "Code": "AccessDenied", "Message": "Access Denied"}]}
    with (
        answering(
            "s3",
            ("list_object_versions", _versions(), OWNED),
            ("delete_objects", refused, {**OWNED, "Delete": ANY}),
        ) as client,
        pytest.raises(AwsError, match="empty the bucket b") as caught,
    ):
        S3(client).empty("b", owner="111122223333")
    assert caught.value.trouble is Trouble.DENIED


def test_a_bucket_that_is_gone_holds_nothing() -> None:
    with refusing("s3", "list_object_versions", "NoSuchBucket") as client:
        assert S3(client).count("b", owner="111122223333") == 0


def _instance(name: str, *, protected: bool = True, state: str = "InService") -> dict[str, Any]:
    return {
        "InstanceId": name,
        "AvailabilityZone": "eu-west-1a",
        "LifecycleState": state,
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": protected,
    }


def _group(*instances: dict[str, Any]) -> dict[str, Any]:
    group = {
        "AutoScalingGroupName": "g",
        "MinSize": 0,
        "MaxSize": 99,
        "DesiredCapacity": 1,
        "DefaultCooldown": 1,
        "AvailabilityZones": ["eu-west-1a"],
        "HealthCheckType": "EC2",
        "CreatedTime": datetime(2026, 1, 1, tzinfo=timezone.utc),
        "Instances": list(instances),
    }
    return {"AutoScalingGroups": [group]}


GROUP = {"AutoScalingGroupNames": ["g"]}


def test_instances_that_come_or_go_are_left_alone() -> None:
    found = _group(
        _instance("i-1"),
        _instance("i-2", protected=False),
        _instance("i-3", state="Terminating:Wait"),
        _instance("i-4", state="Standby"),
    )
    with answering("autoscaling", ("describe_auto_scaling_groups", found, GROUP)) as client:
        assert AutoScaling(client).protected("g") == ("i-1", "i-4")


def test_a_group_that_is_gone_protects_nothing() -> None:
    found: dict[str, Any] = {"AutoScalingGroups": []}
    with answering("autoscaling", ("describe_auto_scaling_groups", found, GROUP)) as client:
        AutoScaling(client).unprotect("g")


def test_protection_is_taken_off_fifty_instances_at_a_time() -> None:
    names = [f"i-{n}" for n in range(51)]

    def asked(some: list[str]) -> dict[str, Any]:
        return {
            "AutoScalingGroupName": "g",
            "InstanceIds": some,
            "ProtectedFromScaleIn": False,
        }

    with answering(
        "autoscaling",
        ("describe_auto_scaling_groups", _group(*map(_instance, names)), GROUP),
        ("set_instance_protection", {}, asked(names[:50])),
        ("set_instance_protection", {}, asked(names[50:])),
    ) as client:
        AutoScaling(client).unprotect("g")


def test_repositories_are_looked_for_among_all() -> None:
    pages = (
        {"repositories": [{"repositoryName": "web"}], "nextToken": "t"},
        {"repositories": [{"repositoryName": "app"}, {"repositoryName": "other"}]},
    )
    with answering(
        "ecr",
        ("describe_repositories", pages[0], {}),
        ("describe_repositories", pages[1], {"nextToken": "t"}),
    ) as client:
        assert Ecr(client).repositories(frozenset({"web", "app", "none"})) == ("app", "web")


def test_a_role_is_there_or_not() -> None:
    role = {
        "Path": "/",
        "RoleName": "role-name",
        "RoleId": "AROA" + "X" * 16,
        "Arn": "arn:aws:iam::111122223333:role/r",
        "CreateDate": datetime(2026, 1, 1, tzinfo=timezone.utc),
    }
    with answering("iam", ("get_role", {"Role": role}, {"RoleName": "r"})) as client:
        assert Iam(client).exists("r")
    with refusing("iam", "get_role", "NoSuchEntity") as client:
        assert not Iam(client).exists("r")


@pytest.mark.parametrize(
    ("code", "expected"),
    [("InvalidInput", Trouble.EXISTS), ("AccessDenied", Trouble.DENIED)],
)
def test_a_linked_role_that_is_there_is_told_from_one_that_may_not_be_made(
    code: str, expected: Trouble
) -> None:
    with (
        refusing("iam", "create_service_linked_role", code) as client,
        pytest.raises(AwsError) as caught,
    ):
        Iam(client).create_linked("ecs.amazonaws.com")
    assert caught.value.trouble is expected


def test_certificates_of_every_key_type_are_listed_with_all_their_names() -> None:
    arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1"
    summary = {
        "CertificateArn": arn,
        "DomainName": "a.example.com",
        "SubjectAlternativeNameSummaries": ["a.example.com", "b.example.com"],
    }
    long = {**summary, "HasAdditionalSubjectAlternativeNames": True}
    whole = {"Certificate": {"SubjectAlternativeNames": ["a.example.com", "z.example.com"]}}
    asked = {"CertificateStatuses": ["ISSUED"], "Includes": ANY}
    with answering(
        "acm",
        ("list_certificates", {"CertificateSummaryList": [summary, long]}, asked),
        ("describe_certificate", whole, {"CertificateArn": arn}),
    ) as client:
        one, other = Acm(client).issued()
    assert one.domains == ("a.example.com", "b.example.com")
    assert other.domains == ("a.example.com", "z.example.com")


def test_every_key_type_that_acm_knows_is_asked_for() -> None:
    with answering("acm") as client:
        model = client.meta.service_model.shape_for("KeyAlgorithm").enum
    assert set(model) <= set(_EVERY_KEY)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"Certificate": {"Status": "ISSUED"}}, True),
        ({"Certificate": {"Status": "PENDING_VALIDATION"}}, False),
        ({"Certificate": {"Status": "EXPIRED"}}, False),
        ({"Certificate": {}}, False),
        (Refusal("ResourceNotFoundException"), False),
    ],
)
def test_only_an_issued_certificate_is_issued(
    answer: dict[str, Any] | Refusal, expected: bool
) -> None:
    arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1"
    with answering("acm", ("describe_certificate", answer, {"CertificateArn": arn})) as client:
        assert Acm(client).is_issued(arn) is expected


def test_free_addresses_are_counted_where_there_are_ipv4_addresses() -> None:
    subnets = [
        {"SubnetId": "s-1", "AvailableIpAddressCount": 0},
        {"SubnetId": "s-2", "AvailableIpAddressCount": 250, "Ipv6Native": False},
        {"SubnetId": "s-6", "AvailableIpAddressCount": 0, "Ipv6Native": True},
        {"SubnetId": "s-9"},
    ]
    wanted = {"Name": "subnet-id", "Values": ["s-1", "s-2", "s-6", "s-9", "s-gone"]}
    asked = {"Filters": [wanted]}
    with answering("ec2", ("describe_subnets", {"Subnets": subnets}, asked)) as client:
        found = Ec2(client).free_addresses(("s-1", "s-2", "s-6", "s-9", "s-gone"))
    assert found == {"s-1": 0, "s-2": 250}


def test_subnets_are_asked_for_two_hundred_at_a_time_and_none_not_at_all() -> None:
    names = tuple(f"s-{n}" for n in range(201))
    calls = [
        (
            "describe_subnets",
            {"Subnets": [{"SubnetId": s[0], "AvailableIpAddressCount": 1}]},
            _by(s),
        )
        for s in (names[:200], names[200:])
    ]
    with answering("ec2", *calls) as client:
        assert Ec2(client).free_addresses(names) == {"s-0": 1, "s-200": 1}
    with answering("ec2") as client:
        assert Ec2(client).free_addresses(()) == {}


def _by(names: tuple[str, ...]) -> dict[str, Any]:
    return {"Filters": [{"Name": "subnet-id", "Values": list(names)}]}


def test_networks_are_found_by_tags() -> None:
    tag = {"Name": "tag:Name", "Values": ["dev"]}
    vpc = {"Name": "vpc-id", "Values": ["vpc-1"]}
    with answering(
        "ec2",
        ("describe_vpcs", {"Vpcs": [{"VpcId": "vpc-1"}]}, {"Filters": [tag]}),
        (
            "describe_subnets",
            {"Subnets": [{"SubnetId": "s-2"}, {"SubnetId": "s-1"}]},
            {"Filters": [vpc, tag]},
        ),
    ) as client:
        networks = Ec2(client)
        assert networks.vpcs({"Name": "dev"}) == ("vpc-1",)
        assert networks.subnets("vpc-1", {"Name": "dev"}) == ("s-1", "s-2")


def test_private_zones_are_left_out() -> None:
    zones = [
        {"Id": "/hostedzone/Z1", "Name": "Example.com.", "CallerReference": "x"},
        {
            "Id": "/hostedzone/Z2",
            "Name": "example.com.",
            "CallerReference": "y",
            "Config": {"PrivateZone": True},
        },
    ]
    answer = {"HostedZones": zones, "Marker": "", "IsTruncated": False, "MaxItems": "100"}
    with answering("route53", ("list_hosted_zones", answer, {})) as client:
        assert Route53(client).public() == (Zone(id="Z1", name="example.com"),)
