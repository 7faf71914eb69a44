"""Small changes of a right solution, as people make them by mistake: the mutants of a text.

The audit asks whether a suite notices each of them. A grading asks whether the values of a faulty
submission are those of one of them. Texts are parsed here and never run, and torch is not needed.
"""
