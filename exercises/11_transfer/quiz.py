"""Numbers for the quiz questions of the module on transfer."""

from random import Random


def plain(value: float) -> str:
    """Write a small number without an exponent."""
    return f"{value:.8f}".rstrip("0").rstrip(".")


def segmentation_shape(draw: Random) -> dict[str, object]:
    batch = draw.choice([2, 4, 8, 16])
    classes = draw.choice([5, 12, 21, 32])
    height, width = draw.choice([(64, 96), (96, 128), (120, 160), (180, 240)])
    return {
        "batch": batch,
        "classes": classes,
        "height": height,
        "width": width,
        "answer": f"({batch}, {classes}, {height}, {width})",
        "mask": f"({batch}, {height}, {width})",
        "plain": f"({batch}, {classes})",
        "colours": f"({batch}, 3, {height}, {width})",
        "last": f"({batch}, {height}, {width}, {classes})",
    }


def y_range_middle(draw: Random) -> dict[str, object]:
    low, width = draw.choice(
        [
            (0.5, 5),
            (0.5, 7),
            (0.5, 10),
            (-0.5, 5),
            (-0.5, 11),
            (-1, 12),
            (-2, 14),
            (-10, 120),
            (-5, 110),
            (0.8, 4.4),
            (0.9, 9.2),
        ]
    )
    return {
        "low": low,
        "high": round(low + width, 2),
        "width": width,
        "half": round(width / 2, 2),
        "answer": round(low + width / 2, 2),
    }


def unfrozen_top_rate(draw: Random) -> dict[str, object]:
    base = draw.choice([0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.01, 0.02, 0.03, 0.04])
    return {
        "base": plain(base),
        "base_number": base,
        "answer": round(base / 2, 8),
        "lowest": plain(base / 200),
        "lowest_number": round(base / 200, 8),
        "hundredth": round(base / 100, 8),
    }
