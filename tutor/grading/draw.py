"""Inputs for a check, new for each grading, from a seed that stays outside the box."""

import hashlib

import torch


def derive_seed(seed: int, purpose: str) -> int:
    """A seed for one purpose; knowing it tells nothing about the seeds of other purposes."""
    digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


class Draw:
    """A source of random inputs. Every method takes from the same stream, in order."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def normal(
        self, *shape: int, dtype: torch.dtype = torch.float64, scale: float = 1.0
    ) -> torch.Tensor:
        """Normal numbers of mean 0 and standard deviation `scale`, rounded to `dtype`."""
        drawn = torch.randn(shape, generator=self.generator, dtype=torch.float64)
        return (drawn * scale).to(dtype)

    def away_from_zero(self, *shape: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
        """Numbers of either sign with magnitudes between 0.5 and 1.5, rounded to `dtype`: a zero
        in a result did not come from the input, and division by them is harmless."""
        drawn = 2 * torch.rand(shape, generator=self.generator, dtype=torch.float64) - 1
        return (drawn + torch.copysign(torch.tensor(0.5), drawn)).to(dtype)

    def uniform(self, low: float, high: float) -> float:
        """One number between `low` and `high`."""
        drawn = torch.rand((), generator=self.generator, dtype=torch.float64).item()
        return low + (high - low) * drawn

    def integer(self, low: int, high: int) -> int:
        """One whole number, both ends included."""
        return int(torch.randint(low, high + 1, (), generator=self.generator).item())

    def sizes(self, count: int, low: int = 2, high: int = 9) -> list[int]:
        """Pairwise different sizes: equal ones would hide a swapped axis."""
        order = torch.randperm(high - low + 1, generator=self.generator)
        return [low + int(i) for i in order[:count]]
