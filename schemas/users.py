"""Who gives feedback and where, in closed words: the user role and the location of 45 CFR 170.315(b)(11)."""

from schemas.intake import SETTINGS

ROLES = ("doctor", "nurse", "pharmacist", "physiotherapist", "paramedic", "student", "other")
LOCATIONS = (*SETTINGS, "ward", "telephone", "other")
