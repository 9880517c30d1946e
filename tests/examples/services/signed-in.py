"""Who is not signed in with the identity provider is sent there first, but for what is public."""

from bbfd import Container, Http, Match, Oidc, WebService

service = WebService(
    container=Container(image="intranet:1", port=8080),
    http=Http(
        host="intranet.{domain}",
        sign_in=Oidc(
            issuer="https://id.example.com",
            authorization="https://id.example.com/authorize",
            token="https://id.example.com/token",
            user_info="https://id.example.com/userinfo",
            client="intranet",
            client_secret="{environment}/intranet/oidc",
            client_secret_key="secret",
        ),
        rules=(Match(path="/public/*", public=True),),
    ),
)
