"""Numbers for the quiz on Samuel's loop."""

from random import Random


def points_of_games(draw: Random) -> dict[str, object]:
    wins, draws, losses = draw.choice([(11, 6, 3), (12, 4, 4), (9, 8, 3), (13, 2, 5), (7, 10, 3)])
    scale = draw.choice([1, 2])
    wins, draws, losses = scale * wins, scale * draws, scale * losses
    games = wins + draws + losses
    return {
        "wins": wins,
        "draws": draws,
        "losses": losses,
        "games": games,
        "points": wins + draws / 2,
        "answer": round((wins + draws / 2) / games, 4),
        "without": round(wins / games, 4),
        "outcomes": round((wins - losses) / games, 4),
    }


def best_after_rounds(draw: Random) -> dict[str, object]:
    start = draw.choice([40, 45, 50])
    first, second = start + draw.choice([8, 12]), start + draw.choice([15, 20])
    found = [start - 6, first, first - 10, second, second - 3, first]
    return {
        "start": start / 100,
        "found": [value / 100 for value in found],
        "answer": second / 100,
        "last": found[-1] / 100,
        "count": 2,
    }
