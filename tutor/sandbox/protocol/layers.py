"""The names of the layers of isolation, as a box and its zygote tell them.

`host/layers.py` says how much is enough, and what to do about a layer that is missing.
"""

PROCESS = "process"
RLIMITS = "rlimits"
MEMORY = "memory"
THREADS = "threads"
NO_NEW_PRIVS = "no_new_privs"
LANDLOCK = "landlock"
SECCOMP = "seccomp"
NAMESPACES = ["user_ns", "net_ns", "ipc_ns", "uts_ns", "pid_ns"]
MOUNT_NAMESPACE = "mount_ns"
OWN_USER = "own_uid"
