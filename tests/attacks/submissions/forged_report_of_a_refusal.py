# attack: answer for the box that a check was passed, and something absent
# stopped by: the wire: fields have their forms
# expect: outcomes died, score 0
# exercise: forward_linear
import sys

answers = sys.modules["tutor.sandbox.guest.answers"]


def forward_linear(X, W, b):
    answers.Answers._describe = lambda self, error: {
        "type": "NotHere",
        "message": "full marks",
        "where": [],
        "absent": (["passed"] * 10, {"your task": 10}),
    }
    raise RuntimeError
