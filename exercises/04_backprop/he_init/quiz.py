"""Numbers for the questions about He's initialisation."""

from math import sqrt
from random import Random


def linear_layer(draw: Random) -> dict[str, object]:
    inputs = draw.choice([8, 18, 32, 50, 72, 98, 128, 200])
    outputs = draw.choice([value for value in (10, 20, 30, 40, 80) if value != 2 * inputs])
    parameters = inputs * outputs + outputs
    return {
        "inputs": inputs,
        "outputs": outputs,
        "parameters": parameters,
        "answer": round(sqrt(2 / inputs), 3),
        "everything": round(sqrt(2 / parameters), 4),
        "fanout": round(sqrt(2 / outputs), 3),
        "variance": round(2 / inputs, 4),
        "norelu": round(sqrt(1 / inputs), 3),
    }


def convolution(draw: Random) -> dict[str, object]:
    channels, k = draw.choice(
        [(2, 3), (8, 3), (32, 3), (2, 5), (8, 5), (32, 5), (18, 5), (2, 7), (8, 7), (3, 5)]
    )
    outputs = draw.choice([4, 6, 10, 16, 64])
    fanin = channels * k * k
    return {
        "channels": channels,
        "k": k,
        "outputs": outputs,
        "fanin": fanin,
        "answer": round(sqrt(2 / fanin), 4),
        "whole": round(sqrt(2 / (fanin * outputs)), 4),
        "window": round(sqrt(2 / (k * k)), 4),
        "channelsonly": round(sqrt(2 / channels), 4),
        "variance": round(2 / fanin, 4),
    }


def volume_after_many_layers(draw: Random) -> dict[str, object]:
    while True:
        factor = draw.choice([0.5, 0.7, 0.8, 0.9, 1.1, 1.2, 1.5])
        layers = draw.choice([8, 10, 12, 16, 20])
        answer = factor**layers
        times, added = factor * layers, 1 + layers * (factor - 1)
        near = min(abs(times / answer - 1), abs(added / answer - 1))
        if 0.001 < answer < 100 and near > 0.15:
            break
    return {
        "factor": factor,
        "layers": layers,
        "answer": float(f"{answer:.3g}"),
        "shown": f"{answer:.2g}" if answer < 10 else round(answer),
        "times": round(times, 2),
        "added": round(added, 2),
    }


def weights_of_size_one(draw: Random) -> dict[str, object]:
    root = draw.choice([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20])
    n = 2 * root * root
    return {"n": n, "half": root * root, "answer": root, "norelu": round(sqrt(n), 2)}
