import pytest

from bbfd.deploy.plan.guards._case import Verdict
from bbfd.deploy.plan.guards.emptied import guard
from bbfd.deploy.records import Change, Replacement
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import DENIED, case, changed, replaced, resources

TABLE = "AWS::DynamoDB::Table"
BODY = resources(It=(TABLE, {}))
GONE = Change(action="remove", logical_id="It", type=TABLE, physical_id="prod-orders")


def _removed(policy: str, *errors: Exception, protected: bool = True) -> Verdict:
    aws = FakeAws()
    state = aws.stacks.there("UPDATE_COMPLETE")
    aws.stacks.bodies = {"Resources": {"It": {"Type": TABLE, "DeletionPolicy": policy}}}
    aws.order("template", *errors)
    return guard(case(GONE, aws=aws, state=state, protected=protected))


@pytest.mark.parametrize(
    "type",
    [
        "AWS::DynamoDB::Table",
        "AWS::EFS::FileSystem",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::ServerlessCache",
        "AWS::KMS::Key",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBInstance",
        "AWS::S3::Bucket",
        "AWS::SQS::Queue",
        "AWS::SecretsManager::Secret",
    ],
)
def test_what_holds_data_is_not_replaced_by_an_empty_one_in_a_protected_environment(
    type: str,
) -> None:
    made = case(
        replaced(type, "KeySchema"),
        body=resources(It=(type, {})),
        origins={("It", "KeySchema"): "uses"},
        protected=True,
    )
    (objection,) = guard(made).objections
    assert f"It ({type})" in objection.what
    assert "KeySchema makes it anew, and empty" in objection.what
    assert "leave KeySchema as it was in services/web.py, `uses`" in objection.fix


@pytest.mark.parametrize(
    ("type", "path"),
    [
        ("AWS::DynamoDB::Table", "KeySchema/0/AttributeName"),
        ("AWS::RDS::DBCluster", "Engine"),
        ("AWS::RDS::DBCluster", "MasterUsername"),
        ("AWS::RDS::DBInstance", "DBSnapshotIdentifier"),
    ],
)
def test_what_aws_only_calls_perhaps_is_refused_where_it_is_known_to_make_it_anew(
    type: str, path: str
) -> None:
    change = changed(type, path, replacement=Replacement.MAYBE)
    made = case(change, body=resources(It=(type, {})), protected=True)
    (objection,) = guard(made).objections
    assert f"{path.partition('/')[0]} makes it anew" in objection.what


def test_elsewhere_it_is_shown_and_asked_about_like_every_replacement() -> None:
    assert guard(case(replaced(TABLE, "KeySchema"), body=BODY)).objections == ()


@pytest.mark.parametrize(
    "change",
    [
        changed(TABLE, "BillingMode"),
        changed(TABLE, "AttributeDefinitions", replacement=Replacement.MAYBE),
        changed("AWS::RDS::DBInstance", "MultiAZ", replacement=Replacement.MAYBE),
        replaced("AWS::RDS::DBSubnetGroup", "SubnetIds"),
        replaced("AWS::ECS::TaskDefinition", "ContainerDefinitions"),
    ],
)
def test_what_stays_or_holds_nothing_is_none_of_its_business(change: Change) -> None:
    body = resources(It=(change.type, {}))
    assert guard(case(change, body=body, protected=True)).objections == ()


def test_an_instance_of_a_cluster_holds_nothing_of_its_own() -> None:
    instance = "AWS::RDS::DBInstance"
    body = resources(It=(instance, {"DBClusterIdentifier": {"Ref": "Database"}}))
    made = case(replaced(instance, "Engine"), body=body, protected=True)
    assert guard(made).objections == ()


def test_what_is_taken_out_and_kept_is_noted_with_its_name() -> None:
    found = _removed("Retain")
    assert found.objections == ()
    (note,) = found.notes
    assert "prod-orders" in note
    assert "is kept, outside of the stack" in note


def test_what_would_be_deleted_with_all_it_holds_is_refused() -> None:
    (objection,) = _removed("Delete").objections
    assert "It (AWS::DynamoDB::Table prod-orders)" in objection.what
    assert "deploy once with it in services/web.py" in objection.fix


def test_what_is_taken_out_elsewhere_is_shown_like_every_removal() -> None:
    found = _removed("Delete", protected=False)
    assert (found.objections, found.notes) == ((), ())


def test_what_becomes_of_it_may_be_unknown_and_is_said() -> None:
    (note,) = _removed("Retain", DENIED).notes
    assert "was not checked" in note
