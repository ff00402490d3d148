"""The leaflet's own sentences, for each referral level. Written for a reader of eleven; a test measures them."""

from service.engine.terms import Level

COME_BACK = (("emergency", "Get help at once"), ("urgent", "Get help soon"), ("routine", "Come back another day"))

# What is said before a cause is named, and what introduces it.
THINK = {
    Level.EMERGENCY: (
        ("Some of the things you told us need a check in hospital today.", "We do not know the cause yet."),
        ("This is one thing the doctors will look for.",),
    ),
    Level.URGENT: (
        ("We do not know the cause yet.", "We want a specialist to see you soon, to be safe."),
        ("This is one thing it could be.",),
    ),
    Level.ROUTINE: (
        ("We do not know the cause yet.", "We want a specialist to have a look.", "There is no rush."),
        ("This is one thing it could be.",),
    ),
    Level.PRIMARY_CARE: (
        ("We do not know for sure yet.", "There are a few things to ask and to check first."),
        ("This is one thing it could be.",),
    ),
    Level.SELF_CARE: (("We think that this is nothing bad.",), ()),
}
UNSCOPED = (
    "You have not told us of a twitch, a jerk or a cramp.",
    "So this page cannot say what the cause is.",
    "Your doctor or nurse will look at the rest.",
)
NEXT = {
    Level.EMERGENCY: (
        "Your doctor or nurse is sending you to {service}.",
        "Do not drive there yourself.",
        "Take someone with you if you can.",
        "Take this page and a list of your medicines.",
    ),
    Level.URGENT: (
        "You should be seen {within}. We will ask {service} to see you.",
        "Please go, even if you feel better by then.",
        "Ring us if you do not hear from them.",
        "If you can, film the movement with a phone.",
    ),
    Level.ROUTINE: (
        "We will ask {service} to see you, {within} if we can.",
        "Ring us if you do not hear from them.",
        "If you can, film the movement with a phone.",
    ),
    Level.PRIMARY_CARE: (
        "Please see {service} {within}.",
        "They will ask you more and look at your muscles.",
        "If you can, film the movement with a phone.",
    ),
    Level.SELF_CARE: (
        "You do not need to see anyone now.",
        "You do not need any tests now.",
        "Sleep, rest and less coffee or cola can help.",
    ),
}
CALM = {
    Level.EMERGENCY: (
        "Going to hospital does not mean that the worst will happen.",
        "It means that doctors can look fast and treat what they find.",
    ),
    Level.URGENT: (
        "A quick visit does not mean that you have something bad.",
        "It means that we want to be safe.",
        "Many causes can be treated.",
    ),
    Level.ROUTINE: (
        "Most people who go to this clinic do not have a bad illness.",
        "Many causes can be treated.",
    ),
    Level.PRIMARY_CARE: (
        "Most people who twitch or cramp do not have a bad illness.",
        "Twitches often come and go when people are tired or worried.",
    ),
    Level.SELF_CARE: (
        "Nearly everyone twitches now and then.",
        "It does not hurt the muscle.",
        "On its own it is not a sign of a bad illness.",
        "It can last for days or weeks and still be fine.",
    ),
}
# Where the patient goes, in everyday words. A service that is not here keeps its label.
SERVICES = {
    "emergency-department": "the emergency department of a hospital",
    "acute-medicine": "the hospital, to the team for sudden illness",
    "neurology": "a nerve and muscle doctor",
    "paediatric-neurology": "a nerve doctor for children",
    "paediatrics": "a children's doctor",
    "epilepsy-clinic": "a clinic for fits and jerks",
    "tia-clinic": "a clinic that checks the blood flow to the brain",
    "ophthalmology": "an eye doctor",
    "movement-clinic": "a clinic for movement problems",
    "spinal-surgery": "a back and neck doctor",
    "endocrinology": "a doctor for glands",
    "poisons-service": "doctors who know about poisons",
    "sleep-clinic": "a sleep clinic",
    "obstetrics": "the maternity team",
    "general-practice": "your GP",
    "pharmacist": "a pharmacist",
    "psychological-therapy": "a talking therapy team",
    "rheumatology": "a doctor for joints and muscles",
    "nephrology": "a kidney doctor",
    "hepatology": "a liver doctor",
    "genetics": "a clinic for problems that run in families",
}
