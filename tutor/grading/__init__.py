"""From a submission to a mark. A suite imports `checks`; `grader` puts everything together."""
