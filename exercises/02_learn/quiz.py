"""Draw the numbers of the module's quiz questions."""

from random import Random

CLASSES = [
    "which digit, 0 to 9, someone has written",
    "whether a mail is spam or not",
    "the breed of the dog in a photo",
    "whether a film review is favourable or not",
    "the language that a sentence is written in",
    "whether a picture shows a cat or a dog",
]
QUANTITIES = [
    "the age of a cat in years, such as 6.3",
    "tomorrow's highest temperature",
    "the price of a share tomorrow",
    "the price at which a house will be sold",
    "where the nose is in a photo, as two coordinates",
    "how many minutes a delivery will take",
]


def classification_or_regression(draw: Random) -> dict[str, object]:
    classes = draw.choice([2, 3])
    drawn = [(text, "classification") for text in draw.sample(CLASSES, classes)]
    drawn += [(text, "regression") for text in draw.sample(QUANTITIES, 5 - classes)]
    draw.shuffle(drawn)
    names = ["first", "second", "third", "fourth", "fifth"]
    texts = {name: text for name, (text, _) in zip(names, drawn, strict=True)}
    kinds = {f"{name}_kind": kind for name, (_, kind) in zip(names, drawn, strict=True)}
    return {**texts, **kinds}
