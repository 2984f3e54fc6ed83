"""A harness that plays scenarios on a stage where a connector meets a fake of Salesforce.

A scenario is a YAML file: the org at the start, steps, and what is expected after each. Playing it
yields a timeline on the fake's clock, of which console, JUnit XML, HTML and JSON are views. Nothing
here is imported eagerly: the pytest plugin lives in this package and must cost nothing.
"""
