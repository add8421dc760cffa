"""Everything that can be done in the editor, one row each.

A row makes the menu's entry, the shortcut, the tool tip and the line of the shortcuts sheet. What it calls
is a part of the window; nothing is worked out here.
"""

from typing import TYPE_CHECKING

from dfm.core.document.emotions import EMOTIONS, INTENSITIES, Emotion
from dfm.ui.actions import Call, Row, When, line
from dfm.ui.drawing import INSTANT, REFERENCE, TRAINED
from dfm.ui.players.modes import Mode

if TYPE_CHECKING:
    from dfm.ui.window import EditorWindow

DRAW_WITH = "Draw With"
"""The submenu of renderers."""
VIDEO, FACE, EDITS, SELECTED = When.VIDEO, When.FACE, When.EDITS, When.SELECTED

_FILE = (
    Row("file.new", "New Project", lambda w: w.files.new(), "Ctrl+N", icon="file-outline"),
    Row("file.open", "Open…", lambda w: w.files.open(), "Ctrl+O", icon="folder-open-outline"),
    Row("file.reopen", "Open Last", lambda w: w.open_last(), "Ctrl+Shift+O", under="Open Recent"),
    line("file"),
    Row("file.save", "Save", lambda w: w.files.save(), "Ctrl+S", VIDEO, "content-save-outline"),
    Row("file.save_as", "Save As…", lambda w: w.files.save_as(), "Ctrl+Shift+S", VIDEO),
    line("file"),
    Row("file.export", "Export Video…", lambda w: w.exports.video(), "Ctrl+E", VIDEO, "export-variant"),
    Row(
        "file.frame",
        "Export Frame…",
        lambda w: w.exports.frame(),
        "Ctrl+Shift+E",
        VIDEO,
        "image-outline",
    ),
    Row("file.list", "Export Edit List…", lambda w: w.exports.edit_list(), "", EDITS, "table"),
    line("file"),
    Row("file.quit", "Quit", lambda w: w.close(), "Ctrl+Q"),
)

_EDIT = (
    Row("edit.undo", "Undo", lambda w: w.verbs.undo(), "Ctrl+Z", When.UNDO, "undo", repeats=True),
    Row(
        "edit.redo", "Redo", lambda w: w.verbs.redo(), "Ctrl+Shift+Z Ctrl+Y", When.REDO, "redo", repeats=True
    ),
    Row("edit.history", "History", lambda w: w.show_history(), "Ctrl+H", VIDEO, "history"),
    line("edit"),
    Row("edit.cut", "Cut", lambda w: w.verbs.cut(), "Ctrl+X", SELECTED, "content-cut"),
    Row("edit.copy", "Copy", lambda w: w.verbs.copy(), "Ctrl+C", SELECTED, "content-copy"),
    Row("edit.paste", "Paste at Playhead", lambda w: w.verbs.paste(), "Ctrl+V", VIDEO, "content-paste"),
    Row("edit.duplicate", "Duplicate", lambda w: w.verbs.duplicate(), "Ctrl+D", SELECTED),
    Row("edit.delete", "Delete", lambda w: w.verbs.delete(), "Del Backspace", SELECTED, "delete-outline"),
    Row("edit.ripple", "Ripple Delete", lambda w: w.verbs.ripple_delete(), "Shift+Del", SELECTED),
    line("edit"),
    Row("edit.all", "Select All", lambda w: w.verbs.select_all(), "Ctrl+A", EDITS),
    Row("edit.none", "Select None", lambda w: w.verbs.select_none(), "Ctrl+Shift+A", SELECTED),
    line("edit"),
    Row("edit.preferences", "Preferences…", lambda w: w.show_preferences(), "Ctrl+,", icon="cog-outline"),
)


def _mode(number: int, mode: Mode) -> Row:
    """The row that sets input and output beside each other in one way."""
    return Row(
        f"view.{mode.name.lower()}",
        mode.value.capitalize(),
        lambda w: w.players.set_mode(mode),
        f"Alt+{number}",
        VIDEO,
        under="Pictures",
        is_on=lambda w: w.players.stage.mode is mode,
    )


def _zoom(name: str, text: str, call: Call, keys: str, glyph: str) -> Row:
    """The row that zooms the timeline, for as long as its key is held."""
    return Row(f"view.{name}", text, call, keys, VIDEO, glyph, repeats=True)


_VIEW = (
    *(_mode(number, mode) for number, mode in enumerate(Mode, 1)),
    Row("view.overlay", "Face Overlay", lambda w: w.players.toggle_overlay(), "F", VIDEO, "face-recognition"),
    Row("view.fit", "Fit Picture", lambda w: w.players.zoom_fit(), "Ctrl+0", VIDEO, "fit-to-screen-outline"),
    Row("view.actual", "Actual Pixels", lambda w: w.players.zoom_actual(), "Ctrl+Alt+0", VIDEO),
    line("view"),
    _zoom("closer", "Zoom In Timeline", lambda w: w.timeline.zoom_in(), "+ =", "magnify-plus-outline"),
    _zoom("wider", "Zoom Out Timeline", lambda w: w.timeline.zoom_out(), "-", "magnify-minus-outline"),
    Row(
        "view.whole",
        "Whole Timeline",
        lambda w: w.timeline.zoom_fit(),
        "\\",
        VIDEO,
        "arrow-expand-horizontal",
    ),
    line("view"),
    Row("view.theme", "Dark or Light", lambda w: w.exchange_theme(), "Ctrl+Shift+L", icon="theme-light-dark"),
    Row("view.full", "Full Screen", lambda w: w.toggle_full_screen(), "F11", icon="fullscreen"),
)


def _adding(emotion: Emotion) -> Row:
    """The row that adds an emotion at the playhead."""
    name = emotion.name
    return Row(
        f"clip.add_{name}",
        name.capitalize(),
        lambda w: w.verbs.add(name),
        emotion.key,
        FACE,
        under="Add Emotion",
        tells=f"Add {name} at the playhead",
    )


def _changing(emotion: Emotion) -> Row:
    """The row that gives the selected edits another emotion."""
    name = emotion.name
    return Row(
        f"clip.be_{name}",
        name.capitalize(),
        lambda w: w.verbs.set_emotion(name),
        f"Shift+{emotion.key}",
        SELECTED,
        under="Change Emotion",
        tells=f"Make the selected edits {name}",
    )


def _strength(number: int, name: str, value: float) -> Row:
    """The row that gives the selected edits a named intensity."""
    return Row(
        f"clip.{name}",
        name.capitalize(),
        lambda w: w.verbs.set_intensity(value),
        f"Ctrl+{number}",
        SELECTED,
        under="Intensity",
        tells=f"Make the selected edits of {name} intensity",
    )


def _nudge(name: str, text: str, frames: int, keys: str) -> Row:
    """The row that moves the selected edits by some frames."""
    return Row(
        f"clip.{name}", text, lambda w: w.verbs.nudge(frames), keys, SELECTED, under="Nudge", repeats=True
    )


_CLIP = (
    *map(_adding, EMOTIONS),
    *map(_changing, EMOTIONS),
    Row(
        "clip.reference",
        "Add Reference…",
        lambda w: w.borrowing.choose(),
        "Shift+R",
        VIDEO,
        "account-arrow-right-outline",
        tells="Add the expression of a photograph or a video at the playhead",
    ),
    Row(
        "clip.preset",
        "Save Expression as Preset…",
        lambda w: w.borrowing.save_preset(),
        "Shift+P",
        FACE,
        "bookmark-plus-outline",
        tells="Keep what the face shows at the playhead, or the selected reference, in the palette",
    ),
    Row(
        "clip.person",
        "Choose a Person's File…",
        lambda w: w.casting.choose(),
        "Ctrl+Shift+P",
        FACE,
        "account-outline",
        under="Person of the Face",
        tells="Let the face play emotions as one person does",
    ),
    Row(
        "clip.train",
        "Train from Videos…",
        lambda w: w.casting.ask_training(),
        "Ctrl+Alt+P",
        FACE,
        "school-outline",
        under="Person of the Face",
        tells="Learn from videos how a person shows emotions",
    ),
    Row(
        "clip.anybody",
        "Anybody",
        lambda w: w.casting.clear(),
        "",
        When.PERSON,
        "account-off-outline",
        under="Person of the Face",
        tells="Let the face play emotions as most people do again",
    ),
    *(_strength(number, name, value) for number, (name, value) in enumerate(INTENSITIES.items(), 1)),
    line("clip"),
    Row("clip.split", "Split at Playhead", lambda w: w.verbs.split(), "S Ctrl+K", EDITS, "content-cut"),
    Row("clip.take", "Another Take", lambda w: w.verbs.another_take(), "T", SELECTED, "dice-5-outline"),
    Row("clip.enabled", "Switch On or Off", lambda w: w.verbs.toggle_enabled(), "E", SELECTED, "eye-outline"),
    _nudge("earlier", "One Frame Earlier", -1, "Alt+Left"),
    _nudge("later", "One Frame Later", 1, "Alt+Right"),
    _nudge("much_earlier", "Ten Frames Earlier", -10, "Alt+Shift+Left"),
    _nudge("much_later", "Ten Frames Later", 10, "Alt+Shift+Right"),
    line("clip"),
    Row("clip.marker", "Add Marker", lambda w: w.verbs.add_marker(), "M", VIDEO, "map-marker-outline"),
    Row("clip.unmark", "Remove Marker", lambda w: w.verbs.remove_marker(), "Shift+M", VIDEO),
    Row("clip.in", "Set In Point", lambda w: w.verbs.mark_in(), "I", VIDEO, "ray-start"),
    Row("clip.out", "Set Out Point", lambda w: w.verbs.mark_out(), "O", VIDEO, "ray-end"),
    Row("clip.clear_marks", "Clear In and Out", lambda w: w.verbs.clear_marks(), "Alt+X", When.MARKED),
)


def _is_looping(window: "EditorWindow") -> bool:
    return window.players.playback.loops


def _is_snapping(window: "EditorWindow") -> bool:
    return window.timeline.magnet.is_on


_PLAY = (
    Row("play.play", "Play or Pause", lambda w: w.players.play_pause(), "Space", VIDEO, "play"),
    Row("play.forward", "Shuttle Forward", lambda w: w.players.shuttle_forward(), "L", VIDEO, "fast-forward"),
    Row("play.stop", "Stop", lambda w: w.players.stop_shuttle(), "K", VIDEO, "pause"),
    Row("play.back", "Shuttle Back", lambda w: w.players.shuttle_back(), "J", VIDEO, "rewind"),
    line("play"),
    Row("play.next", "Next Frame", lambda w: w.players.step(1), "Right", VIDEO, "step-forward", repeats=True),
    Row(
        "play.last",
        "Previous Frame",
        lambda w: w.players.step(-1),
        "Left",
        VIDEO,
        "step-backward",
        repeats=True,
    ),
    Row("play.ten_on", "Ten Frames On", lambda w: w.players.step(10), "Shift+Right", VIDEO, repeats=True),
    Row("play.ten_back", "Ten Frames Back", lambda w: w.players.step(-10), "Shift+Left", VIDEO, repeats=True),
    Row("play.start", "To the Start", lambda w: w.players.go_start(), "Home", VIDEO, "skip-previous"),
    Row("play.end", "To the End", lambda w: w.players.go_end(), "End", VIDEO, "skip-next"),
    line("play"),
    Row("play.next_edge", "Next Clip Edge", lambda w: w.verbs.next_edge(), "Down", VIDEO),
    Row("play.last_edge", "Previous Clip Edge", lambda w: w.verbs.previous_edge(), "Up", VIDEO),
    Row("play.next_marker", "Next Marker", lambda w: w.verbs.next_marker(), "Shift+Down", VIDEO),
    Row("play.last_marker", "Previous Marker", lambda w: w.verbs.previous_marker(), "Shift+Up", VIDEO),
    line("play"),
    Row("play.loop", "Loop", lambda w: w.players.toggle_loop(), "R", VIDEO, is_on=_is_looping),
)


def _drawing(name: str, text: str, tells: str, when: When = VIDEO) -> Row:
    """The row that lets a renderer finish the frames."""
    return Row(
        f"tools.{name}",
        text,
        lambda w: w.renderers.use(name),
        when=when,
        under=DRAW_WITH,
        is_on=lambda w: w.renderers.current == name,
        tells=tells,
    )


_TOOLS = (
    Row(
        "tools.reenact",
        "Reenact Video",
        lambda w: w.reenact(),
        "Ctrl+R Ctrl+Return",
        EDITS,
        "movie-open-play-outline",
        tells="Render every edit in full quality",
    ),
    _drawing(INSTANT, "Instant", "Draw each frame from itself alone, quickly"),
    _drawing(REFERENCE, "Reference", "Borrow teeth, lids and folds from other frames of the video"),
    _drawing(TRAINED, "Trained", "Draw with the net that was trained for this project", When.TRAINED),
    line("tools", DRAW_WITH),
    Row(
        "tools.train",
        "Train for This Video…",
        lambda w: w.renderers.ask_training(),
        "Ctrl+Shift+R",
        FACE,
        "school-outline",
        under=DRAW_WITH,
        tells="Let a net learn this video, to draw what it hardly shows",
    ),
    Row(
        "tools.renderer",
        "Choose a Trained Renderer…",
        lambda w: w.renderers.choose(),
        "",
        VIDEO,
        "folder-open-outline",
        under=DRAW_WITH,
        tells="Draw with a renderer that was trained before",
    ),
    Row("tools.snap", "Snapping", lambda w: w.timeline.toggle_snapping(), "N", VIDEO, is_on=_is_snapping),
    line("tools"),
    Row("tools.cancel", "Cancel the Job", lambda w: w.cancel_job(), "Ctrl+.", icon="close"),
)

_HELP = (
    Row("help.keys", "Keyboard Shortcuts", lambda w: w.show_shortcuts(), "F1", icon="keyboard-outline"),
    Row("help.tips", "Show the First Tips Again", lambda w: w.show_tips_again(), icon="lightbulb-outline"),
    Row("help.about", "About and Licences", lambda w: w.show_about(), icon="information-outline"),
)

ROWS: tuple[Row, ...] = (*_FILE, *_EDIT, *_VIEW, *_CLIP, *_PLAY, *_TOOLS, *_HELP)
