"""`Fargate`: a container made for Windows."""

from bbfd import Container, Fargate, WebService

service = WebService(
    container=Container(
        image="mcr.microsoft.com/dotnet/samples:aspnetapp-nanoserver-ltsc2022", port=8080
    ),
    runs_on=Fargate(cpu=1024, memory=2048, system="WINDOWS_SERVER_2022_CORE"),
)
