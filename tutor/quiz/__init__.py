"""Concept questions: their types and marking, their variants, and when they come back."""
