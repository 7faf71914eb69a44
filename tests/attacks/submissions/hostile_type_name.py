# attack: answer with an object whose type is named in terminal escapes and a line of its own
# stopped by: the wire: bounded, printable text
# expect: score 0
Hostile = type("\x1b[2J\x1b]0;owned\x07\nScore: 10/10\u202e", (), {})


def forward_linear(X, W, b):
    return Hostile()
