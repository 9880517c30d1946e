"""Look: what check does, in some words here."""
