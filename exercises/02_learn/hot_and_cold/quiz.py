"""Draw the numbers of the quiz questions on hot and cold learning."""

from random import Random


def three_rounds(draw: Random) -> dict[str, object]:
    step = draw.choice([2, 3, 4, 5])
    w = draw.randint(1, 9)
    x = draw.choice([-3, -2, 2, 3, 4])
    direction = draw.choice([-1, 1])
    # The best weight lies between two marks: beyond none or one of them.
    best = w + direction * (draw.choice([0, 1]) * step + draw.randint(1, step - 1))
    places = [w]
    for _ in range(3):
        up, down = places[-1] + step, places[-1] - step
        if abs(up - best) == abs(down - best):
            places.append(places[-1])
        else:
            places.append(up if abs(up - best) < abs(down - best) else down)
    return {
        "w": w,
        "x": x,
        "goal": x * best,
        "step": step,
        "best": best,
        "one": places[1],
        "two": places[2],
        "answer": places[3],
        "straight": w + 3 * direction * step,
    }


def price_of_probing(draw: Random) -> dict[str, object]:
    weights = draw.choice([10, 20, 50, 100, 200, 500])
    rounds = draw.choice([5, 10, 20, 30, 40])
    return {
        "weights": weights,
        "rounds": rounds,
        "per_round": 2 * weights,
        "answer": 2 * weights * rounds,
        "single": weights * rounds,
        "triple": 3 * weights * rounds,
        "together": 2 * rounds,
    }
