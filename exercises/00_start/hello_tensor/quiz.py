"""Numbers for the quiz on tensors."""

from random import Random


def elements(draw: Random) -> dict[str, object]:
    a, b, c = draw.choice([2, 3]), draw.choice([4, 5, 6]), draw.choice([7, 8, 10])
    return {"shape": f"({a}, {b}, {c})", "answer": a * b * c, "sum": a + b + c, "last": c}
