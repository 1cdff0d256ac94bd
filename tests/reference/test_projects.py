"""Projects of the Fonds vert 2023: totals, places, levers, and no person's name."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import build_projects
from copilote.reference.errors import UnknownNameError
from copilote.reference.projects import (
    FLAGS,
    PLACES,
    Project,
    by_departement,
    by_lever,
    by_lever_and_departement,
    in_territory,
    load_procedures,
    load_projects,
    of_lever,
    region_links,
    total,
)
from copilote.reference.tables import PACKAGED
from copilote.reference.territories import (
    commune_or_none,
    load_collectivities,
    load_departements,
    load_epci,
    load_regions,
)
from copilote.reference.territory_sheets import find
from published import PUBLISHED, needs_published

CENTRE = load_projects("24")
ALL = tuple(project for region in load_regions() for project in load_projects(region.code)) + load_projects("com")


def test_10782_projects_are_funded_in_all_each_with_its_own_id() -> None:
    assert total(ALL).count == 10_782
    assert total(ALL).amount_eur == Decimal("1956354884.00")
    assert len({project.id for project in ALL}) == 10_782
    assert Counter(project.region for project in ALL)["76"] == 1_530


def test_centre_val_de_loire_has_562_projects_and_67738422_euros_24() -> None:
    assert total(CENTRE).count == 562
    assert total(CENTRE).amount_eur == Decimal("67738422.24")
    procedures = Counter(project.procedure for project in CENTRE)
    # Street lighting, public buildings, biodiversity, renaturation, brownfields, engineering, car-sharing.
    assert [procedures[number] for number in ("69022", "69071", "69282", "67821", "68862", "70885", "69278")] == [
        171,
        147,
        72,
        60,
        41,
        19,
        14,
    ]


@needs_published
def test_every_region_has_the_count_and_the_sum_of_the_published_list() -> None:
    with (PUBLISHED / "fonds-vert-2023" / "fonds-vert-2023.csv").open(encoding="utf-8-sig", newline="") as handle:
        published = list(csv.DictReader(handle))
    names = {body.code: body.name for body in (*load_regions(), *load_collectivities())}
    count: Counter[str] = Counter()
    euros: dict[str, Decimal] = {}
    for row in published:
        name = row["nom_region"].replace("Wallis-et-Futuna", "Wallis et Futuna")
        count[name] += 1
        euros[name] = euros.get(name, Decimal(0)) + Decimal(row["montant_engage"])
    assert set(count) <= set(names.values())
    for code, name in names.items():
        funding = total(load_projects(code))
        assert funding.count == count[name], name
        assert abs(funding.amount_eur - euros.get(name, Decimal(0))) < Decimal("0.005"), name


def test_there_are_14_procedures_each_on_one_of_three_axes() -> None:
    procedures = {row.number: row for row in load_procedures()}
    assert len(procedures) == 14
    assert {row.axis for row in procedures.values()} == {"1", "2", "3"}
    assert all(project.axis == procedures[project.procedure].axis for project in ALL)
    assert set(region_links("24")) == set(procedures)


def test_every_place_is_a_territory_of_2026() -> None:
    departements = {row.code for row in (*load_departements(), *load_collectivities())}
    bodies = {row.code for row in load_epci()}
    for project in ALL:
        assert project.departement in departements
        assert project.epci is None or project.epci in bodies
        assert project.place in PLACES
        assert set(project.flags) <= set(FLAGS)
        if project.commune:
            commune = commune_or_none(project.commune)
            assert commune is not None, project.id
            assert not project.located or commune.departement == project.departement, project.id
            assert project.epci == (commune.epci if project.located else None), project.id
        else:
            assert project.place in ("epci", "departement")


def test_a_code_that_lost_its_first_zero_or_its_commune_leads_to_that_of_2026() -> None:
    ain = [project for project in ALL if project.departement == "01" and project.located]
    assert ain
    assert all(project.commune and project.commune.startswith("01") for project in ain)
    moved = [project for project in ALL if project.located and project.published_commune]
    passages = {(project.published_commune, project.commune) for project in moved}
    # Pierrefitte-sur-Seine and Pléven merged in 2025; 75104 is an arrondissement of Paris.
    assert {("93059", "93066"), ("75104", "75056"), ("22200", "22237")} <= passages


def test_a_seat_in_another_region_is_not_a_place() -> None:
    loire = [project for project in load_projects("27") if project.commune == "45234"]
    assert [project.place for project in loire] == ["seat"] * 4
    assert in_territory(ALL, find("45234"))
    assert not set(loire) & set(in_territory(ALL, find("45234")))
    assert set(loire) <= set(in_territory(ALL, find("departement:58")))


def test_no_beneficiary_is_a_person_and_its_amount_is_kept() -> None:
    withheld = [project for project in ALL if "person" in project.flags]
    assert len(withheld) == 7
    assert all(project.beneficiary is None and project.siren is None for project in withheld)
    assert all(project.amount_eur > 0 for project in ALL)
    for project in ALL:
        if project.beneficiary:
            assert build_projects.person_reason(project.beneficiary, project.siren) is None
        else:
            assert "person" in project.flags


@pytest.mark.parametrize(
    ("name", "siren", "reason"),
    [
        ("MARTIN NICOLAS", "840421564", "given_name"),
        ("MADAME DURAND", None, "civility"),
        ("M. DUPONT", None, "civility"),
        ("EARL DU PRE", None, "private_form"),
        ("SCI DUPONT", "397663535", "private_form"),
        ("SAINT NICOLAS", "210103768", None),
        ("FONDATION NICOLAS", "824880207", None),
        ("LIGUE POUR LA PROTECTION DES OISEAUX", None, None),
        ("M'TZAMBORO", "200008845", None),
    ],
)
def test_what_may_be_a_person_is_withheld_and_bodies_are_shown(name: str, siren: str | None, reason: str) -> None:
    assert build_projects.person_reason(name, siren) == reason


@pytest.mark.parametrize(
    ("published", "siren"),
    [
        ("200071892.0", "200071892"),
        ("21610442200011", "216104422"),
        ("6650089", "006650089"),
        ("5720113900045", "057201139"),
        ("#", None),
        ("1090992001", None),
        ("782698001", None),
    ],
)
def test_a_siren_altered_by_a_spreadsheet_is_mended_or_left_empty(published: str, siren: str | None) -> None:
    assert build_projects.clean_siren(published) == siren


def test_the_list_for_a_human_check_holds_ids_and_reasons_only() -> None:
    with (PACKAGED / "projects" / "2023" / "review.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert set(rows[0]) == {"id", "region", "reason"}
    assert {row["id"] for row in rows} <= {project.id for project in ALL}
    assert {project.id for project in ALL if "person" in project.flags} <= {row["id"] for row in rows}


def test_rows_that_share_a_file_number_are_all_kept_and_flagged() -> None:
    shared = [project for project in ALL if "shared_file_number" in project.flags]
    assert len(shared) == 102
    assert len([project for project in shared if project.id.startswith("11478421-")]) == 18


def test_departements_of_a_region_add_up_to_it_to_the_cent() -> None:
    for region in load_regions():
        projects = load_projects(region.code)
        parts = by_departement(projects, region.code)
        assert {row.code for row in load_departements(region.code)} <= set(parts)
        assert sum((part.amount_eur for part in parts.values()), Decimal(0)) == total(projects).amount_eur
        assert sum(part.count for part in parts.values()) == len(projects)


def test_public_buildings_and_street_lighting_serve_the_levers_of_services() -> None:
    rows = {row.lever: row for row in by_lever(CENTRE, "24")}
    assert rows["reduc_tconso"].funding.count == 171 + 147
    assert rows["augm_covoit"].funding.count == len(of_lever(CENTRE, "augm_covoit")) == 14
    assert None in rows
    assert all(row.links for lever, row in rows.items() if lever)


def test_the_dossier_s_table_by_lever_and_departement_adds_up_to_each_lever() -> None:
    table = by_lever_and_departement(CENTRE, "24")
    rows = by_lever(CENTRE, "24")
    assert list(table) == [row.lever for row in rows]
    for row in rows:
        assert sum((part.amount_eur for part in table[row.lever].values()), Decimal(0)) == row.funding.amount_eur


def test_overseas_regions_have_levers_of_their_own() -> None:
    assert {row.lever for row in by_lever(load_projects("04"), "04")} & {"co2_sobriete", "co2_artif"}
    assert not of_lever(load_projects("04"), "reduc_zzz")


def test_communes_epci_and_departements_hold_what_is_known_to_be_there() -> None:
    tours = find("37261")
    metropole, indre_et_loire = find("243700754"), find("departement:37")
    in_city = set(in_territory(CENTRE, tours))
    in_epci = set(in_territory(CENTRE, metropole))
    assert in_city
    assert in_city < in_epci < set(in_territory(CENTRE, indre_et_loire))
    assert set(in_territory(CENTRE, find("region:24"))) == set(CENTRE)
    ept = find("200057867")
    assert set(in_territory(ALL, ept)) < set(in_territory(ALL, find("200054781")))


def test_collectivities_have_their_projects_and_unknown_regions_none() -> None:
    assert len(load_projects("988")) == 39
    assert len(load_projects("com")) == 73
    assert load_projects("989") == ()
    with pytest.raises(UnknownNameError):
        load_projects("99")


@given(st.lists(st.sampled_from(CENTRE), max_size=60))
def test_sums_are_exact_whatever_the_order(projects: list[Project]) -> None:
    cents = sum(int(project.amount_eur * 100) for project in projects)
    assert total(reversed(projects)).amount_eur * 100 == cents
    assert total(projects).count == len(projects)


@needs_published
def test_the_committed_projects_are_what_the_script_makes(tmp_path: Path) -> None:
    build_projects.build(PUBLISHED, tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(made) == 21
    for name in made:
        assert (tmp_path / name).read_bytes() == (PACKAGED / name).read_bytes(), name
