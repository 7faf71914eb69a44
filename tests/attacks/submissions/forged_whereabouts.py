# attack: answer the question which line is running with lines of the suite, of another file, and of no file
# stopped by: only a number of a line of the submission is believed, and the stored line is shown
# expect: test_batch_of_one timeout, score 9
# within: 14
import os
import signal

FORGED = b"""Current thread 0x1 (most recent call first):
  File "/work/graders/01_predict/forward_linear/suite.py", line 30 in test_values
  File "forward_linear.py", line 99999 in forward_linear
  File "forward_linear.py", line 7 in "full marks"
  File "forward_linear.py", line -3 in forward_linear
"""


def forward_linear(X, W, b):
    if X.shape[0] == 1:
        signal.signal(signal.SIGUSR1, lambda *_: os.write(2, FORGED * 50))
        while True:
            os.write(2, FORGED)
    return X @ W + b
