"""What one box may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BoxLimits:
    """CPU seconds are for a box's whole life, memory is beyond the zygote's."""

    memory_mb: int = 1024
    cpu_seconds: int = 600
