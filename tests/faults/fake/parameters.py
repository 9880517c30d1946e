"""SSM parameters and Secrets Manager's secrets: whether they are there, and never what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.failure import Alarm, AwsFailure

if TYPE_CHECKING:
    from tests.faults.fake.world import World

Json = dict[str, Any]


class Ssm:
    """missing: names that are not there; every other one is. values: of String parameters that stacks take."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.missing: set[str] = set()
        self.values: dict[str, str] = {}

    def parameter_of(self, declared: Json, value: str) -> str:
        """What a stack's parameter of this value stands for."""
        if str(declared.get("Type", "")).startswith("AWS::SSM::Parameter::Value"):
            return self.values.get(value, f"value-of-{value}")
        return value

    def GetParameters(self, p: Json) -> Json:
        if p.get("WithDecryption"):
            raise Alarm(f"GetParameters with decryption: {p['Names']}")
        found = [
            {"Name": n, "Type": "SecureString", "Value": "AQICAHencrypted", "Version": 1}
            for n in p["Names"]
            if self._name(n) not in self.missing
        ]
        invalid = [n for n in p["Names"] if self._name(n) in self.missing]
        return {"Parameters": found, "InvalidParameters": invalid}

    def DescribeParameters(self, p: Json) -> Json:
        names = [v for f in p.get("ParameterFilters", ()) for v in f.get("Values", ())]
        found = [
            {"Name": n, "Type": "SecureString"} for n in names if self._name(n) not in self.missing
        ]
        return {"Parameters": found}

    def _name(self, name: str) -> str:
        return name.partition(":parameter")[2] if name.startswith("arn:") else name


class SecretsManager:
    """missing: names or ARNs that are not there; every other one is. deleted: those that await their end."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.missing: set[str] = set()
        self.deleted: set[str] = set()

    def DescribeSecret(self, p: Json) -> Json:
        name = p["SecretId"]
        if any(gone in name for gone in self.missing):
            raise AwsFailure(
                "ResourceNotFoundException", "Secrets Manager can't find the specified secret."
            )
        arn = (
            name
            if name.startswith("arn:")
            else self._world.arn("secretsmanager", f"secret:{name}-AbCdEf")
        )
        found = {"ARN": arn, "Name": arn.rpartition(":secret:")[2][:-7]}
        if name in self.deleted:
            found["DeletedDate"] = self._world.timeline.utc()
        return found

    def ListSecrets(self, p: Json) -> Json:
        return {"SecretList": []}

    def GetSecretValue(self, p: Json) -> Json:
        raise Alarm(f"the value of the secret {p['SecretId']} was asked for")

    def BatchGetSecretValue(self, p: Json) -> Json:
        raise Alarm("the values of secrets were asked for")
