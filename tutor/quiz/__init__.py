"""Concept questions: their types and marking, their variants, and their review schedule."""
