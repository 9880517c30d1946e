"""What a person writes down, and what becomes of it: plain, frozen values. Standard library only."""
