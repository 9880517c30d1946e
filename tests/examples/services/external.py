"""`External`: machines of one's own carry the tasks, which were registered with the cluster before."""

from bbfd import Container, External, MemberOf, Worker

service = Worker(
    container=Container(image="worker:1"),
    runs_on=External(memory=256, constraints=(MemberOf(expression="attribute:site == berlin"),)),
)
