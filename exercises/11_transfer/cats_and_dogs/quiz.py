"""Numbers and names for the quiz questions about cats and dogs."""

from random import Random

CATS = ["Bombay", "Birman", "Persian", "Siamese", "Ragdoll", "Sphynx", "Bengal"]
DOGS = ["beagle", "pug", "boxer", "samoyed", "havanese", "chihuahua", "keeshond"]
FOLDERS = ["Images", "images", "Pets", "pets", "Data", "data"]


def wrong_pictures(draw: Random) -> dict[str, object]:
    total = draw.choice([1000, 2000, 2500, 5000, 10000])
    valid = int(0.2 * total)
    rate = round(draw.randint(2, 24) / valid, 4)
    answer = round(rate * valid)
    return {
        "total": total,
        "valid": valid,
        "train": total - valid,
        "rate": f"{rate:.4f}".rstrip("0"),
        "answer": answer,
        "right": valid - answer,
        "of_all": round(rate * total),
        "of_train": round(rate * (total - valid)),
    }


def folder_capital(draw: Random) -> dict[str, object]:
    while True:
        folders = draw.sample(FOLDERS, 3)
        kinds = draw.sample(CATS, 3) + draw.sample(DOGS, 3)
        names = draw.sample(kinds, 3)
        by_folder = [folder[0].isupper() for folder in folders]
        by_name = [name[0].isupper() for name in names]
        if by_folder != by_name and len(set(by_folder)) == 2:
            break
    paths = [
        f"{folder}/{name}_{draw.randint(1, 99)}.jpg"
        for folder, name in zip(folders, names, strict=True)
    ]
    return {
        "first": paths[0],
        "second": paths[1],
        "third": paths[2],
        "answer": str(by_folder),
        "names": str(by_name),
    }


def constant_answer(draw: Random) -> dict[str, object]:
    total = draw.choice([200, 400, 600, 1000])
    percent = draw.choice([10, 15, 20, 25, 30, 35, 40])
    few = total * percent // 100
    counts = {"cat": few, "dog": total - few}
    if draw.random() < 0.5:
        counts = {"cat": total - few, "dog": few}
    said, other = draw.choice([("cat", "dog"), ("dog", "cat")])
    return {
        "cats": counts["cat"],
        "dogs": counts["dog"],
        "total": total,
        "said": said,
        "other": other,
        "wrong": counts[other],
        "answer": 100 * counts[other] // total,
        "share": counts[other] / total,
        "least": percent,
        "right": 100 * counts[said] // total,
        "ratio": round(100 * counts[other] / counts[said], 1),
    }
