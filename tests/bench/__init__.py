"""How fast it is, as ratios against a bare Django yardstick that runs beside it."""
