"""Populations: many records that look like a customer's, made from a seed.

Faker gives the vocabulary, once, in pools; the records are drawn from the pools. Asking Faker for
every field of every record would take minutes for a million leads.
"""
