"""Slow work beside the window: one thread a lane steps the core's generators, in the order they came.

It knows nothing of videos and edits. A job is cancelled by closing its generator, in its own thread, at
its next yield. Everything that callers hear of arrives in the window's thread.
"""

import os
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from enum import Enum
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot

from dfm.core.errors import Cancelled, DfmError
from dfm.core.jobs import Job, Progress
from dfm.ui.desk import Failure

LOOKS_MS = 50
"""How often the progress of running jobs is looked at."""
RATE_SECONDS = 4.0
"""The stretch of time over which a rate is taken."""
LEAST_RATE_SECONDS = 0.4
NICE = 10
"""By how much long work stands back behind the window, as Unix counts it."""

Result = TypeVar("Result")


class Lane(Enum):
    """Jobs of one lane run one after the other; lanes run beside each other."""

    ANALYSIS = "analysis"
    RENDER = "render"
    TRAIN = "train"
    PREPARE = "prepare"
    QUICK = "quick"
    """Short questions, which no list of jobs shows."""


class JobState(Enum):
    """What has become of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


def failure_of(error: BaseException) -> Failure:
    """An error as the user is told: the sentence of one that was foreseen, the traceback of any other."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, DfmError):
        return Failure(str(error), details if error.__cause__ else "")
    if isinstance(error, FileNotFoundError) and error.filename:
        gone = f"{error.filename} is gone: put it back, or choose it again where it is now."
        return Failure(gone, details)
    if isinstance(error, MemoryError):
        return Failure(
            "There is not enough memory: close other programs, or a shorter video may fit.", details
        )
    return Failure("Something unforeseen went wrong; the details say what, and nothing was lost.", details)


class _Task:
    """A job as its thread sees it: what to step, whether to stop, how far it is and what came of it."""

    def __init__(self, make_job: Callable[[], Job[Any]]) -> None:
        self.cancelled = threading.Event()
        self.taken = False
        """Whether its thread has got to it; set before that looks if it was cancelled."""
        self.progress: Progress | None = None
        self.result: Any = None
        self.error: BaseException | None = None
        self._make_job = make_job

    def run(self) -> None:
        """Step the job to its end; nothing is raised."""
        try:
            self._step(self._make_job())
        except BaseException as error:
            self.error = error

    def _step(self, job: Job[Any]) -> None:
        try:
            while not self.cancelled.is_set():
                self.progress = next(job)
        except StopIteration as end:
            self.result = end.value
            return
        job.close()
        raise Cancelled("cancelled.")


class _Worker(QThread):
    """The thread of one lane."""

    began = Signal(object)
    """_Task"""
    ended = Signal(object)
    """_Task"""

    def __init__(self, *, gives_way: bool) -> None:
        super().__init__()
        self._gives_way = gives_way
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()

    def add(self, task: _Task) -> None:
        """Run this after those that came before."""
        self._tasks.put(task)

    def finish(self) -> None:
        """Return once the tasks so far are over."""
        self._tasks.put(None)
        self.wait()

    def run(self) -> None:
        """Run tasks until there are no more."""
        if self._gives_way:
            _give_way()
        while (task := self._tasks.get()) is not None:
            task.taken = True
            if not task.cancelled.is_set():
                self.began.emit(task)
                task.run()
            self.ended.emit(task)


def _give_way() -> None:
    """Let the window and its pictures go before this thread, and before those that it starts."""
    if sys.platform == "linux":  # elsewhere it would be the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


class RunningJob(QObject):
    """One job as the window sees it; it stays readable after its end."""

    progressed = Signal()
    """Its numbers are others, at most twenty times a second; or it has left the queue."""
    ended = Signal()
    """It is done, failed or cancelled, and its callbacks were called."""

    _stopped = Signal()

    def __init__(self, title: str, lane: Lane, stop: threading.Event) -> None:
        super().__init__()
        self.title, self.lane = title, lane
        self.state = JobState.QUEUED
        self.stage, self.unit = "", "frames"
        self.done = 0
        self.total: int | None = None
        self.failure: Failure | None = None
        self.show_course: Callable[[], object] | None = None
        """Shows more of how it goes, where there is more."""
        self._stop = stop
        self._seen: deque[tuple[float, int]] = deque()

    @property
    def is_stopping(self) -> bool:
        """Whether it was cancelled but still runs."""
        return self._stop.is_set() and not self.state.is_over

    @property
    def rate(self) -> float | None:
        """Steps a second of late, or None while nobody can tell."""
        if len(self._seen) < 2:
            return None
        (since, first), (now, last) = self._seen[0], self._seen[-1]
        return (last - first) / (now - since) if now - since >= LEAST_RATE_SECONDS else None

    @property
    def seconds_left(self) -> float | None:
        """How long this stage still takes, or None while nobody can tell."""
        rate = self.rate
        return (self.total - self.done) / rate if self.total is not None and rate else None

    def cancel(self) -> None:
        """Stop at the job's next step; harmless when it is over."""
        if not self.state.is_over:
            self._stop.set()
            self._stopped.emit()
            self.progressed.emit()

    def show(self, progress: Progress) -> None:
        """Take over how far the job has come."""
        if progress.stage != self.stage or progress.done < self.done:
            self._seen.clear()
        self.stage, self.unit = progress.stage, progress.unit
        self.done, self.total = progress.done, progress.total
        now = time.monotonic()
        self._seen.append((now, progress.done))
        while now - self._seen[0][0] > RATE_SECONDS and len(self._seen) > 2:
            self._seen.popleft()
        self.progressed.emit()


class _Entry:
    """A job with its task and those who wait for it."""

    def __init__(
        self,
        job: RunningJob,
        task: _Task,
        on_done: Callable[[Any], None],
        on_failed: Callable[[Failure], None],
        on_dropped: Callable[[Any], None] | None,
    ) -> None:
        self.job, self.task, self.on_done, self.on_failed = job, task, on_done, on_failed
        self.on_dropped = on_dropped


class JobRunner(QObject):
    """Runs jobs and tells of them."""

    jobs_changed = Signal()
    """A job was added, began or is over."""
    job_failed = Signal(object)
    """Failure of a job whose starter did not ask to hear of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[_Task, _Entry] = {}
        self._workers: dict[Lane, _Worker] = {}
        self._is_stopping = False
        self._looks = QTimer(self)
        self._looks.setInterval(LOOKS_MS)
        self._looks.timeout.connect(self._look)
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self.stop_all)

    @property
    def jobs(self) -> tuple[RunningJob, ...]:
        """The jobs that wait or run, in the order they came, without the quick ones."""
        return tuple(each.job for each in self._entries.values() if each.job.lane is not Lane.QUICK)

    def start(
        self,
        title: str,
        make_job: Callable[[], Job[Result]],
        *,
        lane: Lane,
        on_done: Callable[[Result], None],
        on_failed: Callable[[Failure], None] | None = None,
        on_dropped: Callable[[Result], None] | None = None,
    ) -> RunningJob:
        """Queue a job; `make_job` is called in the lane's thread, the others here once it is over.

        Whoever cancels a job hears no more of it than its `ended`; `on_dropped` puts away a result that
        came all the same.
        """
        task = _Task(make_job)
        job = RunningJob(title, lane, task.cancelled)
        if self._is_stopping:
            job.state = JobState.CANCELLED
            return job
        if all(each.job.lane is not lane for each in self._entries.values()):
            job.state = JobState.RUNNING  # its thread takes it at once
        job._stopped.connect(self._leave_queue)
        self._entries[task] = _Entry(job, task, on_done, on_failed or self.job_failed.emit, on_dropped)
        self._worker(lane).add(task)
        self._looks.start()
        self.jobs_changed.emit()
        return job

    def ask(
        self,
        title: str,
        make_job: Callable[[], Job[Result]],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Failure], None],
    ) -> RunningJob:
        """Queue a short question."""
        return self.start(title, make_job, lane=Lane.QUICK, on_done=on_done, on_failed=on_failed)

    @Slot()
    def stop_all(self) -> None:
        """Cancel everything and return once every thread has ended; nobody is called back.

        What is started meanwhile, by someone who hears of an end, is cancelled too.
        """
        self._is_stopping = True
        entries = list(self._entries.values())
        for entry in entries:
            entry.task.cancelled.set()
        for worker in self._workers.values():
            worker.finish()
        self._workers.clear()
        for entry in entries:
            self._end(entry, JobState.CANCELLED)
        self._is_stopping = False

    def _worker(self, lane: Lane) -> _Worker:
        if lane not in self._workers:
            worker = _Worker(gives_way=lane is not Lane.QUICK)
            worker.setObjectName(f"dfm-{lane.value}")
            worker.began.connect(self._on_began, Qt.ConnectionType.QueuedConnection)
            worker.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
            worker.start()
            self._workers[lane] = worker
        return self._workers[lane]

    @Slot()
    def _look(self) -> None:
        """Show what has moved since the last look."""
        for entry in list(self._entries.values()):
            progress, job = entry.task.progress, entry.job
            if progress and (progress.stage, progress.done, progress.total) != (
                job.stage,
                job.done,
                job.total,
            ):
                job.show(progress)

    @Slot(object)
    def _on_began(self, task: _Task) -> None:
        if entry := self._entries.get(task):
            entry.job.state = JobState.RUNNING
            entry.job.progressed.emit()
            self.jobs_changed.emit()

    @Slot(object)
    def _on_ended(self, task: _Task) -> None:
        entry = self._entries.get(task)
        if entry is None:
            return
        self._look()
        if task.cancelled.is_set() or isinstance(task.error, Cancelled):
            self._end(entry, JobState.CANCELLED)
        elif task.error is not None:
            failure = entry.job.failure = failure_of(task.error)
            self._end(entry, JobState.FAILED, lambda: entry.on_failed(failure))
        else:
            self._end(entry, JobState.DONE, lambda: entry.on_done(task.result))

    @Slot()
    def _leave_queue(self) -> None:
        """Jobs that were cancelled before they began are over at once; a begun one may still bring a result,
        which has to be put away."""
        for entry in list(self._entries.values()):
            if entry.task.cancelled.is_set() and not entry.task.taken:
                self._end(entry, JobState.CANCELLED)

    def _end(self, entry: _Entry, state: JobState, tell: Callable[[], None] | None = None) -> None:
        if self._entries.pop(entry.task, None) is None:
            return
        entry.job.state = state
        if not self._entries:
            self._looks.stop()
        self.jobs_changed.emit()
        result, on_dropped = entry.task.result, entry.on_dropped
        try:
            if tell is not None:
                tell()
            elif result is not None and on_dropped is not None:
                on_dropped(result)
        finally:
            entry.job.ended.emit()
