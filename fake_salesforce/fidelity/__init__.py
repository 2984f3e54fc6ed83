"""Fidelity: what Salesforce does, row by row with its source, and whether the fake does it too.

``areas/`` holds the rows as data: a request, the answer a source says it gets, and that source.
``area_file`` reads them, ``playing`` asks a fake or a real org, ``matching`` tells the differences,
``report`` counts, ``missing`` lists what is refused with 501 instead. ``SOURCES.md`` explains the
tags; a row's status follows from them (``status``) and is written nowhere.
"""
