"""The learner's program learns a small kind of checkers, and then plays new games."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from tutor.grading.pictures import Lines

ROUNDS, GAMES = 40, 30


def the_game():
    """The driver of the suite, which has the rules of the game."""
    spec = spec_from_file_location("suite_of_samuels_loop", Path(__file__).with_name("suite.py"))
    suite = module_from_spec(spec)
    spec.loader.exec_module(suite)
    return suite.checkers


def draw(submission):
    history, fresh = submission.run(the_game(), ROUNDS, GAMES, 1962)
    series = {
        f"the best so far, in {GAMES} games": list(enumerate(history)),
        f"all weights 0, in new games: {fresh[0]:.2f}": [(0, fresh[0]), (ROUNDS, fresh[0])],
        f"the winner, in new games: {fresh[1]:.2f}": [(0, fresh[1]), (ROUNDS, fresh[1])],
    }
    return Lines(
        title="Your program learns checkers on 6 by 6 squares",
        x="round",
        y="performance",
        series=series,
        caption="Nobody told it how to play. What it reaches in the games that chose the weights "
        "flatters a little; new games say how good it is against an opponent who moves at random.",
    )
