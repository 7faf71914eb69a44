"""From a submission to a mark. `checks` is what a suite imports; `grader` is where it all meets."""
