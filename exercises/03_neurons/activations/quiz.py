"""Numbers for the questions about activations."""

from math import exp, log
from random import Random


def share_of_a_score(draw: Random) -> dict[str, object]:
    triples = [
        (1, 2, 5),
        (1, 2, 7),
        (2, 3, 5),
        (1, 3, 6),
        (1, 4, 5),
        (2, 8, 10),
        (3, 5, 12),
        (2, 5, 13),
    ]
    while True:
        scores = list(draw.choice(triples))
        draw.shuffle(scores)
        asked = draw.choice([score for score in scores if score > 1])
        answer = round(asked / sum(scores), 4)
        linear = round(log(asked) / sum(log(score) for score in scores), 4)
        lonely = round(asked / (1 + asked), 4)
        if abs(linear - answer) > 0.01 and abs(lonely - answer) > 0.01:
            return {
                "a": scores[0],
                "b": scores[1],
                "c": scores[2],
                "asked": asked,
                "total": sum(scores),
                "answer": answer,
                "linear": linear,
                "lonely": lonely,
            }


def sigmoid_slope(draw: Random) -> dict[str, object]:
    s = draw.choice([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95])
    twice = 1 / (1 + exp(-s))
    return {
        "s": s,
        "rest": round(1 - s, 2),
        "answer": round(s * (1 - s), 4),
        "again": round(twice * (1 - twice), 4),
        "tanh": round(1 - s * s, 4),
    }


def relu_slope_code(draw: Random) -> dict[str, object]:
    z = [
        draw.choice([-3.0, -2.0, -1.0]),
        0.0,
        draw.choice([1.0, 2.0, 4.0]),
        draw.choice([-5.0, -4.0]),
    ]
    draw.shuffle(z)
    above = [int(number > 0) for number in z]
    not_below = [int(number >= 0) for number in z]
    ones = [1] * len(z)
    test = draw.choice(["out >= 0", "out > 0", "z >= 0"])
    if test == "out >= 0":
        answer, other = ones, above
        reason = (
            "None of these is below 0, so the test is true everywhere. As a slope that is wrong: "
            "where z was negative the slope is 0. The test has to be > 0."
        )
        why = "That is the slope of relu. But the code asks for at least 0, as all outputs are."
    elif test == "out > 0":
        answer, other = above, ones
        reason = (
            "They are above 0 exactly where z was above 0, so the test on the output gives the "
            "right slope, with 0 at the corner."
        )
        why = "That would be the test >= 0. The test > 0 leaves out the zeros that relu has made."
    else:
        answer, other = not_below, above
        reason = (
            "But the test looks at z, and z = 0 passes it. So the corner gets the slope 1, "
            "where PyTorch takes 0; the other three are right."
        )
        why = "One input is exactly 0, and 0 >= 0 is true."
    return {
        "z": str(z),
        "test": test,
        "out": str([max(0.0, number) for number in z]),
        "answer": str(answer),
        "other": str(other),
        "reason": reason,
        "otherwhy": why,
    }
