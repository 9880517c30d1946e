"""What the new execution role may read before a container starts: encrypted secrets, files in S3."""

from __future__ import annotations

import pytest

from bbfd.migrate import migrate
from tests.unit.migrate.templates import container, resource
from tests.unit.migrate.test_steps import both


def statements(text: str) -> dict[str, object]:
    (policy,) = both(text)["TaskExecutionRole"]["Properties"]["Policies"]
    return {str(each["Action"]): each["Resource"] for each in policy["PolicyDocument"]["Statement"]}


def secret(key: str) -> str:
    made = resource(
        f"Login: {{Type: 'AWS::SecretsManager::Secret', Properties: {{{key}}}}}",
        "Key: {Type: 'AWS::KMS::Key', Properties: {KeyPolicy: {}}}",
        "Named: {Type: 'AWS::KMS::Alias', Properties: {AliasName: alias/web, TargetKeyId: !Ref Key}}",
    )
    bare = container()
    given = container("Secrets: [{Name: PASSWORD, ValueFrom: !Ref Login}]")
    (line,) = (each for each in given.splitlines(keepends=True) if each not in bare)
    before = given[: given.index(line)].splitlines(keepends=True)[-1]
    return made.replace(before, before + line, 1)


_KEY = {"Fn::GetAtt": ["Key", "Arn"]}
_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd"
_ANY = {"Fn::Sub": "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*"}


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("KmsKeyId: !Ref Key", _KEY),
        ("KmsKeyId: !GetAtt Key.Arn", _KEY),
        (f"KmsKeyId: '{_ARN}'", _ARN),
        ("KmsKeyId: !Ref Named", _ANY),
        ("KmsKeyId: alias/web", _ANY),
    ],
)
def test_a_secret_that_a_key_of_ones_own_encrypts_can_be_decrypted(key, allowed):
    assert statements(secret(key))["kms:Decrypt"] == allowed


@pytest.mark.parametrize("key", ["Name: login", "KmsKeyId: alias/aws/secretsmanager"])
def test_a_secret_that_a_key_of_aws_encrypts_needs_no_more(key):
    assert "kms:Decrypt" not in statements(secret(key))


@pytest.mark.parametrize(
    ("file", "bucket"),
    [
        ("arn:aws:s3:::settings/web/prod.env", "arn:aws:s3:::settings"),
        (
            "!Sub 'arn:aws:s3:::${AWS::Region}-settings/web.env'",
            {"Fn::Sub": "arn:aws:s3:::${AWS::Region}-settings"},
        ),
    ],
)
def test_files_of_variables_are_read_and_their_bucket_is_found(file, bucket):
    allowed = statements(container(f"EnvironmentFiles: [{{Type: s3, Value: {file}}}]"))
    assert allowed["s3:GetBucketLocation"] == bucket


_PULL = "['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']"


@pytest.mark.parametrize(
    "image",
    [
        "!Sub '${Images.RepositoryUri}:7'",
        "!Sub '${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/${Images}:7'",
        "!Join ['', [!Ref 'AWS::AccountId', .dkr.ecr., !Ref 'AWS::Region', .amazonaws.com/, !Ref Images, ':7']]",
        "!Join [':', [!GetAtt Images.RepositoryUri, '7']]",
    ],
)
def test_images_of_a_repository_of_the_template_are_pulled_from_that_alone(image):
    text = resource("Images: {Type: 'AWS::ECR::Repository'}")
    (line,) = (each for each in text.splitlines() if each.strip().startswith("Image:"))
    text = text.replace(line, f"{line[: line.index('Image:')]}Image: {image}")
    assert statements(text)[_PULL] == {"Fn::GetAtt": ["Images", "Arn"]}


def test_the_repository_is_known_whatever_domain_aws_has_there():
    image = "!Sub '123456789012.dkr.ecr.us-east-1.${AWS::URLSuffix}/assets:7'"
    text = resource("Topic: {Type: 'AWS::SNS::Topic'}")
    (line,) = (each for each in text.splitlines() if each.strip().startswith("Image:"))
    text = text.replace(line, f"{line[: line.index('Image:')]}Image: {image}")
    assert statements(text)[_PULL] == {
        "Fn::Sub": "arn:${AWS::Partition}:ecr:us-east-1:123456789012:repository/assets"
    }


# --- secrets of other stacks: what encrypts them is not known here


def why(text: str) -> str:
    (change,) = (each for each in migrate(text, "t").changes if each.id == "execution-role")
    return change.why


_ELSEWHERE = "{Name: PASSWORD, ValueFrom: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a'}"


@pytest.mark.parametrize(
    "line",
    [
        f"Secrets: [{_ELSEWHERE}]",
        "Secrets: [{Name: PASSWORD, ValueFrom: !ImportValue secret}]",
        "Secrets: [{Name: PASSWORD, ValueFrom: /web/password}]",
        f"RepositoryCredentials: {{CredentialsParameter: {_ELSEWHERE[27:-1]}}}",
    ],
)
def test_what_a_key_of_ones_own_needs_is_told_where_the_secret_is_elsewhere(line):
    told = why(container(line))
    assert "customer managed key" in told
    assert "{Effect: Allow, Action: kms:Decrypt, Resource: <the key's ARN>}" in told


def test_it_is_told_where_a_role_that_is_there_gets_what_it_lacks():
    text = container(f"Secrets: [{_ELSEWHERE}]").replace(
        "      ContainerDefinitions:",
        "      ExecutionRoleArn: !GetAtt R.Arn\n      ContainerDefinitions:",
    )
    assert "kms:Decrypt" in why(text + "  R: {Type: 'AWS::IAM::Role', Properties: {}}\n")


def test_nothing_is_told_of_keys_where_the_secret_is_of_this_template():
    assert "kms:Decrypt" not in why(secret("Name: login"))


# --- roles whose policies are no list


def test_a_role_whose_policies_a_condition_chooses_gets_a_policy_beside_it():
    text = container(f"Secrets: [{_ELSEWHERE}]").replace(
        "      ContainerDefinitions:",
        "      ExecutionRoleArn: !GetAtt R.Arn\n      ContainerDefinitions:",
    )
    text += (
        "  R:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies: !If [C, [], !Ref AWS::NoValue]\n"
        "Conditions: {C: !Equals [!Ref 'AWS::Region', a]}\n"
    )
    made = both(text)
    assert made["RStartTask"]["Properties"]["Roles"] == [{"Ref": "R"}]
    (statement,) = made["RStartTask"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "secretsmanager:GetSecretValue"
    assert migrate(migrate(text, "t").after, "t").unchanged
