# attack: fill the home with bytes, with files, with folders in folders and with one large file
# stopped by: the home is small, in memory, and gone with its box
# expect: full marks
import os

HOME = os.path.expanduser("~")
MOST = 17 << 20


def bytes_in_files():
    written = 0
    try:
        for number in range(100):
            with open(f"{HOME}/{number}", "wb", buffering=0) as file:
                while (more := file.write(bytes(1 << 20))) and written < 4 * MOST:
                    written += more
    except OSError:
        pass
    return written


def many_files():
    made = 0
    try:
        for number in range(10_000):
            os.close(os.open(f"{HOME}/file{number}", os.O_CREAT | os.O_WRONLY))
            made += 1
    except OSError:
        pass
    return made


def deep():
    made, path = 0, HOME
    try:
        for _ in range(2000):
            path += "/d"
            os.mkdir(path)
            made += 1
    except OSError:
        pass
    return made


def one_large():
    try:
        with open(f"{HOME}/large", "wb") as file:
            file.truncate(1 << 40)
            return os.fstat(file.fileno()).st_size
    except OSError:
        return 0


def forward_linear(X, W, b):
    for count, most in ((many_files(), 300), (deep(), 300), (one_large(), MOST),
                        (bytes_in_files(), MOST)):
        if count > most:
            raise RuntimeError(f"{count} of at most {most}")
    return X @ W + b
