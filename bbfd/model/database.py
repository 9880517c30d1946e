"""What a database runs on."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value

Engine = Literal["aurora-postgresql", "aurora-mysql", "postgres", "mysql", "mariadb"]


@value
class Serverless:
    """Aurora that grows and shrinks by itself. least, most: capacity units of 2 GiB, by halves (0 to 256).

    readers: copies beside the writer. With least=0 it pauses when nobody has asked for `pause` seconds (300 to 86400;
    without a word, 300), and the first who asks waits.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.html
    """

    least: float = 0.5
    most: float = 4
    readers: int = 0
    pause: int | None = None


@value
class Instances:
    """Instances of one type, as `db.t4g.medium`.

    readers: of Aurora, copies beside the writer. Of the others: storage, GiB (20 to 65536); most_storage, to which it
    grows by itself; standby, a copy in another zone that takes over.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
    """

    type: str = "db.t4g.medium"
    readers: int = 0
    storage: int = 20
    most_storage: int | None = None
    standby: bool = False


@value
class NewDatabase:
    """A database to make. secret: its logical id; None where AWS keeps the password. backups: days."""

    title: str
    engine: Engine
    version: str | None
    capacity: Serverless | Instances
    database: str
    user: str
    secret: str | None
    snapshot: str | None
    backups: int
    encryption_key: str | None
    kept: bool

    @property
    def aurora(self) -> bool:
        """Whether it is a cluster of Aurora."""
        return self.engine.startswith("aurora")

    @property
    def instances(self) -> tuple[str, ...]:
        """The logical ids of a cluster's instances, the writer first."""
        readers = (f"{self.title}Reader{number or ''}" for number in range(self.capacity.readers))
        return (f"{self.title}Writer", *readers)


def port_of(engine: Engine) -> int:
    """What it listens on."""
    return 5432 if "postgres" in engine else 3306
