"""Regular expressions as languages: sets of texts that can be joined, cut and held against others.

Nothing in here draws: whoever only asks whether a language is empty need not load Hypothesis.
"""
