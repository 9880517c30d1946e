"""A stack, away: what goes, what is cleared first, and what stays.

delete     look, ask, clear, delete, watch
removal    what would go, and what stays
clearing   what CloudFormation would not delete as it is
"""
