"""Pictures fill their views, stay under the pointer when magnified, and leave no edge bare."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QRectF, QSize

from dfm.ui.players.framing import FIT, Cut, Framing, cut_of, panned, place, target_of, zoomed

SIZES = st.builds(QSize, st.integers(48, 4000), st.integers(48, 4000))
VIEWS = st.builds(QSize, st.integers(64, 2000), st.integers(64, 2000))
SHARES = st.floats(0, 1)


def test_a_picture_is_fitted_into_the_middle() -> None:
    assert place(FIT, QSize(1280, 720), QSize(640, 480)) == QRectF(0, 60, 640, 360)


def test_at_its_own_size_a_pixel_is_a_pixel() -> None:
    lies = place(Framing(1.0), QSize(1280, 720), QSize(640, 360))
    assert lies == QRectF(-320, -180, 1280, 720)
    cut = cut_of(lies, QSize(1280, 720), QSize(640, 360))
    assert cut == Cut((640, 360), (320, 180, 640, 360))


def test_pixels_that_are_not_square_are_cut_in_raster_pixels() -> None:
    lies = place(Framing(1.0), QSize(1440, 1080), QSize(720, 540))
    cut = cut_of(lies, QSize(1080, 1080), QSize(720, 540))
    assert cut == Cut((720, 540), (270, 270, 540, 540))


@given(SIZES, VIEWS)
def test_fitted_pictures_lie_inside_and_touch_two_edges(picture: QSize, view: QSize) -> None:
    lies = place(FIT, picture, view)
    assert QRectF(0, 0, view.width(), view.height()).contains(lies)
    assert lies.width() == view.width() or lies.height() == view.height()


@given(SIZES, VIEWS, SHARES, SHARES, st.floats(1.1, 8))
def test_what_is_under_the_pointer_stays_there(
    picture: QSize, view: QSize, x: float, y: float, factor: float
) -> None:
    before = place(FIT, picture, view)
    at = QPointF(before.x() + x * before.width(), before.y() + y * before.height())
    framing = zoomed(FIT, factor, at, picture, view)
    after = place(framing, picture, view)
    sideways = abs((at.x() - after.x()) - x * after.width())
    upright = abs((at.y() - after.y()) - y * after.height())
    wide, high = after.width() > view.width(), after.height() > view.height()
    assert sideways < 2 or not wide or _held_back(after, view)
    assert upright < 2 or not high or _held_back(after, view)


def _held_back(lies: QRectF, view: QSize) -> bool:
    """Whether the picture was kept from leaving an edge bare."""
    right, bottom = lies.x() + lies.width(), lies.y() + lies.height()
    return 0 in (lies.x(), lies.y()) or right == view.width() or bottom == view.height()


@given(SIZES, VIEWS, st.floats(0.02, 16), SHARES, SHARES, st.floats(-900, 900), st.floats(-900, 900))
def test_panning_leaves_no_edge_bare(
    picture: QSize, view: QSize, scale: float, x: float, y: float, right: float, down: float
) -> None:
    framing = panned(Framing(scale, x, y), QPointF(right, down), picture, view)
    lies = place(framing, picture, view)
    for start, length, room in (
        (lies.x(), lies.width(), view.width()),
        (lies.y(), lies.height(), view.height()),
    ):
        if length >= room:
            assert start <= 0
            assert start + length >= room
        else:
            assert start == (room - length) // 2


@given(SIZES, VIEWS, st.floats(0.02, 16), SHARES, SHARES)
def test_a_cut_covers_the_view_and_little_more(
    picture: QSize, view: QSize, scale: float, x: float, y: float
) -> None:
    lies = place(Framing(scale, x, y), picture, view)
    cut = cut_of(lies, picture, view)
    target = target_of(cut.part, lies, picture)
    assert cut.size == (target.width(), target.height())
    seen = lies.toRect().intersected(QRect(0, 0, view.width(), view.height()))
    pixel = max(1, round(scale)) + 1
    assert target.adjusted(-1, -1, 1, 1).contains(seen)
    assert seen.adjusted(-pixel, -pixel, pixel, pixel).contains(target) or cut.part is None


def test_zooming_out_comes_back_to_fit() -> None:
    framing, middle = FIT, QPointF(320, 180)
    for factor in (1.25, 1.25, 1 / 1.25, 1 / 1.25):
        framing = zoomed(framing, factor, middle, QSize(1280, 720), QSize(640, 360))
    assert framing == FIT
