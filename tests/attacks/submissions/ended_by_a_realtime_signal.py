# attack: die, while loading, of a signal for which Python has no name
# stopped by: a box of its own
# expect: outcomes died, score 0
import os

os.kill(os.getpid(), 40)
