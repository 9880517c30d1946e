"""What belongs to the account: who calls, roles, certificates, zones, quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.failure import AwsFailure

if TYPE_CHECKING:
    from tests.faults.fake.world import World

Json = dict[str, Any]


class Sts:
    """answers: the account that the credentials are of; None for the right one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.answers: str | None = None

    def GetCallerIdentity(self, p: Json) -> Json:
        account = self.answers or self._world.account
        arn = self._world.caller.replace(self._world.account, account)
        return {"Account": account, "Arn": arn, "UserId": "AROAFAKE:deployer"}


class Iam:
    """missing: roles that are not there; every other one is."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.missing: set[str] = set()
        self.created: list[str] = []

    def GetRole(self, p: Json) -> Json:
        name = p["RoleName"]
        if name in self.missing:
            raise AwsFailure("NoSuchEntity", f"The role with name {name} cannot be found.", 404)
        return {"Role": self._role(name)}

    def _role(self, name: str) -> Json:
        return {
            "Path": "/",
            "RoleName": name,
            "RoleId": "AROAFAKEFAKEFAKEFAKE",
            "Arn": f"arn:aws:iam::{self._world.account}:role/{name}",
            "CreateDate": self._world.timeline.utc(0.0),
        }

    def CreateServiceLinkedRole(self, p: Json) -> Json:
        service = p["AWSServiceName"]
        self.created.append(service)
        return {"Role": self._role(f"AWSServiceRoleFor{service.partition('.')[0].title()}")}


class Acm:
    """certificates: ARN -> domain, status. Every ARN is there and ISSUED that is not in `missing`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.certificates: dict[str, tuple[str, str]] = {}
        self.missing: set[str] = set()

    def ListCertificates(self, p: Json) -> Json:
        found = [
            {"CertificateArn": arn, "DomainName": domain, "Status": status}
            for arn, (domain, status) in self.certificates.items()
        ]
        return {"CertificateSummaryList": found}

    def DescribeCertificate(self, p: Json) -> Json:
        arn = p["CertificateArn"]
        if arn in self.missing:
            raise AwsFailure("ResourceNotFoundException", f"Could not find certificate {arn}.")
        domain, status = self.certificates.get(arn, ("example.com", "ISSUED"))
        return {
            "Certificate": {
                "CertificateArn": arn,
                "DomainName": domain,
                "Status": status,
                "SubjectAlternativeNames": [domain],
                "InUseBy": [],
            }
        }


class Route53:
    """zones: id -> name."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.zones: dict[str, str] = {}

    def ListHostedZones(self, p: Json) -> Json:
        found = [
            {
                "Id": f"/hostedzone/{key}",
                "Name": name,
                "CallerReference": key,
                "Config": {"PrivateZone": False},
            }
            for key, name in self.zones.items()
        ]
        return {"HostedZones": found, "Marker": "", "IsTruncated": False, "MaxItems": "100"}


class ServiceQuotas:
    """quotas: code -> value; 1000 for the others."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.quotas: dict[str, float] = {}

    def GetServiceQuota(self, p: Json) -> Json:
        code = p["QuotaCode"]
        value = self.quotas.get(code, 1000.0)
        return {"Quota": {"ServiceCode": p["ServiceCode"], "QuotaCode": code, "Value": value}}

    def ListServiceQuotas(self, p: Json) -> Json:
        found = [
            {"ServiceCode": p["ServiceCode"], "QuotaCode": code, "Value": value}
            for code, value in self.quotas.items()
        ]
        return {"Quotas": found}
