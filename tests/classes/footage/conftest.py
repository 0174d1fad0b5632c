"""A running class, tiny films drawn once."""

from __future__ import annotations

from pathlib import Path

import pytest

from classes.models import TrainingClass
from tests.builders.footage import film
from tests.builders.running import Size, make_running_class
from tests.cast import Cast


@pytest.fixture
def training_class(cast: Cast) -> TrainingClass:
    return make_running_class(cast, Size(people=1))


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """plain.mp4 is twelve minutes, one picture a second; again.mp4 the same drawn smaller; gap.mp4 has a hole."""
    folder = tmp_path_factory.mktemp("films")
    film(folder / "plain.mp4", 720, created="2026-06-15T00:30:00Z")
    film(folder / "again.mp4", 720, more=",scale=48:36", crf=30)
    film(folder / "gap.mp4", 720, more=r",select='not(between(t\,300\,320))'")
    return folder
