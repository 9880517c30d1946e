from bbfd.deploy.plan.guards.secrets import guard
from bbfd.model.stack import Parameter
from tests.unit.deploy.fakes import FakeAws
from tests.unit.deploy.plan.guards.cases import DENIED, TASK, added, case, changed, resources, task

SSM = "arn:aws:ssm:eu-west-1:111122223333:parameter/prod/web/key"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"
OTHER = SECRET.replace("db", "other")
WRITTEN = {
    "Fn::Sub": "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/prod/web/key"
}


def _aws(*missing: str) -> FakeAws:
    aws = FakeAws()
    aws.still.secrets_missing = missing
    return aws


def test_a_parameter_that_does_not_exist_is_refused_with_the_command_that_makes_it() -> None:
    body = task(Secrets=[{"Name": "KEY", "ValueFrom": WRITTEN}])
    (objection,) = guard(case(added(TASK), body=body, aws=_aws(SSM))).objections
    assert SSM in objection.what
    assert "variable KEY of app" in objection.what
    assert "--name /prod/web/key" in objection.fix


def test_every_place_that_refers_to_one_is_looked_at_and_parameters_in_one_question() -> None:
    body = task(
        Secrets=[{"Name": "KEY", "ValueFrom": "plain"}],
        LogConfiguration={"SecretOptions": [{"Name": "t", "ValueFrom": SECRET}]},
        RepositoryCredentials={"CredentialsParameter": "arn:creds"},
    )
    aws = _aws("plain", SECRET, "arn:creds")
    found = guard(case(added(TASK), body=body, aws=aws)).objections
    assert [one.what.partition(" ")[0] for one in found] == ["plain", "arn:creds", SECRET]
    assert "create-secret --name db --secret-string ...`, and its ARN" in found[2].fix
    assert f"restore-secret --secret-id {SECRET}`" in found[2].fix
    assert aws.calls == ["missing"] * 2


def test_a_reference_by_parameter_is_followed_and_one_to_this_stack_is_not() -> None:
    by = Parameter(name="Key", type="String")
    body = task(Secrets=[{"Name": "A", "ValueFrom": {"Ref": "Key"}}])
    made = case(
        added(TASK), body=body, aws=_aws("plain"), parameters=(by,), values={"Key": "plain"}
    )
    assert len(guard(made).objections) == 1
    own = resources(
        It=(
            TASK,
            {
                "ContainerDefinitions": [
                    {"Name": "app", "Secrets": [{"Name": "A", "ValueFrom": {"Ref": "Made"}}]}
                ]
            },
        ),
        Made=("AWS::SecretsManager::Secret", {}),
    )
    aws = _aws()
    assert guard(case(added(TASK), body=own, aws=aws)).objections == ()
    assert aws.calls == []


def test_it_is_looked_up_only_when_a_task_definition_changes() -> None:
    aws, body = _aws(SSM), task(Secrets=[{"Name": "KEY", "ValueFrom": WRITTEN}])
    assert guard(case(changed("AWS::ECS::Service"), body=body, aws=aws)).objections == ()
    assert aws.calls == []


def test_without_the_permission_it_is_a_note() -> None:
    aws, body = _aws(SSM), task(Secrets=[{"Name": "KEY", "ValueFrom": WRITTEN}])
    aws.order("missing", DENIED)
    found = guard(case(added(TASK), body=body, aws=aws))
    assert found.objections == ()
    assert "whether the secrets exist was not checked" in found.notes[0]


def test_a_secret_that_may_not_be_looked_at_hides_no_other() -> None:
    body = task(
        Secrets=[
            {"Name": "A", "ValueFrom": SECRET},
            {"Name": "B", "ValueFrom": f"{SECRET}:user::"},
            {"Name": "C", "ValueFrom": OTHER},
            {"Name": "KEY", "ValueFrom": WRITTEN},
        ]
    )
    aws = _aws(OTHER, SSM)
    aws.order("missing", DENIED)
    found = guard(case(added(TASK), body=body, aws=aws))
    assert [one.what.partition(" ")[0] for one in found.objections] == [OTHER, SSM]
    assert len(found.notes) == 1
    assert aws.calls == ["missing"] * 3


def test_many_that_may_not_be_looked_at_are_one_note_with_their_number_and_names() -> None:
    arns = [SECRET.replace("db", f"s{n}") for n in range(1, 8)]
    secrets = [{"Name": f"V{n}", "ValueFrom": arn} for n, arn in enumerate(arns)]
    aws = _aws(SSM)
    aws.order("missing", *[DENIED] * 7)
    last = {"Name": "KEY", "ValueFrom": WRITTEN}
    found = guard(case(added(TASK), body=task(Secrets=[*secrets, last]), aws=aws))
    (note,) = found.notes
    assert note.startswith("whether the secrets exist was not checked, of 7: s1-AbCdEf, s2-AbCdEf,")
    assert ", s5-AbCdEf and 2 more: " in note
    assert [one.what.partition(" ")[0] for one in found.objections] == [SSM]


def test_parameters_that_may_not_be_looked_at_are_counted_too() -> None:
    plain = {"Name": "A", "ValueFrom": "/prod/plain"}
    body = task(Secrets=[plain, {"Name": "KEY", "ValueFrom": WRITTEN}])
    aws = _aws()
    aws.order("missing", DENIED)
    (note,) = guard(case(added(TASK), body=body, aws=aws)).notes
    assert "was not checked, of 2: /prod/plain, /prod/web/key: " in note


def test_what_may_come_later_is_a_note() -> None:
    body = task(Secrets=[{"Name": "KEY", "ValueFrom": WRITTEN}])
    found = guard(case(added(TASK), body=body, aws=_aws(SSM), rehearses=True))
    assert found.objections == ()
    assert "(yet)" in found.notes[0]
