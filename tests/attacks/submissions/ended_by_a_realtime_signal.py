# attack: die, while loading, of a signal for which Python has no name
# expect: outcomes died, score 0
import os

os.kill(os.getpid(), 40)
