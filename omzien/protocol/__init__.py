"""The protocol as data: what the school promised, read from its edition. Knows no framework."""
