"""What Fargate does not have: ONE FILE, ONE THING THAT A PERSON MUST DECIDE, with what people do instead."""
