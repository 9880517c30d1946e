"""`budget`: who is told when the environment costs more in a month."""

from bbfd import Budget, Environment

environment = Environment(
    account="123456789012",
    region="eu-west-1",
    budget=Budget(monthly=200, emails=("team@example.com",)),
)
