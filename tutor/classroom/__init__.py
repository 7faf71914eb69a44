"""Everything for those who teach: roster and sign-in, intake, marks, regrades, analysis."""
