"""`tutor watch`: what is saved is checked at once, and one screen says what to fix first."""
