"""Documents for the record: a clinic note, a referral letter and a patient leaflet from one assessment."""
