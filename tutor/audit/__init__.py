"""Does the course keep its promises? Exercises, quizzes, and what mutants of a reference show."""
