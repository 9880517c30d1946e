"""A coordinator of queries with times of its own to start and to stop, and a health check."""

from bbfd import Container, Fargate, Healthy, Http, Repository, WebService

service = WebService(
    container=Container(
        name="Presto",
        image=Repository(),
        port=8080,
        cpu=0,
        command=("/usr/lib/presto/bin/run-presto",),
        variables={"MODE": "COORDINATOR"},
        start_timeout=120,
        stop_timeout=90,
        working_directory="/home/presto",
        healthy=Healthy(
            command="curl http://localhost:8080 || exit 1",
            interval=180,
            timeout=10,
            retries=3,
            start_period=60,
        ),
    ),
    runs_on=Fargate(cpu=4096, memory=30720),
    http=Http(host="queries.example.org"),
    tags={"Owner": "queries", "Project": "Presto"},
)
