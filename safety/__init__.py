"""The safety case: hazards, their controls and tests, third-party software, and what a release says of them."""
