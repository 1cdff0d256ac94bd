"""Lists in the browser, of whichever kind: sent, looked at, loaded, undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.list_jobs import ListJobs, plan_kept, words_of_load
from copilote.cop.lists import Loader, Plan, drafted_list, load, loaded_lists, sent_list
from copilote.cop.models import ListKind, Membership, SentList
from copilote.cop.permissions import may
from copilote.cop.working.list_pages import ListWords, plan_page, send_page, waiting_page
from copilote.cop.working.organisation_forms import ListForm
from copilote.exchange.intake import FileError, UnknownTableError
from copilote.jobs.asking import cancel
from copilote.jobs.models import Job, State


@dataclass(frozen=True, kw_only=True)
class ListDesk:
    """Where lists of a kind are sent. action : that of the registry; route : the name of its address; after : of the
    page that a list leads to. plan : what a list would do. told : what loading did, in a sentence. holds : whose
    lists a member may see and undo. form : where one is sent; redo : what it would do, when it was looked at
    already. columns : the name of the address where one says what the columns of a list are, "" for none; jobs : how
    long lists are taken, where they may be."""

    kind: ListKind
    action: str
    route: str
    after: str
    words: Callable[[str], ListWords]
    plan: Callable[[Membership, SentList], Plan]
    write: Loader
    told: Callable[[Plan], str]
    undo: Callable[[Membership, SentList], str]
    holds: Callable[[Membership, SentList], bool] = lambda _member, _sent: True
    form: Callable[[Membership, Mapping[str, Any] | None, Any], ListForm] = lambda _member, given, files: ListForm(
        given, files, auto_id="%s"
    )
    redo: Callable[[Membership, SentList], Plan] | None = None
    columns: str = ""
    jobs: ListJobs | None = None

    def paths(self, prefix: str) -> list[URLPattern]:
        """The addresses of its views."""
        may_do, typed = may(self.action), require_http_methods(["GET", "HEAD", "POST"])
        send_list, see_list = typed(may_do(self.send_list)), typed(may_do(self.see_list))
        undo, followed = require_POST(may_do(self.undo_list)), require_safe(may_do(self.follow_list))
        paths = [
            path(f"{prefix}/liste", never_cache(send_list), name=self.route),
            path(f"{prefix}/liste/annuler", never_cache(undo), name=self.route + "_undo"),
            path(f"{prefix}/liste/<row:number>", never_cache(see_list), name=self.route + "_seen"),
        ]
        if self.jobs is not None:
            where = f"{prefix}/liste/<row:number>/avancement.json"
            paths.append(path(where, never_cache(followed), name=self.route + "_progress"))
        return paths

    def send_list(self, request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
        """Where a list is sent; then one looks at what it would do."""
        sent = request.method == "POST"
        form = self.form(member, request.POST if sent else None, request.FILES if sent else None)
        if sent and form.is_valid():
            kept = drafted_list(member, self.kind, form.source, form.organisation)
            try:
                if self.jobs is None or not self.jobs.takes(kept):
                    (self.redo or self.plan)(member, kept)
            except UnknownTableError as error:
                if not self._told_by_columns(kept):
                    form.add_error("fichier", str(error))
            except FileError as error:
                form.add_error("fichier", str(error))
            if not form.errors:
                kept.save()
                return HttpResponseRedirect(reverse(self.route + "_seen", args=[slug, kept.pk]))
        loaded = [row for row in loaded_lists(member, self.kind) if self.holds(member, row)]
        page = send_page(member.cop, self.words(slug), form, loaded)
        return render(request, "cop/list_send.html", {"page": page}, status=400 if sent else 200)

    def see_list(self, request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
        """What a list would do, and its loading."""
        sent = self._held(member, str(number))
        if self.jobs is not None and self.jobs.takes(sent):
            return self._see_long(self.jobs, request, member, slug, sent)
        if request.method == "POST":
            again = self.redo or self.plan
            plan = load(member, sent, lambda: again(member, sent), request.POST.get("vu", ""), self.write)
            messages.success(request, self.told(plan))
            return HttpResponseRedirect(reverse(self.after, args=[slug]))
        try:
            plan = self.plan(member, sent)
        except UnknownTableError:
            return self._to_columns(slug, sent)
        return self._plan(request, member, slug, sent, plan)

    def _plan(
        self, request: HttpRequest, member: Membership, slug: str, sent: SentList, plan: Plan, failed: str = ""
    ) -> HttpResponse:
        page = plan_page(member.cop, self.words(slug), sent, plan, self._columns(slug, sent), failed)
        return render(request, "cop/list_plan.html", {"page": page})

    def _to_columns(self, slug: str, sent: SentList) -> HttpResponse:
        return HttpResponseRedirect(self._columns(slug, sent) or reverse(self.route, args=[slug]))

    def _told_by_columns(self, sent: SentList) -> bool:
        """Whether the columns of a list may be said: those of the files in a zip have no one place."""
        return bool(self.columns) and not sent.name.lower().endswith((".zip", ".json"))

    def _columns(self, slug: str, sent: SentList) -> str:
        return reverse(self.columns, args=[slug, sent.pk]) if self._told_by_columns(sent) else ""

    def _see_long(
        self, jobs: ListJobs, request: HttpRequest, member: Membership, slug: str, sent: SentList
    ) -> HttpResponse:
        """The same for a long list: where its reading or its loading is, then what it would do."""
        here = HttpResponseRedirect(reverse(self.route + "_seen", args=[slug, sent.pk]))
        if request.method == "POST":
            act = request.POST.get("geste", "")
            if act == "arreter":
                for job in (jobs.reading(sent), jobs.loading(sent)):
                    if job.under_way:
                        cancel(job, by=member.user_id)
            elif act == "relire":
                jobs.again(sent)
            else:
                jobs.load(member, sent, request.POST.get("vu", ""))
            return here
        loading = jobs.loading(sent)
        if sent.loaded_at is not None:
            messages.success(request, words_of_load(loading) if loading.status == State.READY else "Fichier chargé.")
            return HttpResponseRedirect(reverse(self.after, args=[slug]))
        if loading.under_way:
            return self._wait(request, member, slug, sent, loading, loads=True)
        reading = jobs.reading(sent)
        if reading.status == State.NONE:
            reading = jobs.read(member, sent)
        if reading.status != State.READY:
            return self._wait(request, member, slug, sent, reading, loads=False)
        plan = plan_kept(reading)
        if plan is None:
            return self._to_columns(slug, sent)
        failed = loading.why if loading.status == State.FAILED else ""
        return self._plan(request, member, slug, sent, plan, failed)

    def _wait(
        self, request: HttpRequest, member: Membership, slug: str, sent: SentList, job: Job, *, loads: bool
    ) -> HttpResponse:
        progress = reverse(self.route + "_progress", args=[slug, sent.pk])
        page = waiting_page(member.cop, self.words(slug), sent, job, progress, loads=loads)
        return render(request, "cop/list_wait.html", {"page": page})

    def follow_list(self, request: HttpRequest, member: Membership, slug: str, number: int) -> JsonResponse:
        """Where the reading or the loading of a list is, for the page that waits."""
        sent = self._held(member, str(number))
        if self.jobs is None:
            raise Http404
        loading = self.jobs.loading(sent)
        job = loading if loading.under_way else self.jobs.reading(sent)
        going = job.under_way and not job.stranded
        return JsonResponse({"running": going, "done": job.done, "total": job.total})

    def undo_list(self, request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
        """Take back all that a list did."""
        messages.success(request, self.undo(member, self._held(member, request.POST.get("liste", ""))))
        return HttpResponseRedirect(reverse(self.after, args=[slug]))

    def _held(self, member: Membership, number: str) -> SentList:
        sent = sent_list(member, self.kind, number)
        if not self.holds(member, sent):
            raise Http404
        return sent
