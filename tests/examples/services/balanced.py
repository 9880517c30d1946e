"""Who gets the next request: the task with the least to do, and whoever was served stays with their task."""

from bbfd import Container, Http, Stickiness, WebService

service = WebService(
    container=Container(image="shop:1", port=8080),
    http=Http(
        path="/shop/*",
        algorithm="least_outstanding_requests",
        stickiness=Stickiness(seconds=3600, cookie="SESSION"),
        deregistration_delay=10,
    ),
)
