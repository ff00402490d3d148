"""How hard a text is to read, by the formula of Flesch and Kincaid (1975) on counted syllables."""

import re

import syllapy


def grade(text: str) -> float:
    """Years of school that a text asks for; a reader of eleven has about 6. Each line is a sentence or more."""
    parts = (part for line in text.splitlines() for part in re.split(r"[.!?]+", line))
    sentences = [part for part in parts if re.search("[A-Za-z]", part)]
    words = [word for part in sentences for word in re.findall(r"[A-Za-z]+(?:'[a-z]+)?", part)]
    syllables = sum(max(1, syllapy.count(word)) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
