"""What the notice bar says: failures and what has come of long work, each beside what can be done now."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from dfm.ui.casting import Casting
from dfm.ui.desk import Desk, Failure
from dfm.ui.exports import Exports, show_folder
from dfm.ui.files import Files
from dfm.ui.renderers import Renderers
from dfm.ui.training import Verdict
from dfm.ui.widgets.notice_bar import NoticeBar, Remedy


class News(QObject):
    """Listens to the parts and has the notice bar tell of them."""

    def __init__(self, notices: NoticeBar, desk: Desk, files: Files, casting: Casting,
                 renderers: Renderers, exports: Exports) -> None:  # fmt: skip
        super().__init__(notices)
        self._notices, self._files = notices, files
        self._casting, self._renderers = casting, renderers
        desk.failed.connect(notices.show_failure)
        files.video_lost.connect(self._offer_to_find_video)
        casting.person_lost.connect(self._offer_another_person)
        renderers.renderer_lost.connect(self._offer_another_renderer)
        renderers.trained.connect(self._tell_of_training)
        exports.written.connect(self._tell_of_file)

    @Slot(object)
    def _offer_to_find_video(self, failure: Failure) -> None:
        self._notices.show_failure(failure, Remedy("Find It…", self._files.find_video))

    @Slot(object, int)
    def _offer_another_person(self, failure: Failure, face: int) -> None:
        self._notices.show_failure(failure, Remedy("Choose It…", lambda: self._casting.choose(face)))

    @Slot(object)
    def _offer_another_renderer(self, failure: Failure) -> None:
        self._notices.show_failure(failure, Remedy("Choose It…", self._renderers.choose))

    @Slot(object)
    def _tell_of_training(self, verdict: Verdict) -> None:
        show = Remedy("Show Pictures…", self._renderers.show_course)
        self._notices.show_news(f"{verdict.file.name} is trained. {verdict.words} {verdict.fate}", show)

    @Slot(object)
    def _tell_of_file(self, path: Path) -> None:
        folder = Remedy("Show in Folder", lambda: show_folder(path))
        self._notices.show_news(f"{path.name} is ready.", folder)
