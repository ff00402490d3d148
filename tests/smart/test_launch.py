"""From the EHR into the form and back, in Chromium."""

import base64

from playwright.sync_api import Browser, FrameLocator, Page, Route, expect

from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from tests.browser.axe import violations
from tests.browser.conftest import listening
from tests.smart.conftest import Ward

FORM = "html[data-script=on] #from-chart"


def open_record(page: Page, ward: Ward, patient: str = "f201") -> None:
    """From an open record to the EHR's question whether Fascicle may."""
    page.goto(f"{ward.ehr.address}/records/{patient}")
    page.locator("#open").click()
    expect(page.locator("h1")).to_have_text("May Fascicle open this record?")


def allow(page: Page | FrameLocator, *without: str) -> None:
    """Allow what is asked, but for scopes that begin so."""
    for scope in without:
        for box in page.locator(f"input[value^='{scope}']").all():
            box.uncheck()
    page.locator("button[value=allow]").click()


def told(page: Page, words: str) -> None:
    expect(page.locator("#told")).to_contain_text(words)
    expect(page.locator("#intake")).to_have_count(0)


def test_from_the_ehr_the_form_is_filled_in_and_the_name_stays_in_the_browser(window: Page, ward: Ward) -> None:
    open_record(window, ward)
    with window.expect_request("**/form/prefill") as prefill:
        allow(window)
    expect(window.locator(FORM)).to_contain_text("Albert Example, born 1961-03-14")
    sent = prefill.value.post_data or ""
    assert "1961-03-14" in sent
    assert "Albert" not in sent
    assert "authorization" not in prefill.value.headers
    assert int(window.locator("#patient-age_years").input_value()) >= 65
    expect(window.locator("input[name='patient.sex'][value=male]")).to_be_checked()
    expect(window.locator("#medications-0-name")).to_have_value("Salbutamol")
    expect(window.locator("#answer [data-level=urgent]")).to_be_visible()
    assert window.url == f"{ward.fascicle}/launch/chart"
    window.locator("#clear").click()
    expect(window.locator("#patient-age_years")).to_have_value("")
    expect(window.locator("#from-chart")).to_have_count(0)


def test_neither_page_nor_question_keeps_anybody_out(window: Page, ward: Ward) -> None:
    """By axe-core, with the question open over the form."""
    open_record(window, ward)
    allow(window)
    expect(window.locator(FORM)).to_be_focused()
    window.locator("#to-chart-ask").click()
    assert violations(window) == []


def test_by_hand_the_ehr_asks_for_the_patient(window: Page, ward: Ward) -> None:
    window.goto(f"{ward.fascicle}/launch")
    window.locator("select[name=patient]").select_option("f202")
    allow(window)
    expect(window.locator(FORM)).to_contain_text("Anna Sample")
    expect(window.locator("#medications-0-name")).to_have_value("Sertraline 50 MG Oral Tablet")
    expect(window.locator("#to-chart-ask")).to_be_visible()


def test_in_a_frame_of_the_ehr(window: Page, ward: Ward) -> None:
    window.goto(f"{ward.ehr.address}/records/f201?framed")
    frame = window.frame_locator("iframe")
    allow(frame)
    expect(frame.locator(FORM)).to_contain_text("Albert Example")
    frame.locator("#to-chart-ask").click()
    expect(frame.locator("#to-chart-sure")).to_be_visible()


def test_what_is_agreed_to_is_written_and_what_fails_is_told(window: Page, ward: Ward) -> None:
    ward.ehr.refused.add("DocumentReference")
    open_record(window, ward)
    allow(window)
    write(window)
    expect(window.locator("#to-chart-told")).to_contain_text("Written to the record: the answers given.")
    expect(window.locator("#to-chart-told")).to_contain_text("Not written: the clinic note. The EHR did not take it.")
    ward.ehr.refused.clear()
    write(window)
    expect(window.locator("#to-chart-told")).to_have_text("Written to the record: the clinic note.")
    response, note = ward.ehr.records[-2:]
    assert [response["resourceType"], note["resourceType"]] == ["QuestionnaireResponse", "DocumentReference"]
    assert {one["subject"]["reference"] for one in (response, note)} == {"Patient/f201"}
    assert response["status"] == "completed"
    assert "Neurology" in base64.b64decode(note["content"][0]["attachment"]["data"]).decode()


def write(page: Page) -> None:
    page.locator("#to-chart-ask").click()
    expect(page.locator("#to-chart-sure")).to_contain_text("Albert Example")
    page.locator("#to-chart-sure button[value=write]").click()


def test_nothing_is_written_that_was_not_agreed_to_or_cannot_be_read(window: Page, ward: Ward) -> None:
    open_record(window, ward)
    allow(window)
    before = len(ward.ehr.records)
    window.locator("#to-chart-ask").click()
    window.keyboard.press("Escape")
    window.locator("#onset-value").fill("never")
    write(window)
    expect(window.locator("#to-chart-told")).to_contain_text("Nothing was written")
    assert len(ward.ehr.records) == before


def test_without_leave_to_write_there_is_no_button_and_what_could_not_be_read_is_named(
    window: Page, ward: Ward
) -> None:
    open_record(window, ward)
    allow(window, "patient/QuestionnaireResponse", "patient/DocumentReference", "patient/MedicationRequest")
    expect(window.locator(FORM)).to_contain_text("may be missing below: medicines")
    expect(window.locator("#to-chart")).to_be_hidden()
    expect(window.locator("#medications-0-name")).to_have_value("")


def test_who_refuses_is_told_that_nothing_was_read(window: Page, ward: Ward) -> None:
    open_record(window, ward)
    window.locator("button[value=refuse]").click()
    told(window, "was not allowed")
    assert violations(window) == []
    window.reload()
    told(window, "Start again from the patient's record")


def test_an_ended_sign_in_is_told_and_nothing_is_lost(window: Page, ward: Ward) -> None:
    open_record(window, ward)
    allow(window)
    expect(window.locator(FORM)).to_contain_text("Albert Example")
    ward.ehr.tokens.clear()
    write(window)
    expect(window.locator("#to-chart-told")).to_contain_text("Not written: the clinic note. The sign-in has ended.")
    expect(window.locator("#medications-0-name")).to_have_value("Salbutamol")


def test_of_several_servers_the_clinician_chooses_and_one_that_lets_us_not_in_is_told(
    browser: Browser, ward: Ward, knowledge: Knowledge
) -> None:
    """The EHR lets in scripts of one Fascicle, and this is another."""
    config = Config(fhir_servers=(ward.ehr.base, "https://other.example/fhir"))
    page = browser.new_page()
    with listening(create_app(config, knowledge)) as address:
        page.goto(f"{address}/launch")
        told(page, "Choose where the record is")
        page.locator("#servers button").first.click()
        told(page, "could not be reached")
    page.close()


def configured(page: Page, ward: Ward, **changed: list[str]) -> None:
    """Open the form by hand from an EHR that tells something else of itself."""

    def answer(route: Route) -> None:
        told = route.fetch()
        route.fulfill(response=told, json={**told.json(), **changed})

    page.route("**/smart-configuration", answer)
    page.goto(f"{ward.fascicle}/launch")


def test_without_pkce_nobody_signs_in(window: Page, ward: Ward) -> None:
    configured(window, ward, code_challenge_methods_supported=["plain"])
    told(window, "lacks a protection")


def test_a_server_of_smart_1_is_asked_in_its_own_words(window: Page, ward: Ward) -> None:
    configured(window, ward, capabilities=["launch-standalone", "permission-v1"])
    expect(window.locator("h1")).to_have_text("May Fascicle open this record?")
    asked = [box.input_value() for box in window.locator("input[name=scope]").all()]
    assert asked[:2] == ["launch/patient", "patient/Patient.read"]
    allow(window)
    expect(window.locator("#to-chart-ask")).to_be_visible()


def test_the_sign_in_is_for_the_registered_app_alone(window: Page, ward: Ward) -> None:
    ward.ehr.client = "another"
    window.goto(f"{ward.fascicle}/launch")
    expect(window.locator("body")).to_contain_text("is not registered here")


def test_a_record_beyond_what_is_read_at_once_is_told(browser: Browser, ward: Ward) -> None:
    about = {"resourceType": "Condition", "subject": {"reference": "Patient/f201"}}
    ward.ehr.records += [{**about, "id": f"long-{place}", "code": {"text": "x" * 3000}} for place in range(400)]
    page = browser.new_page()
    open_record(page, ward)
    with page.expect_response("**/form/prefill") as answer:
        allow(page)
    assert answer.value.status == 413
    told(page, "holds more than this service reads at once")
    page.close()


NO_STORAGE = """Object.defineProperty(window, "sessionStorage",
  { get() { throw new DOMException("Access is denied for this document.", "SecurityError"); } })"""


def test_in_a_frame_whose_storage_is_blocked_the_way_out_is_told(browser: Browser, ward: Ward) -> None:
    page = browser.new_page()
    page.add_init_script(NO_STORAGE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{ward.ehr.address}/records/f201?framed")
    expect(page.frame_locator("iframe").locator("#told")).to_contain_text("Open it in a window of its own")
    assert not [url for url in asked if "authorize" in url or "smart-configuration" in url]
    page.close()
