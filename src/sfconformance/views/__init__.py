"""Views of a timeline: console, JUnit XML, one HTML page, JSON. Each only reads it."""
