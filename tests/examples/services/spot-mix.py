"""`Spot`: two tasks are always on demand; of the rest, three of four are on spare capacity."""

from bbfd import Container, Fargate, Spot, Worker

service = Worker(
    container=Container(image="worker:1"),
    runs_on=Fargate(cpu=512, memory=1024, spot=Spot(base=2, on_demand=1, spot=3)),
    count=10,
)
