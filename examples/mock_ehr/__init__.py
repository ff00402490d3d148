"""A small EHR to try Fascicle with, on loopback: SMART sign-in, a FHIR server in memory, and a CDS Hooks client.

It is an example and a partner for tests, with made-up patients and no passwords. Never put real records into it.
"""
