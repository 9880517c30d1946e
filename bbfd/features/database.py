"""A database of the service's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbfd.model.database import Engine, Instances, NewDatabase, Serverless, port_of
from bbfd.model.facts import About, Facts, Grant, SecretVariable, Variable
from bbfd.model.owned import key_grants, misnamed, no_arn, outside, owned_id, variable_name
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build.assemble import Made
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}")


@value
class Database:
    """A relational database of RDS, made with the service, that its tasks alone reach: encrypted, with backups.

    capacity: `Serverless(...)` of Aurora, or `Instances(...)`. version: as `16.9`; without it, what AWS takes.
    The container has `DATABASE_HOST`, `_PORT`, `_NAME` and `_USER` as variables and `DATABASE_PASSWORD` as a secret;
    readers of Aurora `DATABASE_READER_HOST`. name: tells several apart, as `orders`, and comes before these.
    prefix: in place of `DATABASE`. database, user: what is in it, and who owns it.
    rotated: AWS keeps the password and changes it every week; the container has `DATABASE_SECRET`, the ARN of a secret
    that its tasks may read, in place of a password, which would be wrong a week later.
    snapshot: the id of one that it begins as. backups: days that they are kept (1 to 35); without a word, 7 in
    protected environments and 1 elsewhere. encryption_key: the ARN of a KMS key; without it, the account's of RDS.
    container: whose variables; without it, the main container's.
    In protected environments it is kept when the service goes, and protected from deletion.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html
    """

    engine: Engine = "aurora-postgresql"
    capacity: Serverless | Instances = Serverless()
    version: str | None = None
    name: str | None = None
    prefix: str | None = None
    database: str = "app"
    user: str = "app"
    rotated: bool = False
    snapshot: str | None = None
    backups: int | None = None
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """What the container is told, what the roles may read, and the database."""
        refused = tuple(self._refused(f"Database {self.name or ''}".strip()))
        if refused:
            return Facts(refusals=refused)
        made, reading = self._new(kept=False), self._reading(about)
        password = f"{self._secret}:password::"
        # What changes is read by the tasks, what stays by ECS when they start.
        secret = SecretVariable(self._called("PASSWORD"), password, self.container)
        return Facts(
            variables=tuple(self._variables()),
            secrets=() if self.rotated else (secret,),
            grants=reading if self.rotated else (),
            start_grants=() if self.rotated else reading,
            ready=made.instances if made.aurora else (),
            parts=(self._made,),
        )

    @property
    def _title(self) -> str:
        return owned_id(self.name, "database")

    def _variables(self) -> Iterator[Variable]:
        at = f"{self._title}.Endpoint"
        said = {
            "HOST": f"${{{at}.Address}}",
            "PORT": f"${{{at}.Port}}",
            "NAME": self.database,
            "USER": self.user,
        }
        if self.engine.startswith("aurora") and self.capacity.readers:
            said["READER_HOST"] = f"${{{self._title}.ReadEndpoint.Address}}"
        if self.rotated:
            said["SECRET"] = self._secret
        for word, text in said.items():
            yield Variable(self._called(word), text, self.container)

    def _called(self, word: str) -> str:
        return f"{variable_name(self.prefix, self.name, 'database')}_{word}"

    @property
    def _secret(self) -> str:
        """The ARN of the secret that has the password."""
        title = self._title
        return f"${{{title}.MasterUserSecret.SecretArn}}" if self.rotated else f"${{{title}Secret}}"

    def _reading(self, about: About) -> tuple[Grant, ...]:
        via = f"secretsmanager.{about.region}.amazonaws.com"
        return (
            Grant(("secretsmanager:GetSecretValue",), (self._secret,)),
            *key_grants(self.encryption_key, "read", via),
        )

    def _new(self, *, kept: bool) -> NewDatabase:
        usual = 7 if kept else 1
        return NewDatabase(
            title=self._title,
            engine=self.engine,
            version=self.version,
            capacity=self.capacity,
            database=self.database,
            user=self.user,
            secret=None if self.rotated else f"{self._title}Secret",
            snapshot=self.snapshot,
            backups=usual if self.backups is None else self.backups,
            encryption_key=self.encryption_key,
            kept=kept,
        )

    def _made(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.uses.database import database
        from bbfd.build.uses.inside import admitting_tasks

        group = f"{self._title}SecurityGroup"
        yield from admitting_tasks(scope, group, port_of(self.engine))
        made = self._new(kept=scope.environment.protected)
        yield from database(made, group=group, subnets=scope.subnets)

    def _refused(self, told: str) -> Iterator[Refusal]:
        yield from misnamed(told, self.name)
        yield from outside(told, "backups", self.backups, range(1, 36))
        yield from outside(told, "readers", self.capacity.readers, range(16))
        yield from no_arn(told, "encryption_key", self.encryption_key, "kms")
        for field in ("database", "user"):
            if not _NAME.fullmatch(getattr(self, field)):
                yield _refusal(
                    f"{told}: {field} is {getattr(self, field)!r}",
                    "write letters, digits and _, 16 at most, a letter first",
                )
        aurora = self.engine.startswith("aurora")
        if self.user in ("admin", "rdsadmin") and "mysql" not in self.engine:
            yield _refusal(f"{told}: {self.user} is a name of AWS's own there", "write another")
        if aurora and self.snapshot is not None and not self.rotated:
            yield _refusal(
                f"{told}: a cluster that begins as a snapshot has the password of then",
                "write rotated=True: AWS gives it a new one, and keeps it",
            )
        if isinstance(self.capacity, Serverless):
            yield from self._odd_serverless(told, self.capacity, aurora=aurora)
        else:
            yield from self._odd_instances(told, self.capacity, aurora=aurora)

    def _odd_serverless(
        self, told: str, capacity: Serverless, *, aurora: bool
    ) -> Iterator[Refusal]:
        if not aurora:
            yield _refusal(
                f"{told}: {self.engine} is not serverless",
                f'write capacity=Instances(...), or engine="aurora-{self.engine}"',
            )
        least, most = capacity.least, capacity.most
        if not (0 <= least <= most <= 256 and most >= 1 and least % 0.5 == most % 0.5 == 0):
            yield _refusal(
                f"{told}: {least} to {most} capacity units",
                "write halves from 0 to 256, the most at least 1 and not less than the least",
            )
        yield from outside(told, "pause", capacity.pause, range(300, 86401))
        if capacity.pause is not None and least > 0:
            yield _refusal(f"{told}: it never pauses with {least} units", "write least=0")

    def _odd_instances(self, told: str, capacity: Instances, *, aurora: bool) -> Iterator[Refusal]:
        if not re.fullmatch(r"db\.[a-z0-9-]+\.[a-z0-9]+", capacity.type):
            yield _refusal(
                f"{told}: {capacity.type!r} is no type of instances",
                'write one, as "db.t4g.medium"',
            )
        yield from outside(told, "storage", capacity.storage, range(20, 65537))
        unsaid = Instances()
        vain = ("storage", "most_storage", "standby") if aurora else ("readers",)
        for field in vain:
            if getattr(capacity, field) != getattr(unsaid, field):
                yield _refusal(f"{told}: {self.engine} has no {field}", f"remove {field}=")


def _refusal(what: str, fix: str) -> Refusal:
    return Refusal(what=what, fix=fix, field="uses")
