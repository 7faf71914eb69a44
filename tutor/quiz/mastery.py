"""How well a learner knows a concept, from exercises and quiz answers together.

For a concept with exercises e and answered questions q:

    mastery = (sum_e W s_e  +  sum_q c_q R_q) / (K + sum_e W s_e + sum_q 1)

    s_e   share of the points of the best attempt at an exercise, 0 to 1
    c_q   credit of the last answer to a question, 0 to 1
    R_q   the probability of still knowing it now, from FSRS's forgetting curve
    W     what an exercise counts against a question: writing it is more than naming it
    K     evidence that would have to be there before anything is believed

This is the mean of a Beta distribution after evidence of these weights, with a prior of K failures
(Gelman et al., Bayesian Data Analysis, 2.4): two right answers do not make a master. An exercise
counts for what is done of it and never against a learner, for an unfinished one is no evidence of
not knowing. More credit, more points and a fresher memory never lower it, and with time it falls
as the answers are forgotten (Ye, Su, Cao, KDD 2022, for the memory model behind FSRS).
"""

from collections.abc import Iterable

EXERCISE_WEIGHT = 3.0
PRIOR = 2.0


def mastery(exercises: Iterable[float], answers: Iterable[tuple[float, float]]) -> float:
    """A number from 0 to 1. `exercises` are shares of points; `answers` are (credit, recall)."""
    done = EXERCISE_WEIGHT * sum(exercises)
    answered = list(answers)
    held = sum(credit * recall for credit, recall in answered)
    return (done + held) / (PRIOR + done + len(answered))
