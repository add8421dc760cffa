"""Every renderer has its course, and budgets stand where they are promised."""

import pytest

from dfm.core.budgets import COURSES, RATE, course_of
from dfm.core.errors import UsageError
from dfm.core.planner import RENDERERS, needs_references


def test_every_renderer_has_a_course() -> None:
    assert set(COURSES) == set(RENDERERS)
    for name, course in COURSES.items():
        assert all(size.drawing for size in course.sizes)
        assert bool(course.bank) == needs_references(name)
        assert max(course.held) < max(course.held_long)
    with pytest.raises(UsageError, match="instant"):
        course_of("magic")


def test_the_reference_renderer_is_measured_with_the_faces_of_its_promises() -> None:
    sizes = {size.name: size for size in course_of("reference").sizes}
    faces = {name: round(size.shape.height * size.shape.face_share) for name, size in sizes.items()}
    assert faces == {"720p": 256, "4K": 1000}
    assert sizes["720p"].shape.frames == 5 * RATE
    assert not sizes["4K"].whole
