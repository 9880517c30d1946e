"""Look: what env does, in some words here."""
