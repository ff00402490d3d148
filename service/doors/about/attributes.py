"""Attributes: the facts about people whose use an intervention must tell, and how each is known in schema and rules.

Which they are follows 45 CFR 170.315(b)(11), numbers 5 to 13 of its list for evidence-based interventions, in our own
words. What counts as a health status assessment follows the data elements that USCDI lists under that name: function,
disability, mental and cognitive state, pregnancy, smoking, and since its fourth version alcohol, substances and
exercise. Only this table is written by hand; who reads what is computed in `readers.py`.
"""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One attribute. `names`: last parts of fields of a history that tell it. `findings`: ids of those that do.

    `words` are looked for in every finding's names and question, also in what a site's overlay adds.
    """

    number: int
    id: str
    label: str
    names: tuple[str, ...]
    words: str = ""
    findings: tuple[str, ...] = ()
    note: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The words as whole words in any case; None where there are none to look for."""
        return re.compile(rf"\b({self.words})\b", re.IGNORECASE) if self.words else None


ATTRIBUTES = (
    Attribute(
        number=5,
        id="race",
        label="Race",
        names=("race", "races", "racial_group", "skin_colour"),
        words=r"race|racial|caucasians?|skin colour|(white|black|asian|african|european) (people|person|patients?)",
    ),
    Attribute(
        number=6,
        id="ethnicity",
        label="Ethnicity",
        names=("ethnicity", "ethnic_group", "ancestry", "nationality", "country_of_birth"),
        words=r"ethnic\w*|ancestry|descent|hispanic|latin[oax]s?|ashkenazi\w*|"
        r"(asian|african|european|japanese|jewish|arab\w*) (origin|heritage|background)",
    ),
    Attribute(
        number=7,
        id="language",
        label="Language",
        names=("language", "languages", "preferred_language", "interpreter"),
        words=r"preferred language|first language|mother tongue|native speakers?|interpreter",
    ),
    Attribute(
        number=8,
        id="sexual_orientation",
        label="Sexual orientation",
        names=("sexual_orientation", "orientation", "sexuality"),
        words=r"sexual orientation|sexuality|homosexual\w*|heterosexual\w*|bisexual\w*|gay|lesbian|sex with men",
    ),
    Attribute(
        number=9,
        id="gender_identity",
        label="Gender identity",
        names=("gender", "gender_identity", "pronouns"),
        words=r"gender\w*|transgender\w*|non-?binary|cisgender\w*|transsexual\w*",
    ),
    Attribute(
        number=10,
        id="sex",
        label="Sex",
        names=("sex",),
        note="As far as published frequencies and laboratory limits differ by it.",
    ),
    Attribute(
        number=11,
        id="date_of_birth",
        label="Date of birth",
        names=("age_years", "age", "age_months", "birth_date", "date_of_birth", "year_of_birth"),
        note="The age in years alone: no date of birth is accepted.",
    ),
    Attribute(
        number=12,
        id="social_determinants",
        label="Social determinants of health",
        names=("housing", "employment", "occupation", "income", "education", "postcode", "deprivation", "veteran"),
        words=r"homeless\w*|housing|poverty|unemploy\w*|education level|food insecurity|refugees?|veterans?",
        findings=("stress-recent", "trigger-stress", "poor-diet"),
        note="Stress and a poor diet as the patient tells them; no housing, work, income, education or address.",
    ),
    Attribute(
        number=13,
        id="health_status_assessments",
        label="Health status assessments",
        names=("pregnant", "smoker", "disability", "functional_status"),
        words=r"pregnan\w*|smok\w+|nicotine|disabilit\w+|cognit\w+|alcohol",
        findings=(
            "confusion",
            "developmental-delay",
            "exertion-recent",
            "nitrous-oxide-use",
            "opioid-drug-use",
            "past-dementia",
            "recent-childbirth",
            "school-performance-decline",
            "stimulant-drug-use",
        ),
        note="As single facts of the history that a clinician enters; no score of an assessment is read.",
    ),
)
BY_ID = {one.id: one for one in ATTRIBUTES}
