"""A web container behind HTTPS: three tasks, and twice as many more while a new version takes over."""

from bbfd import Container, Fargate, HealthCheck, Http, Repository, Rolling, WebService

service = WebService(
    container=Container(image=Repository(tag="1.0.0"), port=8080),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(
        path="/sample/*",
        health=HealthCheck(path="/sample/health", interval=20, timeout=5, healthy=2, unhealthy=2),
    ),
    count=3,
    deployment=Rolling(minimum_healthy=100, maximum=300),
)
