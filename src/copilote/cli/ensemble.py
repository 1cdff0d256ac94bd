"""`copilote ensemble`: many scenarios and choices of keys shared at once, written to Zarr or Parquet."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from copilote.cli.installation import decided
from copilote.cli.output import clean, progress, say, warn
from copilote.ensemble.arrays import need_extra, regions_of
from copilote.ensemble.files import size_of, target_of, write_ensemble
from copilote.ensemble.memory import MB, fit, read_memory, used_now
from copilote.ensemble.plan import DECIDED, SUM_LEVELS, Base, base_of, plan_of
from copilote.ensemble.run import LOCAL, runner
from copilote.ensemble.scenarios import Scenarios, drawn, official, read_scenarios
from copilote.reference.errors import InputError, nearest
from copilote.sharing.recorded import choices_of
from copilote.words.numbers import NBSP, counted, format_decimals

LEVELS = "departement,crte,epci"
STEPS = 10
"""Plain progress lines of a whole run."""


def ensemble(
    regions: Annotated[list[str], typer.Argument(metavar="REGION…", help="Régions (code ou nom), ou france.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Dossier à écrire, finissant par .zarr ou .parquet.")],
    scenarios: Annotated[
        Path | None,
        typer.Option("--scenarios", help="Table .csv ou .parquet, fichier de scénario, ou dossier de scénarios."),
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", help="Tirer ce nombre de scénarios autour des objectifs officiels.")
    ] = None,
    spread: Annotated[float, typer.Option("--spread", help="Étendue du tirage, en ± % de l’objectif.")] = 20.0,
    seed: Annotated[int, typer.Option("--seed", help="Graine du tirage : la même redonne les mêmes nombres.")] = 0,
    keys: Annotated[
        str,
        typer.Option("--keys", help="Choix de clés, séparés par des virgules : cop, defaut, population, 0.7*defaut+…"),
    ] = DECIDED,
    levels: Annotated[str, typer.Option("--levels", help="Niveaux des sommes, séparés par des virgules.")] = LEVELS,
    communes: Annotated[
        bool, typer.Option("--communes", help="Écrire aussi, par commune, les statistiques sur les scénarios.")
    ] = False,
    memory: Annotated[str, typer.Option("--memory", help="Mémoire à ne pas dépasser, tout compris.")] = "1GB",
    scheduler: Annotated[
        str, typer.Option("--scheduler", help=f"{', '.join(LOCAL)}, ou l’adresse d’une grappe : tcp://machine:8786.")
    ] = "threads",
    workers: Annotated[
        int | None, typer.Option("--workers", help="Exécutants sur cette machine (par défaut, un par processeur).")
    ] = None,
    in_full: Annotated[
        bool, typer.Option("--in-full", help="Calculer chaque commune de chaque scénario, sans raccourci (contrôle).")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Remplacer un ensemble déjà écrit là.")] = False,
) -> None:
    """Partager d’un coup des scénarios, des leviers et des choix de clés, et en écrire les sommes et les statistiques.

    Sans --scenarios ni --sample : les objectifs officiels seuls.
    """
    need_extra()
    started = time.perf_counter()
    limit = read_memory(memory)
    count = _workers(workers)
    target = target_of(output, overwrite=overwrite)
    codes = regions_of(regions)
    base = base_of(codes, _levels(levels), _split(keys), {code: decided(choices_of, code) for code in codes})
    scenario_set = _scenarios(base, scenarios, sample, spread, seed, limit)
    plan = plan_of(base, scenario_set)
    for remark in plan.remarks:
        warn(remark)
    with runner(scheduler, count) as run:
        blocks = fit(
            plan,
            limit,
            run.most_per_process,
            own_processes=scheduler == "processes",
            communes=communes,
            parquet=target.parquet,
        )
        with progress("Calcul et écriture", "blocs, reste") as bar:
            write_ensemble(
                plan, target, blocks, run, communes=communes, in_full=in_full, progress=bar or _PlainProgress()
            )
    shape = [
        counted(len(codes), "région", "régions"),
        counted(len(scenario_set.names), "scénario", "scénarios"),
        counted(len(plan.axes.levers), "levier", "leviers"),
        f"{format_decimals(plan.communes.size, 0)}{NBSP}communes",
        f"{len(plan.keyings)} choix de clés",
    ]
    say(f"{output} : {', '.join(shape)}.")
    say(f"{format_decimals(size_of(plan, communes=communes) / MB, 1)}{NBSP}Mo de nombres avant compression, "
        f"en {format_decimals(time.perf_counter() - started, 1)}{NBSP}s.")  # fmt: skip
    say(plan.about["caution"])


def _workers(asked: int | None) -> int:
    if asked is None:
        # Those that this process may use, which a container can make fewer than the machine's.
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not 1 <= asked <= 1024:
        raise InputError(f"--workers {asked} : un nombre de 1 à 1024 est attendu.")
    return asked


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _levels(text: str) -> list[str]:
    levels = list(dict.fromkeys(_split(text)))
    for level in levels:
        if level == "commune":
            raise InputError("Les communes n’ont pas de sommes mais des statistiques : ajoutez --communes.")
        if level not in SUM_LEVELS:
            near = nearest(level, SUM_LEVELS)
            hint = f"Vouliez-vous dire : {near[0]} ?" if near else f"Niveaux acceptés : {', '.join(SUM_LEVELS)}."
            raise InputError(f"Niveau « {level[:40]} » : inconnu. {hint}")
    if not levels:
        raise InputError(f"--levels : au moins un niveau est attendu, parmi {', '.join(SUM_LEVELS)}.")
    return levels


def _scenarios(base: Base, path: Path | None, sample: int | None, spread: float, seed: int, limit: int) -> Scenarios:
    if path is not None and sample is not None:
        raise InputError("donnez --scenarios ou --sample, l’un des deux.")
    if path is not None:
        return read_scenarios(path, base.axes)
    if sample is None:
        return official(base.axes)
    size = 2 * 8 * base.axes.official_kt.size * max(sample, 0)
    if size > 10 * MB and size + used_now() > limit:  # a smaller one is told with all the rest
        least = -(-(size + used_now()) // (10 * MB)) * 10
        raise InputError(f"{sample} tirages : leurs objectifs seuls demandent plus de {least} Mo (voir --memory).")
    return drawn(base.axes, sample, spread / 100, seed, base.most_kt)


class _PlainProgress:
    """A line at every tenth on the error output, with the remaining time."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._said = 0

    def __call__(self, done: int, total: int) -> None:
        step = done * STEPS // max(total, 1)
        if step <= self._said:
            return
        self._said = step
        spent = time.perf_counter() - self._started
        left = spent / done * (total - done)
        line = f"{100 * done // total} % ({done} blocs sur {total}, reste environ {left:.0f} s)"
        print(clean(line), file=sys.stderr, flush=True)
