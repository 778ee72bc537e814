"""What the clock calls for the journal."""

from omzien.ground.clock.tick import job

from .once import forget_old
from .verify import keep_heads

# Keys of forms are kept for a day, heads of chains beside the database.
job(forget_old)
job(keep_heads)
