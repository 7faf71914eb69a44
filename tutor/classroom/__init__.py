"""Everything for instructors: roster and sign-in, intake, marks, regrades, analysis."""
