"""Look: what init does, in some words here."""
