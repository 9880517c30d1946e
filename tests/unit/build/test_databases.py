"""Databases and caches of a service's own."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.features.cache import Cache
from bbfd.features.database import Database
from bbfd.features.reach import Reach
from bbfd.launch.bridge import Bridge
from bbfd.launch.ec2 import EC2
from bbfd.model.cache import Elastic, Nodes
from bbfd.model.database import Instances, Serverless
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment, ExistingCapacity
from bbfd.model.facts import Feature
from bbfd.model.reference import FromService
from bbfd.model.stack import Stack
from tests.unit.examples import ENVIRONMENT, environment, properties, stack, web

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
POSTGRES = Database(engine="postgres", capacity=Instances())


def used(*uses: Feature, protected: bool = False) -> Stack:
    return stack(web(uses=uses), environment(protected=protected))


def refused(*uses: Feature, where: Environment = ENVIRONMENT, **more: Any) -> set[str]:
    made = service_stack(
        Definition("web", web(uses=uses, **more), "w.py"), Definition("test", where, "e.py")
    )
    assert all(each.fix for each in made.refusals)
    return {each.what for each in made.refusals}


def told(made: Stack) -> dict[str, Any]:
    (container,) = properties(made, "Task")["ContainerDefinitions"]
    return {each["Name"]: each["Value"] for each in container["Environment"]}


def secrets(made: Stack) -> dict[str, Any]:
    (container,) = properties(made, "Task")["ContainerDefinitions"]
    return {each["Name"]: each["ValueFrom"] for each in container.get("Secrets", ())}


def test_a_cluster_grows_by_itself_and_has_a_writer_that_the_service_waits_for() -> None:
    made = used(Database(capacity=Serverless(least=1, most=8, readers=2)))
    cluster = properties(made, "Database")
    assert cluster["Engine"] == "aurora-postgresql"
    assert cluster["StorageEncrypted"] is True
    assert cluster["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 1, "MaxCapacity": 8}
    instances = ["DatabaseWriter", "DatabaseReader", "DatabaseReader1"]
    for each in instances:
        assert properties(made, each)["DBInstanceClass"] == "db.serverless"
        assert properties(made, each)["PubliclyAccessible"] is False
    assert made.body["Resources"]["Service"]["DependsOn"] == ["Rule", *instances]
    assert told(made)["DATABASE_READER_HOST"] == {
        "Fn::GetAtt": ["Database", "ReadEndpoint.Address"]
    }


def test_a_cluster_may_pause() -> None:
    made = used(Database(capacity=Serverless(least=0, most=256, pause=600)))
    assert properties(made, "Database")["ServerlessV2ScalingConfiguration"] == {
        "MinCapacity": 0,
        "MaxCapacity": 256,
        "SecondsUntilAutoPause": 600,
    }


def test_the_tasks_alone_reach_it() -> None:
    for feature, group, ports in (
        (Database(), "Database", (5432, 5432)),
        (Database(engine="aurora-mysql"), "Database", (3306, 3306)),
        (Cache(), "Cache", (6379, 6380)),
        (Cache(capacity=Nodes()), "Cache", (6379, 6379)),
        (Cache(engine="memcached"), "Cache", (11211, 11212)),
    ):
        (rule,) = properties(used(feature), f"{group}SecurityGroup")["SecurityGroupIngress"]
        assert (rule["FromPort"], rule["ToPort"]) == ports
        assert rule["SourceSecurityGroupId"] == {"Fn::GetAtt": ["TaskSecurityGroup", "GroupId"]}


def test_the_password_is_known_to_its_secret_alone() -> None:
    made = used(Database(name="orders", database="shop", user="owner"))
    assert told(made) == {
        "ORDERS_DATABASE_HOST": {"Fn::GetAtt": ["OrdersDatabase", "Endpoint.Address"]},
        "ORDERS_DATABASE_PORT": {"Fn::GetAtt": ["OrdersDatabase", "Endpoint.Port"]},
        "ORDERS_DATABASE_NAME": "shop",
        "ORDERS_DATABASE_USER": "owner",
    }
    password = {"Fn::Sub": "${OrdersDatabaseSecret}:password::"}
    assert secrets(made) == {"ORDERS_DATABASE_PASSWORD": password}
    assert properties(made, "OrdersDatabase")["MasterUserPassword"] == {
        "Fn::Sub": "{{resolve:secretsmanager:${OrdersDatabaseSecret}:SecretString:password}}"
    }
    start = properties(made, "ExecutionRole")["Policies"][0]["PolicyDocument"]["Statement"][-1]
    assert start["Action"] == ["secretsmanager:GetSecretValue"]
    assert start["Resource"] == [{"Ref": "OrdersDatabaseSecret"}]


def test_a_password_that_aws_turns_over_is_read_by_the_tasks() -> None:
    made = used(Database(rotated=True, prefix="DB"))
    assert properties(made, "Database")["ManageMasterUserPassword"] is True
    assert "DatabaseSecret" not in made.body["Resources"]
    secret = {"Fn::GetAtt": ["Database", "MasterUserSecret.SecretArn"]}
    assert told(made)["DB_SECRET"] == secret
    assert secrets(made) == {}
    (grant,) = properties(made, "TaskRole")["Policies"][0]["PolicyDocument"]["Statement"]
    assert grant["Resource"] == [secret]


def test_data_is_kept_and_guarded_where_it_is_protected() -> None:
    for protected, policy in ((True, "Retain"), (False, "Delete")):
        for feature, titles in (
            (Database(), ("Database", "DatabaseWriter", "DatabaseSecret")),
            (POSTGRES, ("Database", "DatabaseSecret")),
            (Cache(), ("Cache",)),
            (Cache(capacity=Nodes()), ("Cache",)),
        ):
            made = used(feature, protected=protected)
            for title in titles:
                assert made.body["Resources"][title]["DeletionPolicy"] == policy
        database = properties(used(Database(), protected=protected), "Database")
        assert database["DeletionProtection"] is protected
        assert database["BackupRetentionPeriod"] == (7 if protected else 1)
    snapshots = "SnapshotRetentionLimit"
    assert properties(used(Cache(), protected=True), "Cache")[snapshots] == 7
    assert snapshots not in properties(used(Cache()), "Cache")


def test_an_instance_has_storage_and_a_standby() -> None:
    capacity = Instances(type="db.m7g.large", storage=50, most_storage=500, standby=True)
    database = Database(
        engine="mysql",
        capacity=capacity,
        version="8.4.7",
        backups=14,
        encryption_key=KEY,
    )
    made = properties(used(database), "Database")
    assert made["DBInstanceClass"] == "db.m7g.large"
    assert (made["AllocatedStorage"], made["MaxAllocatedStorage"]) == ("50", 500)
    assert made["MultiAZ"] is True
    assert (made["Engine"], made["EngineVersion"]) == ("mysql", "8.4.7")
    assert made["BackupRetentionPeriod"] == 14
    assert made["KmsKeyId"] == KEY
    assert made["DBName"] == "app"


def test_what_begins_as_a_snapshot_has_its_data_already() -> None:
    made = properties(used(Database(snapshot="before", rotated=True)), "Database")
    assert made["SnapshotIdentifier"] == "before"
    assert not {"MasterUsername", "DatabaseName", "MasterUserPassword"} & made.keys()
    instance = Database(engine="postgres", capacity=Instances(), snapshot="before")
    assert properties(used(instance), "Database")["DBSnapshotIdentifier"] == "before"


def test_a_cache_tells_its_address_and_speaks_tls() -> None:
    made = used(Cache())
    host = {"Fn::GetAtt": ["Cache", "Endpoint.Address"]}
    url = "rediss://${Cache.Endpoint.Address}:${Cache.Endpoint.Port}"
    port = {"Fn::GetAtt": ["Cache", "Endpoint.Port"]}
    assert told(made) == {"CACHE_HOST": host, "CACHE_PORT": port, "CACHE_URL": {"Fn::Sub": url}}
    nodes = used(Cache(engine="redis", capacity=Nodes(type="cache.m7g.large", replicas=2)))
    group = properties(nodes, "Cache")
    assert (group["Engine"], group["CacheNodeType"]) == ("redis", "cache.m7g.large")
    assert (group["ReplicasPerNodeGroup"], group["MultiAZEnabled"]) == (2, True)
    assert group["TransitEncryptionEnabled"] is True
    assert group["AtRestEncryptionEnabled"] is True
    assert "CACHE_READER_HOST" in told(nodes)


def test_an_elastic_cache_has_limits_and_a_name_that_fits() -> None:
    cache = Cache(
        name="sessions-of-everybody-in-the-world",
        capacity=Elastic(most_storage=10, most_units=5000),
        version="8",
        snapshots=3,
        encryption_key=KEY,
        prefix="SESSIONS",
    )
    made = used(cache)
    (title,) = [n for n, r in made.body["Resources"].items() if "ServerlessCache" in r["Type"]]
    properties_ = properties(made, title)
    assert len(properties_["ServerlessCacheName"]) <= 40
    assert properties_["CacheUsageLimits"] == {
        "DataStorage": {"Maximum": 10, "Unit": "GB"},
        "ECPUPerSecond": {"Maximum": 5000},
    }
    assert properties_["MajorEngineVersion"] == "8"
    assert properties_["SnapshotRetentionLimit"] == 3
    assert properties_["KmsKeyId"] == KEY
    assert "SESSIONS_HOST" in told(made)


def test_what_is_there_lets_the_tasks_in() -> None:
    rule = properties(used(Reach(security_group="sg-0a1b", port=5432)), "ReachSg0a1b5432")
    assert (rule["GroupId"], rule["FromPort"], rule["ToPort"]) == ("sg-0a1b", 5432, 5432)
    assert rule["SourceSecurityGroupId"] == {"Fn::GetAtt": ["TaskSecurityGroup", "GroupId"]}


def test_another_service_reaches_it_by_what_its_stack_tells() -> None:
    told = used(Database(name="orders")).body["Outputs"].keys()
    assert {"OrdersDatabaseHost", "OrdersDatabaseSecret", "OrdersDatabaseSecurityGroup"} <= told
    group = FromService(service="shop", output="OrdersDatabaseSecurityGroup")
    made = used(Reach(security_group=group, port=5432))
    opened = properties(made, "ReachShopOrdersDatabaseSecurityGroup5432")
    assert opened["GroupId"] == {"Ref": "ShopOrdersDatabaseSecurityGroup"}


def test_tasks_without_a_group_of_their_own_come_with_that_of_their_instances() -> None:
    made = stack(web(uses=(Database(),), runs_on=EC2(network_mode=Bridge())))
    (rule,) = properties(made, "DatabaseSecurityGroup")["SecurityGroupIngress"]
    assert rule["SourceSecurityGroupId"] == {"Ref": "InstanceSecurityGroup"}
    assert "InstanceSecurityGroup" in made.body["Parameters"]


def test_tasks_on_instances_of_others_reach_none() -> None:
    where = environment(capacity=ExistingCapacity(provider="theirs"))
    for feature, group in ((Database(), "Database"), (Cache(), "Cache")):
        (what,) = refused(feature, where=where, runs_on=EC2(network_mode=Bridge()))
        assert what.startswith(f"{group}SecurityGroup lets in the tasks by their security group")


@pytest.mark.parametrize(
    ("feature", "what"),
    [
        (Database(engine="postgres"), "Database: postgres is not serverless"),
        (Database(capacity=Serverless(least=2, most=1)), "Database: 2 to 1 capacity units"),
        (Database(capacity=Serverless(least=0.7)), "Database: 0.7 to 4 capacity units"),
        (Database(capacity=Serverless(readers=16)), "Database: readers is 16"),
        (
            Database(snapshot="before"),
            "Database: a cluster that begins as a snapshot has the password of then",
        ),
        (Database(user="admin"), "Database: admin is a name of AWS's own there"),
        (Database(capacity=Serverless(least=0, pause=299)), "Database: pause is 299"),
        (Database(capacity=Serverless(pause=300)), "Database: it never pauses with 0.5 units"),
        (Database(backups=0), "Database: backups is 0"),
        (Database(database="my-app"), "Database: database is 'my-app'"),
        (Database(user="1"), "Database: user is '1'"),
        (Database(capacity=Instances(type="t3")), "Database: 't3' is no type of instances"),
        (Database(capacity=Instances(standby=True)), "Database: aurora-postgresql has no standby"),
        (
            Database(engine="postgres", capacity=Instances(readers=1)),
            "Database: postgres has no readers",
        ),
        (
            Database(engine="postgres", capacity=Instances(storage=5)),
            "Database: storage is 5",
        ),
        (Database(encryption_key="k"), "Database: encryption_key is 'k', which is no ARN of kms"),
        (Cache(capacity=Nodes(replicas=6)), "Cache: replicas is 6"),
        (Cache(capacity=Nodes(type="t3")), "Cache: 't3' is no type of nodes"),
        (
            Cache(engine="memcached", capacity=Nodes()),
            "Cache: nodes of memcached have no common address here",
        ),
        (Cache(engine="memcached", snapshots=1), "Cache: memcached has no snapshots"),
        (Reach(security_group="sg-1", port=0), "Reach: port is 0"),
        (Reach(security_group="db", port=1), "Reach: 'db' is no id of a security group"),
        (Cache(snapshots=36), "Cache: snapshots is 36"),
        (Cache(capacity=Elastic(most_units=1)), "Cache: most_units is 1"),
        (Cache(capacity=Elastic(most_storage=0)), "Cache: most_storage is 0"),
    ],
)
def test_what_aws_would_not_take_is_refused(feature: Feature, what: str) -> None:
    assert refused(feature) == {what}


@pytest.mark.parametrize("capacity", [Serverless(), Instances()])
def test_a_password_that_aws_keeps_is_encrypted_with_the_key_that_the_tasks_may_use(
    capacity: Serverless | Instances,
) -> None:
    engine: Any = "aurora-postgresql" if isinstance(capacity, Serverless) else "postgres"
    made = used(Database(engine=engine, capacity=capacity, rotated=True, encryption_key=KEY))
    assert properties(made, "Database")["MasterUserSecret"] == {"KmsKeyId": KEY}
    plain = properties(used(Database(engine=engine, capacity=capacity, rotated=True)), "Database")
    assert "MasterUserSecret" not in plain
