"""Numbers for the questions about text."""

from random import Random

SENTENCES = [
    "the cat sat on the mat and the dog sat on the floor",
    "row row row your boat gently down the stream",
    "a sailor went to sea sea sea to see what he could see",
    "we came we saw we went home and we slept",
    "the more we read the more we know and the less we guess",
    "if it rains we stay and if it snows we stay too",
    "one fish two fish red fish blue fish",
    "the old man and the old dog and the sea",
    "she sells shells and he sells ropes and they sell shells",
    "out of sight out of mind and out of reach",
    "to learn is to try and to try is to fail",
    "no news is good news and good news is rare",
]


def vocabulary_size(draw: Random) -> dict[str, object]:
    sentence = draw.choice(SENTENCES)
    words = sentence.split()
    different = len(set(words))
    return {
        "sentence": sentence,
        "tokens": len(words),
        "tokens_more": len(words) + 1,
        "different": different,
        "answer": different + 1,
    }


def embedding_parameters(draw: Random) -> dict[str, object]:
    words, size = draw.choice([500, 1000, 2000, 5000, 10000]), draw.choice([20, 32, 50, 64, 100])
    return {
        "words": words,
        "size": size,
        "answer": words * size,
        "with_bias": words * size + size,
        "added": words + size,
        "square": words * words,
    }


def one_hot_product(draw: Random) -> dict[str, object]:
    numbers = draw.sample(range(1, 10), 6)
    table = [[float(numbers[2 * row]), float(numbers[2 * row + 1])] for row in range(3)]
    place = draw.choice([0, 1])
    return {
        "table": str(table),
        "word": str([float(row == place) for row in range(3)]),
        "place": place,
        "answer": str(table[place]),
        "column": str([row[place] for row in table]),
        "total": str([sum(row[0] for row in table), sum(row[1] for row in table)]),
    }


def cosine(draw: Random) -> dict[str, object]:
    vectors = [(3, 4, 5), (4, 3, 5), (6, 8, 10), (8, 6, 10), (5, 12, 13), (12, 5, 13), (0, 2, 2)]
    while True:
        (a1, a2, a), (b1, b2, b) = draw.sample(vectors, 2)
        if a1 * b2 != a2 * b1:
            break
    dot = a1 * b1 + a2 * b2
    return {
        "a1": a1,
        "a2": a2,
        "a": a,
        "b1": b1,
        "b2": b2,
        "b": b,
        "dot": dot,
        "answer": round(dot / (a * b), 4),
        "no_roots": round(dot / (a * a * b * b), 4),
        "one_length": round(dot / a, 4),
    }


def analogy(draw: Random) -> dict[str, object]:
    while True:
        king = (draw.randint(5, 8), draw.randint(5, 8))
        man = (draw.randint(0, 2), draw.randint(0, 2))
        step = (draw.randint(-2, 2), draw.randint(-2, 2))
        woman = (man[0] + step[0], man[1] + step[1])
        target = (king[0] + step[0], king[1] + step[1])
        queen = (target[0] + draw.randint(-2, 2), target[1] + draw.randint(-2, 2))
        far = [(x - target[0]) ** 2 + (y - target[1]) ** 2 for x, y in (king, man, woman, queen)]
        if far[0] and far[3] and far[0] != far[3] and max(far[0], far[3]) < min(far[1], far[2]):
            break
    return {
        "table": str([[float(x), float(y)] for x, y in (king, man, woman, queen)]),
        "tx": target[0],
        "ty": target[1],
        "king": far[0],
        "queen": far[3],
        "answer": "king" if far[0] < far[3] else "queen",
        "other": "queen" if far[0] < far[3] else "king",
    }
