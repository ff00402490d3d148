"""The mock EHR and a Fascicle that knows it, each on a port of its own, and a watched window between them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from examples.mock_ehr.app import create_ehr
from examples.mock_ehr.state import State
from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from service.loader.margins import Margins
from tests.browser.conftest import PATIENCE, listening
from tests.browser.watch import Watch


@dataclass
class Ward:
    """One hospital with both at work."""

    ehr: State
    fascicle: str


@pytest.fixture(scope="package")
def both(knowledge: Knowledge, margins: Margins) -> Iterator[Ward]:
    """The two servers."""
    ehr = create_ehr("", "")
    state: State = ehr.extensions["ehr"]
    with listening(ehr) as state.address:
        config = Config(fhir_servers=(state.base,), frame_ancestors=(state.address,))
        with listening(create_app(config, knowledge, margins)) as state.fascicle:
            yield Ward(state, state.fascicle)


@pytest.fixture
def ward(both: Ward) -> Iterator[Ward]:
    """The two servers, with the records as they came."""
    yield both
    fresh = State(both.ehr.address, both.fascicle)
    both.ehr.__dict__.update(fresh.__dict__)


@pytest.fixture
def window(browser: Browser, ward: Ward) -> Iterator[Page]:
    """A page; whatever goes wrong in it, or is kept by it, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    watch = Watch(context, ward.fascicle)
    watch.expected += [
        f"calls {ward.ehr.address}",
        f"from {ward.ehr.address}",
        f"asks with a query: {ward.fascicle}/launch",
    ]
    yield context.new_page()
    found = watch.faults()
    context.close()
    assert found == []
