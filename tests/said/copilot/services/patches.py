"""Only one address may come in; requests stay with no task, and a task that goes is given five seconds."""

from bbfd import Container, Fargate, HealthCheck, Http, Repository, Tuning, WebService

service = WebService(
    container=Container(
        image=Repository(), port=3000, variables={"LOG_LEVEL": "debug", "NODE_ENV": "staging"}
    ),
    runs_on=Fargate(cpu=512, memory=1024),
    exec=True,
    http=Http(
        host="patches.{domain}",
        sources=("192.0.2.10/32",),
        deregistration_delay=5,
        health=HealthCheck(
            path="/patches", codes="200", interval=15, timeout=10, healthy=3, unhealthy=2
        ),
    ),
    grace_period=45,
    tuning={"prod": Tuning(variables={"LOG_LEVEL": "info", "NODE_ENV": "production"})},
)
