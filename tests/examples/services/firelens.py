"""`FireLens`: output goes to a delivery stream, that of the router itself to the log group."""

from bbfd import Container, FireLens, ToFirehose, Worker

service = Worker(
    container=Container(image="worker:1"),
    uses=(FireLens(to=ToFirehose(stream="{environment}-logs")),),
)
