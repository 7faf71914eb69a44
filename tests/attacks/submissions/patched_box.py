# attack: replace the parts of the box by ones that report a pass
# stopped by: the boundary: verdicts are reached outside
# expect: score 0
from tutor.sandbox.guest import answers, perform
from tutor.sandbox.protocol import requests, wire

plain_frame = wire.frame
VERDICT = {"outcome": "passed", "status": "passed", "score": 10.0, "max_score": 10.0}


def frame(value, device_of=None):
    return plain_frame({**value, **VERDICT, "ok": VERDICT}, device_of)


wire.frame = frame
perform.BoxPerformer.perform = lambda self, request: VERDICT
requests.Performer.perform = lambda self, request: VERDICT
answers.Answers._describe = lambda self, error: VERDICT


def forward_linear(X, W, b):
    return None
