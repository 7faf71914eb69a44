"""Numbers for the module's own questions: how deep, how wide."""

from random import Random


def pieces_of_a_line(draw: Random) -> dict[str, object]:
    k = draw.choice([3, 4, 5, 6, 7, 8, 9, 10])
    return {"k": k, "pieces": 2**k, "deep": 2 * k, "answer": 2**k - 1}
