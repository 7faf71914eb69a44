"""Real data for the exercises: what ships with the course, and what `tutor data get` downloads.

Every function here reads files as data: nothing is unpickled, and no fetched package is imported.
"""

from tutor.data.shipped import digits, hamlet, photograph, word_vectors

__all__ = ["digits", "hamlet", "photograph", "word_vectors"]
