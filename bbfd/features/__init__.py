"""One file, one feature: what a service can use besides its containers, answering in facts of `bbfd.model.facts`."""
