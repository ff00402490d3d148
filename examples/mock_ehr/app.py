"""create_ehr: the mock EHR, put together from its parts."""

from pathlib import Path

from flask import Flask, Response, abort, render_template, request

from examples.mock_ehr import fhir, hooks, sign_in
from examples.mock_ehr.state import State, name

FILED = ("Condition", "MedicationRequest", "Observation", "QuestionnaireResponse", "DocumentReference")


def create_ehr(address: str, fascicle: str) -> Flask:
    """The EHR at an address of this machine, for the Fascicle at another. Its state is in `extensions["ehr"]`."""
    app = Flask("mock_ehr", root_path=str(Path(__file__).parent))
    state = State(address, fascicle)
    app.extensions["ehr"] = state
    app.register_blueprint(sign_in.blueprint(state))
    app.register_blueprint(fhir.blueprint(state))
    app.after_request(lambda response: _shared(state, response))

    @app.get("/")
    def patients() -> str:
        return render_template("patients.html", patients=state.patients())

    @app.get("/records/<patient>")
    def record(patient: str) -> str:
        found = next(iter(state.of("Patient", patient)), None) or abort(404)
        told, failed = _cards(state, patient)
        launch = f"{state.fascicle}/launch?iss={state.base}&launch={state.launch(patient)}"
        filed = {kind: list(state.of(kind, patient)) for kind in FILED}
        framed = "framed" in request.args
        return render_template(
            "record.html", name=name(found), patient=found, filed=filed, cards=told, failed=failed,
            launch=launch, framed=framed,
        )  # fmt: skip

    return app


def _cards(state: State, patient: str) -> tuple[list[hooks.Json], bool]:
    """The cards, or that there are none because Fascicle did not answer."""
    try:
        return hooks.cards(state, patient), False
    except OSError:
        return [], True


def _shared(state: State, response: Response) -> Response:
    """Let the scripts of Fascicle's origin use the FHIR server and the token endpoint, and nobody else's."""
    if request.path.startswith(("/fhir", "/token")) and request.headers.get("Origin") == state.fascicle:
        response.headers["Access-Control-Allow-Origin"] = state.fascicle
        response.headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type"
        response.headers["Access-Control-Expose-Headers"] = "Location"
        response.headers["Vary"] = "Origin"
    return response
