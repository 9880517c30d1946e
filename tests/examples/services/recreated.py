"""`deployment=Recreate()`: the old task stops before the new one starts, and too many failures are a share of all."""

from bbfd import Container, Percent, Recreate, Worker

service = Worker(
    container=Container(image="worker:1"),
    count=8,
    deployment=Recreate(failures=Percent(50), forgets=False),
)
