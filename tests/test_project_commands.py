"""A project that was moved, used from any folder by every command: always the same reading, with its correction."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import typer

from pipeline.api import Project
from pipeline.app.desk import Desk
from pipeline.cli import app as program
from pipeline.corrections import CorrectionFile
from pipeline.corrections.file import save
from pipeline.project.place import Place
from tests.forest import N, page, said, sha256, written
from tests.test_cli import rubrics

READ, CORRECTED = "苗圃管理", "苗圃抚育"
EARLIER = "青禾县林业局-青禾林发-2030-5号"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two years with a correction in the later one, brought up to date and moved."""
    first = tmp_path_factory.mktemp("first") / "考核"
    assert rubrics("new", first, "--lang", "zh")[0] == 0
    written(first / "notices", page(year=2030), "2030.html")
    notice = written(first / "notices")
    correction = said("1/3", "name", READ, CORRECTED)
    save(first / "corrections", CorrectionFile(sha256(notice), corrections=(correction,)), "")
    assert rubrics("ingest", first)[0] == 0
    moved = tmp_path_factory.mktemp("moved") / "another" / "名 称"
    moved.parent.mkdir()
    first.rename(moved)
    return moved


Use = Callable[[Path, str, Path], str]


def ingest(project: Path, given: str, out: Path) -> str:
    ended = rubrics("ingest", project) if given != N else rubrics("ingest")
    assert ended[0] == 0, ended
    return (project / "dataset" / "csv" / "criteria.csv").read_text("utf-8-sig")


def shown(*command: str) -> Use:
    """What a command says of what it is given."""
    return lambda _, given, out: told(*command, given)


def wrote(*command: str) -> Use:
    """What a command writes."""

    def use(_: Path, given: str, out: Path) -> str:
        told(*(str(out) if part == "OUT" else given if part == "GIVEN" else part for part in command))
        if out.suffix != ".xlsx":
            return out.read_text("utf-8-sig")
        sheets = openpyxl.load_workbook(out).worksheets
        return "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)

    return use


def told(*command: str) -> str:
    status, text = rubrics(*command)
    assert status in {0, 1}, text
    return text


def explain(project: Path, given: str, out: Path) -> str:
    return told("explain", f"{N}/1/3", *([] if given == N else [str(project / "dataset")]))


def diff(project: Path, given: str, out: Path) -> str:
    old = str(project / "notices" / "2030.html") if given.endswith(".html") else f"{project / 'dataset'}@2030"
    told("diff", old, given, "--json", str(out))
    return out.read_text("utf-8")


def timeline(project: Path, given: str, out: Path) -> str:
    told("timeline", f"{project}@2030", given, "--csv", str(out))
    return out.read_text("utf-8-sig")


def app(project: Path, given: str, out: Path) -> str:
    from pipeline.app import start

    served: list[Place] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(start, "serve", lambda place, *_, **__: served.append(place))
        told("app", *([] if given == N else [str(project / "dataset")]))
    (place,) = served
    desk = Desk(place, "zh")
    assert desk.path(N) == project / "notices" / "通知.html"
    return "".join(row.name for row in desk.records(N).criteria)


def correct(project: Path, given: str, out: Path) -> str:
    """A changed cell of the workbook is put beside the correction that is there, in the folder of the project."""
    book = openpyxl.load_workbook(project / "dataset" / "xlsx" / f"{N}.xlsx")
    book.worksheets[1]["F5"] = 30
    changed = project / "dataset" / "xlsx" / "改过.xlsx"
    book.save(changed)
    files = {path: path.read_bytes() for path in (project / "corrections").glob("*.yaml")}
    told("correct", str(changed), "--yes")
    changed.unlink()
    (path,) = (project / "corrections").glob("*.yaml")
    text = path.read_text("utf-8")
    assert "now: '30'" in text
    path.write_bytes(files[path])
    return text.replace(READ, "")


# how each command is used, and where what it read is to be seen
USES: dict[str, Use] = {
    "ingest": ingest,
    "check": shown("check"),
    "show": shown("show"),
    "explain": explain,
    "evidence": wrote("evidence", "GIVEN", "--out", "OUT"),
    "diff": diff,
    "timeline": timeline,
    "score": wrote("score", "GIVEN", "--template", "OUT"),
    "workbook": wrote("workbook", "GIVEN", "--out", "OUT"),
    "export": wrote("export", "GIVEN", "--to", "case", "--out", "OUT"),
    "collect": wrote("collect", "GIVEN", "--out", "OUT"),
    "app": app,
    "correct": correct,
}
# it makes a project, and reads none
WITHOUT = {"new"}
ENDS = {"workbook": "xlsx", "collect": "xlsx", "evidence": "html", "export": "json", "diff": "json"}


def test_no_command_is_left_out() -> None:
    commands = typer.main.get_command(program).commands  # type: ignore[attr-defined]
    assert set(USES) | WITHOUT == set(commands), "each command reads a project: say in USES how, or why not"


def givens(project: Path) -> dict[str, tuple[Path, str]]:
    """From which folder, and how the notice is named there."""
    return {
        "a file, from elsewhere": (Path("/"), str(project / "notices" / "通知.html")),
        "a file, from its folder": (project / "notices", "通知.html"),
        "the dataset by an id, from elsewhere": (Path("/"), f"{project / 'dataset'}@{N}"),
        "the project by a year, from its folder": (project.parent, f"{project.name}@2031"),
        "a JSON file": (project / "dataset", f"json/{N}.json"),
        "an id, from within": (project / "notices", N),
    }


@pytest.mark.parametrize("how", givens(Path("x")))
@pytest.mark.parametrize("command", USES)
def test_every_command_gives_the_same_reading(
    made: Path, command: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, given = givens(made)[how]
    monkeypatch.chdir(folder)
    read = USES[command](made, given, tmp_path / f"out.{ENDS.get(command, 'csv')}")
    assert CORRECTED in read


@pytest.mark.parametrize("command", sorted(set(USES) - {"ingest", "app", "correct"}))
@pytest.mark.parametrize("how", ["a file, from elsewhere", "an id, from within"])
def test_the_machines_own_reading_can_be_asked_for(
    made: Path, command: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, given = givens(made)[how]
    monkeypatch.chdir(folder)

    def as_read(*args: object, use: Callable[..., tuple[int, str]] = rubrics) -> tuple[int, str]:
        return use(*args, "--as-read")

    monkeypatch.setitem(globals(), "rubrics", as_read)
    assert CORRECTED not in USES[command](made, given, tmp_path / f"out.{ENDS.get(command, 'csv')}")


def test_the_dataset_of_a_project_knows_no_machine(made: Path) -> None:
    text = (made / "dataset" / "manifest.json").read_text("utf-8")
    manifest = json.loads(text)
    assert (manifest["sources"], manifest["corrections"]) == (["../notices"], "../corrections")
    assert str(made) not in text


@pytest.mark.parametrize("as_path", [True, False])
def test_a_program_reads_the_same(made: Path, as_path: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = (lambda text: Path(text)) if as_path else str
    monkeypatch.chdir("/")
    project = Project.open(path(str(made / "notices")))
    assert project == Project.open(path(str(made)))
    for notice in (str(made / "notices" / "通知.html"), "notices/通知.html", N):
        assert CORRECTED in [one.name for one in project.records(path(notice)).criteria]
    assert READ in [one.name for one in project.records(N, as_read=True).criteria]
    run = project.ingest()
    assert (set(run.kept), run.read, run.failed) == ({N, EARLIER}, (), ())
    assert project.notices() == tuple(sorted((N, EARLIER)))
