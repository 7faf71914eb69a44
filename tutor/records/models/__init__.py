"""The tables. Submissions, gradings, hints taken, answers and reviews are only ever added, never
changed; a review card is where its reviews have led, a standing where submissions have.

Each module is imported where its tables are used: to map them all takes a tenth of a second, which
`tutor list` should not pay. A change here needs a migration; `migrations/__init__.py` says how to
write one.
"""
