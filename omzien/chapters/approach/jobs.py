"""What the clock calls: finds and tells, never decides."""
