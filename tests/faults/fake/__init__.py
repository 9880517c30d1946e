"""A stateful, hostile fake of AWS on a virtual clock."""
