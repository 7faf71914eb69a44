"""Numbers for the questions about bags of words."""

from random import Random


def column_of_a_word(draw: Random) -> dict[str, object]:
    limit = draw.choice([2, 3, 4])
    counts = [limit - 1, limit, limit, *(limit + draw.randint(1, 9) for _ in range(4)), 1]
    counts += [1] * draw.choice([2, 3])
    names = draw.sample(["film", "plot", "good", "bad", "cast", "dull", "story", "scene"], 8)
    names += ["zest", "yawn", "ohm"][: len(counts) - 8]
    pairs = list(zip(names, counts, strict=True))
    draw.shuffle(pairs)
    kept = sum(count >= limit for count in counts)
    return {
        "limit": limit,
        "counts": ", ".join(f"{name} {count}" for name, count in pairs),
        "kept": kept,
        "strict": sum(count > limit for count in counts) + 1,
        "everything": len(counts) + 1,
        "answer": kept + 1,
    }


def index_twice(draw: Random) -> dict[str, object]:
    twice, once = draw.sample(range(4), 2)
    numbers = [twice, once, twice] if draw.random() < 0.5 else [twice, twice, twice, once]
    return {
        "numbers": str(numbers),
        "answer": str([float(place in numbers) for place in range(4)]),
        "counted": str([float(numbers.count(place)) for place in range(4)]),
    }


def one_step_for_a_word(draw: Random) -> dict[str, object]:
    N, times = draw.choice([10, 20, 40, 50]), draw.choice([2, 4, 6, 8])
    lr = draw.choice([1, 2, 5])
    gradient = round(-0.5 * times / N, 4)
    return {
        "N": N,
        "times": times,
        "lr": lr,
        "gradient": gradient,
        "answer": round(-lr * gradient, 4),
        "uphill": round(lr * gradient, 4),
        "summed": round(0.5 * lr * times, 4),
        "whole": round(lr * times / N, 4),
    }
