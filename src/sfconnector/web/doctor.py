"""The permission doctor: an examination on demand, its findings, and the minimum permission set.

An examination costs API calls, so the page makes one only when asked to. The last one is kept while
the page is served, with its time and user; whoever looks later sees how old it is.
"""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from sfconnector.doctor.examination import Examination
from sfconnector.doctor.finding import Finding, Verdict
from sfconnector.errors import ConnectorError
from sfconnector.web.guards import token
from sfconnector.web.outcomes import Outcome
from sfconnector.web.site import Site

GOOD = frozenset({Verdict.GRANTED, Verdict.FINE})
FILE = "Marketing_Connector.permissionset-meta.xml"
"""What the permission set is called where it is saved."""
NOT_EXAMINED = "Nobody has examined the permissions since the page is served."


def section(site: Site) -> Blueprint:
    """Return the section of the doctor."""
    routes = Blueprint("doctor", __name__)

    @routes.get("/doctor")
    def report() -> str:
        with site.open_connector() as connector:
            found = site.examinations.last
            return render_template(
                "doctor.html.jinja",
                connector=connector,
                status=connector.status(),
                found=found,
                groups=groups(found),
                outcome=site.outcomes.take(token()),
            )

    @routes.post("/doctor")
    def examine() -> Response:
        try:
            with site.open_connector() as connector:
                found = connector.doctor()
        except ConnectorError as error:
            site.outcomes.keep(token(), Outcome(act="doctor", refusal=error.message))
            return redirect(url_for("overview.page"), code=303)
        if not isinstance(found, Examination):
            site.outcomes.keep(token(), Outcome(act="doctor", status=found))
            return redirect(url_for("overview.page"), code=303)
        site.examinations.keep(found)
        site.outcomes.keep(token(), Outcome(act="doctor"))
        return redirect(url_for("doctor.report"), code=303)

    @routes.get("/doctor/permission-set")
    def permission_set() -> Response:
        found = site.examinations.last
        if found is None:
            abort(404, NOT_EXAMINED)
        answer = Response(found.permission_set, mimetype="application/xml")
        answer.headers.set("Content-Disposition", "attachment", filename=FILE)
        return answer

    return routes


def groups(found: Examination | None) -> tuple[tuple[Verdict, tuple[Finding, ...]], ...]:
    """Return what was found by verdict, the worst first; without those that nothing has."""
    if found is None:
        return ()
    by_verdict = (
        (verdict, tuple(each for each in found.findings if each.verdict is verdict))
        for verdict in Verdict
    )
    return tuple((verdict, findings) for verdict, findings in by_verdict if findings)


def package_version(found: Examination | None) -> Finding | None:
    """Return what is known of the package's version; None if it was not or cannot be validated."""
    if found is None:
        return None
    return next(
        (
            each
            for each in found.findings
            if each.name == "package version" and each.verdict is not Verdict.CANNOT_BE_TOLD
        ),
        None,
    )
