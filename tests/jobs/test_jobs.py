"""A job is asked for once, followed, stopped by who may, kept for a time, and told as stopped when its worker dies."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from copilote.cop.models import User
from copilote.jobs import asking, keeping, running, worker
from copilote.jobs.asking import cancel, find, start
from copilote.jobs.models import LOST, LOST_S, Job, State
from copilote.jobs.running import Run, maker_of, queue_again, work
from copilote.jobs.worker import Worker, serve_jobs
from copilote.reference.errors import BusyError, InputError
from copilote.sharing.documents.sheets_job import KIND, make_sheets
from support_jobs import do_jobs

from .conftest import Made, simple


def ask(key: str = "a", **options: Any) -> Job:
    return start("essai", key, {"n": 1}, **options)


def seen(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def silent(job: Job) -> None:
    """As when its process died."""
    beat = timezone.now() - timedelta(seconds=LOST_S + 1)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, beat=beat, attempts=1)


def user(email: str) -> User:
    return User.objects.create(email=email)


def test_what_many_ask_for_is_made_once_and_kept() -> None:
    assert find("essai", "a").status == State.NONE
    assert ask() == ask()
    do_jobs()
    job = ask()
    assert (job.status, job.done, job.total, job.attempts) == (State.READY, 1, 1, 1)
    assert job.path.read_text() == "{'n': 1}"
    assert job.size == job.path.stat().st_size
    assert [path.name for path in job.path.parent.iterdir()] == [job.file]
    assert DBTaskResult.objects.count() == 1
    assert job.task is not None
    assert job.task.return_value == State.READY


def test_who_waits_for_a_worker_that_is_not_there_is_told() -> None:
    job = ask()
    assert not job.stranded, "it is looked for every second"
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(seconds=LOST_S + 1))
    assert seen(job).stranded
    ask("b")
    Job.objects.filter(key="b").update(state=State.READY, beat=timezone.now())
    assert not seen(job).stranded, "the worker has just ended another"
    Job.objects.filter(key="b").update(state=State.RUNNING, beat=timezone.now() - timedelta(seconds=LOST_S + 1))
    assert seen(job).stranded, "it died"
    do_jobs()
    assert not seen(job).stranded


def test_a_file_that_is_gone_is_made_again() -> None:
    ask()
    do_jobs()
    find("essai", "a").path.unlink()
    assert find("essai", "a").status == State.NONE
    ask()
    do_jobs()
    assert find("essai", "a").status == State.READY


def test_what_one_asks_for_oneself_is_for_nobody_else() -> None:
    anne, bob = user("anne@exemple.fr"), user("bob@exemple.fr")
    own = ask(owner=anne.pk)
    assert len({own.pk, ask(owner=bob.pk).pk, ask().pk}) == 3
    assert find("essai", "a", anne.pk) == own
    assert find("essai", "b", bob.pk).status == State.NONE


def test_a_few_at_a_time() -> None:
    anne = user("anne@exemple.fr")
    for rank in range(asking.MOST_FOR_ALL):
        ask(str(rank))
    with pytest.raises(BusyError, match="réessayez"):
        ask("de trop")
    assert not Job.objects.filter(key="de trop").exists()
    assert ask("0").key == "0", "what is asked for already is given"
    for rank in range(asking.MOST_EACH):
        ask(str(rank), owner=anne.pk)
    with pytest.raises(BusyError):
        ask("de trop", owner=anne.pk)
    silent(find("essai", "0"))
    assert ask("de trop").under_way, "one whose process died takes no place"


def test_a_visitor_stops_nothing_and_nobody_what_is_another_s() -> None:
    anne, bob = user("anne@exemple.fr"), user("bob@exemple.fr")
    own = ask(owner=anne.pk)
    for job, by in ((own, None), (own, bob.pk), (ask(), None)):
        with pytest.raises(PermissionDenied):
            cancel(job, by)
        assert seen(job).under_way
    cancel(own, anne.pk)
    assert seen(own).status == State.CANCELLED
    do_jobs()
    assert seen(own).status == State.CANCELLED, "what was stopped before its turn is not made"


def test_one_under_way_stops_after_the_step_in_hand(made_by: Made) -> None:
    anne = user("anne@exemple.fr")

    def long(run: Run) -> None:
        cancel(find("essai", "a"), anne.pk)
        run.progress(1, 1)
        assert run.cancelled()

    made_by(long)
    ask()
    do_jobs()
    job = find("essai", "a")
    assert (job.status, job.done, job.file) == (State.CANCELLED, 0, "")


def test_what_goes_wrong_is_told_in_french(made_by: Made, home: Path) -> None:
    def refused(run: Run) -> None:
        raise InputError("Aucune fiche n’a pu être faite.")

    def broken(run: Run) -> None:
        run.left_out("Indre", "incident")
        run.output.write_text("half")
        raise MemoryError

    made_by(refused)
    ask()
    do_jobs()
    assert find("essai", "a").why == "Aucune fiche n’a pu être faite."
    made_by(broken)
    ask("b")
    do_jobs()
    job = find("essai", "b")
    assert (job.status, job.why, job.failures) == (State.FAILED, "Incident (MemoryError).", [["Indre", "incident"]])
    assert job.task is not None
    assert "MemoryError" in job.task.traceback
    assert list((home / "jobs").iterdir()) == [], "nothing half-written stays"


def test_one_whose_process_died_is_told_as_stopped_and_begins_again_when_asked() -> None:
    job = ask()
    silent(job)
    assert (seen(job).status, seen(job).why) == (State.FAILED, LOST)
    again = ask()
    assert (again.pk, again.status, again.turn, again.attempts) == (job.pk, State.WAITING, 2, 0)
    do_jobs()
    assert seen(job).status == State.READY


def test_one_whose_process_died_begins_again_by_itself_twice_at_most() -> None:
    job = ask()
    for attempt in range(1, keeping.RETRIES + 1):
        silent(job)
        Job.objects.filter(pk=job.pk).update(attempts=attempt)
        keeping.tidy()
        assert seen(job).status == State.WAITING
    silent(job)
    Job.objects.filter(pk=job.pk).update(attempts=keeping.RETRIES + 1)
    keeping.tidy()
    assert (seen(job).state, seen(job).why) == (State.FAILED, LOST)


def test_one_that_somebody_stopped_does_not_begin_again_when_its_process_dies() -> None:
    job = ask()
    silent(job)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    keeping.tidy()
    assert seen(job).status == State.CANCELLED


def test_one_taken_from_the_queue_by_a_worker_that_died_before_it_began_is_put_back() -> None:
    job = ask()
    past = timezone.now() - timedelta(seconds=LOST_S + 1)
    keeping.tidy()
    assert seen(job).turn == 1
    DBTaskResult.objects.update(status="RUNNING", started_at=past)
    keeping.tidy()
    assert seen(job).turn == 2
    do_jobs()
    assert seen(job).status == State.READY


def test_a_process_that_was_given_up_writes_nothing_more(made_by: Made, home: Path) -> None:
    def slow(run: Run) -> None:
        silent(find("essai", "a"))
        ask()  # somebody else begins it again meanwhile
        made_by(simple)
        run.progress(1, 1)
        assert run.cancelled()
        run.output.write_text("late")

    made_by(slow)
    job = ask()
    assert work.call(job.pk, job.turn) == State.READY
    assert (seen(job).status, list((home / "jobs").iterdir())) == (State.WAITING, [])
    do_jobs()
    assert seen(job).path.read_text() == "{'n': 1}"


def test_a_worker_asked_to_stop_gives_its_job_back(made_by: Made) -> None:
    def stopped(run: Run) -> None:
        running.STOPPING.set()
        assert run.cancelled()

    made_by(stopped)
    job = ask()
    work.call(job.pk, job.turn)
    assert (seen(job).status, seen(job).turn, seen(job).attempts) == (State.WAITING, 2, 0)


def test_files_are_thrown_away_after_their_time_and_the_oldest_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    own = ask(owner=user("anne@exemple.fr").pk)
    jobs = [ask(key) for key in "abc"]
    do_jobs()
    old, first, last = map(seen, jobs)
    own, long = seen(own), ask("d")
    past = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=old.pk).update(expires=past)
    Job.objects.filter(pk=first.pk).update(ended=past)
    Job.objects.filter(pk=long.pk).update(expires=past, state=State.RUNNING, beat=timezone.now())
    stray, new = home / "jobs" / "stray.part", home / "jobs" / "new.part"
    for path in (stray, new):
        path.touch()
    for path in (stray, last.path, own.path):
        os.utime(path, (0, 0))
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=2))
    monkeypatch.setattr(keeping, "MOST_BYTES", last.size)
    keeping.tidy()
    assert set(Job.objects.all()) == {own, last, long}
    assert {path.name for path in (home / "jobs").iterdir()} == {own.file, last.file, new.name}
    assert DBTaskResult.objects.filter(enqueued_at__lt=past).count() == 3


def test_what_was_put_back_into_the_queue_meanwhile_is_left_alone() -> None:
    stale = ask()
    silent(stale)
    ask()
    assert work.call(stale.pk, 1) == State.NONE
    queue_again(stale, 1)
    assert (seen(stale).turn, seen(stale).attempts, seen(stale).status) == (2, 0, State.WAITING)


def test_a_database_that_is_busy_for_a_moment_stops_no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy:
        @staticmethod
        def filter(**_: object) -> None:
            raise OperationalError("database is locked")

    run = Run(ask())
    monkeypatch.setattr(Run, "_mine", Busy)
    run.progress(1, 2)
    assert not run.cancelled()


def test_signs_of_life_come_from_a_thread_of_their_own(monkeypatch: pytest.MonkeyPatch, made_by: Made) -> None:
    monkeypatch.setattr(running, "BEAT_S", 0.001)
    beats: list[int] = []

    def long(run: Run) -> None:
        while len(beats) < 3:
            pass
        simple(run)

    monkeypatch.setattr(Run, "beat", lambda self, **fields: beats.append(1))
    made_by(long)
    ask()
    do_jobs()
    assert find("essai", "a").status == State.READY


def test_each_kind_is_made_by_what_its_app_names() -> None:
    assert maker_of(KIND) is make_sheets
    with pytest.raises(LookupError):
        maker_of("lune")


def test_a_worker_begins_anew_after_a_few_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    anew: list[list[str]] = []
    monkeypatch.setattr(Worker, "configure_signals", lambda self: None)
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "rounds", nullcontext)  # their threads would keep lines of their own open
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(os, "execv", lambda program, command: anew.append(command))
    monkeypatch.setattr(os, "setpriority", lambda *_: None)
    jobs = [ask(key) for key in "abc"]
    serve_jobs(2)
    assert [seen(job).status for job in jobs] == [State.READY, State.READY, State.WAITING]
    assert anew == [sys.orig_argv]


def test_a_worker_waits_for_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def broken() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("no")
        raise SystemExit

    monkeypatch.setattr(Worker, "configure_signals", lambda self: None)
    monkeypatch.setattr(os, "setpriority", lambda *_: None)
    monkeypatch.setattr(worker, "tidy", broken)
    monkeypatch.setattr(worker, "RETRY_S", 0)
    monkeypatch.setattr(worker, "rounds", nullcontext)  # their threads would keep lines of their own open
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    with pytest.raises(SystemExit):
        worker.serve_jobs(1)
    assert len(tries) == 3
