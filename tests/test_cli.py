"""The command `rubrics` as its users meet it: what it says, how it ends, what it leaves behind."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

from normalizers.records import Status
from pipeline import cli
from pipeline.cli import app
from pipeline.cli.inputs import workers
from pipeline.dataset import staged as staging
from pipeline.ingest.brief import Brief
from pipeline.ingest.run import ingest
from pipeline.locking import OWN
from pipeline.messages.languages import LANGS, Lang, locale_lang
from pipeline.messages.phrases import band_heading
from pipeline.terminal.show import trees
from pipeline.terminal.summary import Line, summary
from tests.records import records, result

RAW = Path(__file__).parents[1] / "data" / "raw"
NOTICE = """<html><head><meta charset="utf-8"></head><body>
<h1>关于印发2031年度河渠管护考核办法的通知</h1>
<p>各镇水利站：</p><p>现将考核办法印发给你们，请认真执行。</p>
<p>青禾县水利局</p><p>2031年3月9日</p>
<p>镇水利站考核评分表</p>
<table><tr><th>序号</th><th>考核指标</th><th>考核要点</th><th>评价标准</th><th>分值</th><th>考核部门</th></tr>
<tr><td>1</td><td>渠道巡查</td><td>每周巡查干渠不少于两次。</td>
<td>好（16-20分）：做到。<br>差（0-15分）：没有做到。</td><td>{first}</td><td>县水政大队</td></tr>
<tr><td>2</td><td>闸门养护</td><td>闸门启闭灵活，止水完好。</td>
<td>好（24-30分）：做到。<br>差（0-23分）：没有做到。</td><td>30</td><td>县水政大队</td></tr>
<tr><td colspan="4">合计</td><td>{total}</td><td></td></tr></table></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a clean notice, one with a wrong total, and one that cannot be read."""
    given = tmp_path / "notices"
    (given / "2031").mkdir(parents=True)
    (given / "2031" / "河渠.html").write_text(NOTICE.format(first=20, total=50), "utf-8")
    (given / "合计有误.html").write_text(NOTICE.format(first=20, total=60), "utf-8")
    (given / "坏.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (given / "照片.png").write_bytes(b"\x89PNG")
    return given


def rubrics(*args: object, typed: str = "") -> tuple[int, str]:
    ended = CliRunner().invoke(app, [str(arg) for arg in args], input=typed)
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended.exit_code, ended.output


def hashes(out: Path) -> dict[Path, str]:
    files = (path for path in out.rglob("*") if path.is_file() and OWN not in path.parts)
    return {path.relative_to(out): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# ---- ingest


def test_ingest_goes_on_after_a_bad_file_and_says_which_it_was(folder: Path, tmp_path: Path) -> None:
    status, said = rubrics("ingest", folder, "--out", tmp_path / "out", "--lang", "zh")
    assert status == 1
    assert [line for line in said.splitlines() if "坏.pdf" in line]
    assert "照片.png" in said
    assert {path.name for path in (tmp_path / "out" / "xlsx").iterdir()} == {
        "河渠.xlsx",
        "合计有误.xlsx",
        "坏.xlsx",
    }
    assert str(tmp_path / "out" / "xlsx") in said


def test_ingest_counts_for_each_notice(folder: Path, tmp_path: Path) -> None:
    _, said = rubrics("ingest", folder, "--out", tmp_path, "--lang", "zh")
    rows = [line.split() for line in said.splitlines()]
    assert ["✓", "河渠", "1", "2", "50", "=", "50"] in [row[:7] for row in rows]
    assert ["!", "合计有误", "1", "2", "60", "≠", "50", "!1"] in [row[:8] for row in rows]
    assert ["共3份", "2", "4", "✗1"] in [row[:4] for row in rows]


def test_a_second_run_names_only_what_is_new_or_wrong(folder: Path, tmp_path: Path) -> None:
    rubrics("ingest", folder, "--out", tmp_path / "out", "--lang", "zh")
    (folder / "新增.html").write_text(NOTICE.format(first=20, total=50).replace("2031", "2032"), "utf-8")
    _, said = rubrics("ingest", folder, "--out", tmp_path / "out", "--lang", "zh")
    named = [line.split()[1] for line in said.splitlines() if re.match("[✓!✗]  ", line)]
    assert named == ["合计有误", "坏", "新增"]
    assert "共4份" in said


def brief_of(status: Status = "clean", *, agrees: bool = True) -> Brief:
    return Brief(status, "", 2031, (), (), 3, 28, 60, "100", "100" if agrees else "99", agrees, (0, 3, 12))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [80, 200])
def test_forty_notices_are_forty_lines(lang: Lang, width: int) -> None:
    name = "青禾县人民政府办公室河渠管护和供水服务工作领导小组-青政办河-2031-{}号"
    lines = [Line(name.format(number), brief_of("review"), unchanged=number == 7) for number in range(40)]
    console = Console(width=width)
    with console.capture() as capture:
        console.print(summary(lines, lang, width))
    told = capture.get().splitlines()
    assert len(told) == 1 + 39 + 1
    assert max(map(cell_len, told)) <= width
    assert all("-1" in line or "-2" in line or "号" in line for line in told[1:-1])
    assert ("…" in told[1]) is (width == 80)


def test_of_very_many_new_notices_the_clean_ones_are_counted() -> None:
    lines = [Line(f"甲-{number}", brief_of()) for number in range(300)]
    lines += [Line("乙-1", brief_of("failed")), Line("乙-2", brief_of("review", agrees=False))]
    console = Console(width=80)
    with console.capture() as capture:
        console.print(summary(lines, "zh", 80))
    assert [line.split()[1] for line in capture.get().splitlines()[1:3]] == ["乙-1", "乙-2"]
    assert "另有300份" in capture.get()


def test_a_run_tells_which_file_it_reads_and_which_page(folder: Path) -> None:
    seen: list[tuple[str, int]] = []
    with workers(1, at=lambda name, page: seen.append((name, page))) as readers:
        for path in sorted(RAW.glob("*.pdf"))[:1]:
            readers.submit(ingest, path, name="通知.pdf").result()
    assert seen[:3] == [("通知.pdf", 0), ("通知.pdf", 1), ("通知.pdf", 2)]


def test_ingest_ends_well_when_nothing_failed(folder: Path, tmp_path: Path) -> None:
    (folder / "坏.pdf").unlink()
    assert rubrics("ingest", folder, "--out", tmp_path)[0] == 0


@pytest.mark.usefixtures("cold")
def test_ingest_twice_gives_the_same_bytes_in_one_process_or_several(folder: Path, tmp_path: Path) -> None:
    for out, jobs in (("once", 1), ("again", 1), ("several", 2)):
        rubrics("ingest", folder, "--out", tmp_path / out, "--lang", "zh", "--jobs", jobs)
    assert hashes(tmp_path / "once") == hashes(tmp_path / "again") == hashes(tmp_path / "several")
    assert hashes(tmp_path / "once")


def test_a_dataset_does_not_know_the_machine(folder: Path, tmp_path: Path) -> None:
    rubrics("ingest", folder, "--out", tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes(), path


def test_the_language_goes_into_the_dataset(folder: Path, tmp_path: Path) -> None:
    rubrics("ingest", folder, "--out", tmp_path, "--lang", "en")
    assert "Overview" in load_workbook(tmp_path / "xlsx" / "河渠.xlsx").sheetnames
    assert "declared total" in (tmp_path / "csv" / "findings.csv").read_text("utf-8-sig")


def test_formats_that_are_not_written_any_more_are_told(folder: Path, tmp_path: Path) -> None:
    rubrics("ingest", folder, "--out", tmp_path, "--lang", "en")
    _, said = rubrics("ingest", folder, "--out", tmp_path, "--lang", "en", "--write", "json, CSV")
    assert "not written any more: xlsx, parquet" in said
    assert not (tmp_path / "xlsx").exists()
    assert rubrics("ingest", folder, "--out", tmp_path, "--lang", "en", "--write", "json,doc")[0] == 2


def test_ingest_writes_nothing_when_there_is_no_notice(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, said = rubrics("ingest", tmp_path / "empty", "--out", tmp_path / "out", "--lang", "en")
    assert (status, "no notice to read" in said) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["ingest", "check", "show"])
def test_an_input_that_is_not_there_is_an_error_of_use(tmp_path: Path, command: str) -> None:
    out = ["--out", tmp_path / "out"] if command == "ingest" else []
    status, said = rubrics(command, tmp_path / "gone.pdf", *out, "--lang", "zh")
    assert status == 2
    assert "找不到" in said
    assert "gone.pdf" in said


def test_a_place_that_cannot_be_written_is_an_error_of_use(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    status, said = rubrics("ingest", folder, "--out", tmp_path / "taken", "--lang", "en")
    assert status == 2
    assert "cannot write" in said
    assert "a part of the path is no folder taken;" in said
    assert (tmp_path / "taken").read_text() == "a file"


def test_a_full_disk_leaves_the_old_dataset_whole(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rubrics("ingest", folder, "--out", tmp_path / "out")
    old = hashes(tmp_path / "out")
    (folder / "new.html").write_text(NOTICE.format(first=20, total=50), "utf-8")

    # files are made by whoever reads, and put in their places by whoever writes
    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(staging.Piece, "of", full)
    status, said = rubrics("ingest", folder, "--out", tmp_path / "out", "--lang", "en")
    assert status == 2
    assert "no space is left on the disk" in said
    assert hashes(tmp_path / "out") == old


# ---- check and show


@pytest.mark.parametrize(("name", "status"), [("2031/河渠.html", 0), ("合计有误.html", 1), ("坏.pdf", 2)])
def test_check_ends_as_bad_as_the_worst_finding(folder: Path, name: str, status: int) -> None:
    assert rubrics("check", folder / name)[0] == status


def test_check_lists_findings_with_their_place_and_writes_nothing(folder: Path) -> None:
    before = hashes(folder)
    _, said = rubrics("check", folder, "--lang", "zh")
    assert "合计有误.html  待核对" in said
    assert [
        line for line in said.splitlines() if "合计印为60分，各项相加为50分" in line and "评分表 1" in line
    ]
    assert hashes(folder) == before


def test_check_counts_the_characters_that_are_in_records(folder: Path) -> None:
    _, said = rubrics("check", folder / "2031" / "河渠.html", "--claimed", "--lang", "en")
    claimed, of, characters, *_ = said.splitlines()[-1].split()
    assert of == "of"
    assert int(claimed) == int(characters) > 100


def test_show_draws_the_rubric_with_all_that_it_holds(folder: Path) -> None:
    status, said = rubrics("show", folder / "2031" / "河渠.html", "--lang", "zh")
    assert status == 0
    assert [line.lstrip("│├└─ ") for line in said.splitlines()][:5] == [
        "1  镇水利站考核评分表  合计 50",
        "1 渠道巡查  20分  县水政大队",
        "每周巡查干渠不少于两次。",
        "好（16-20分）：做到。",
        "差（0-15分）：没有做到。",
    ]


def test_a_dataset_made_in_chinese_is_shown_in_english(folder: Path, tmp_path: Path) -> None:
    rubrics("ingest", folder / "合计有误.html", "--out", tmp_path / "out", "--lang", "zh")
    notice_id = next((tmp_path / "out" / "json").glob("*.json")).stem
    for args in (
        ["show", f"{tmp_path / 'out'}@{notice_id}"],
        ["check", tmp_path / "out"],
        ["explain", "1", tmp_path / "out"],
    ):
        said = rubrics(*args, "--lang", "en")[1]
        assert "declared total 60, the items add up to 50" in said
        assert "合计印为" not in said


def test_show_takes_one_rubric_and_says_when_there_is_none(folder: Path) -> None:
    name = folder / "2031" / "河渠.html"
    assert rubrics("show", name, "--rubric", 1)[0] == 0
    status, said = rubrics("show", name, "--rubric", 2, "--lang", "en")
    assert (status, "there is no rubric 2, only 1" in said) == (2, True)


def test_show_says_why_a_notice_has_no_rubric(folder: Path) -> None:
    status, said = rubrics("show", folder / "坏.pdf", "--lang", "zh")
    assert (status, "错误" in said) == (1, True)


def drawn(made: object) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        for tree in trees(made, "zh"):  # type: ignore[arg-type]
            console.print(tree)
    return capture.get()


def test_a_tree_marks_findings_and_shows_every_level() -> None:
    said = drawn(result().records)
    for words in (
        *(
            "合计 60 ≠ 55.5",
            "! 合计印为60分",
            "★闸门养护",
            "〔扣2.5分／每座，扣完为止〕",
            "〔加 市级1、省级3〕",
        ),
        *(
            "合格（≥40分）：总分40分以上为合格。",
            "注：带★的为核心指标",
            "以财务账为准",
            "县水政大队、县防汛办",
        ),
    ):
        assert words in said
    lines = said.splitlines()
    indents = [
        next(line.index(name) for line in lines if name in line)
        for name in ("一 供水服务", "（一） 计划供水", "灌季供水")
    ]
    assert indents == sorted(set(indents))


def test_no_escape_sequence_of_a_notice_reaches_the_terminal() -> None:
    made = records("x")
    evil = made.criteria[0].model_copy(update={"name": "\x1b[2J\x9b31m[bold]渠道[/bold]"})
    said = drawn(made.model_copy(update={"criteria": (evil,)}))
    assert "\x1b" not in said
    assert "\x9b" not in said
    assert "[bold]渠道[/bold]" in said


@pytest.mark.parametrize(
    ("low", "high", "closed", "heading"),
    [
        ("16", "20", (True, True), "好（16-20分）"),
        ("5", "5", (True, True), "好（5分）"),
        ("80", None, (True, None), "好（≥80分）"),
        ("80", None, (False, None), "好（>80分）"),
        (None, "60", (None, False), "好（<60分）"),
        ("60", "80", (True, False), "好（60-80)分）"),
        (None, None, (None, None), "好"),
    ],
)
def test_a_band_names_its_range(
    low: str | None, high: str | None, closed: tuple[bool | None, bool | None], heading: str
) -> None:
    fields = {"min_points": low, "max_points": high, "min_closed": closed[0], "max_closed": closed[1]}
    band = type(records().bands[0])(band_id="b", rubric_id="r", seq=1, grade="好", **fields)
    assert band_heading(band) == heading


# ---- the command itself


def run(*args: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_help_imports_nothing_heavy() -> None:
    asked = "import sys; sys.argv=['rubrics','--help']\ntry:\n from pipeline.cli import main; main()\nfinally:\n print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, encoding="utf-8", check=True
    )
    loaded = set(ended.stdout.split())
    assert "Usage: rubrics" in ended.stdout
    assert not loaded & {
        "pandas",
        "pyarrow",
        "pdfplumber",
        "docx",
        "jieba",
        "lxml",
        "pydantic",
        "rich",
        "regex",
        "xlsxwriter",
    }


# the modules of the command, and those of the process that reads for it
LOADED = """
import sys
from pipeline.workers import child
def told():
    with open("loaded.txt", "a") as file:
        print(*sys.modules, file=file)
done = child._done
def done_and_told(*given):
    try:
        return done(*given)
    finally:
        told()
child._done = done_and_told
from pipeline.cli import main
try:
    main()
finally:
    told()
"""


@pytest.mark.parametrize(
    "words", [("check", "站.txt"), ("score", "站.txt", "marks.csv")], ids=lambda one: one[0]
)
def test_a_notice_in_text_imports_nothing_heavy(words: tuple[str, ...], tmp_path: Path) -> None:
    rows = "序号\t考核指标\t评分标准\t分值", "1\t渠道巡查\t缺一次扣2分。\t100"
    (tmp_path / "站.txt").write_text("\n".join(rows), "utf-8")
    (tmp_path / "marks.csv").write_text("unit,id,value\n东渠站,1/1/c1,3\n", "utf-8")
    told = [sys.executable, "-c", LOADED, *words, "--lang", "zh"]
    ended = subprocess.run(told, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert "总分  94" in ended.stdout or words[0] == "check", ended.stderr
    names = set((tmp_path / "loaded.txt").read_text("utf-8").split())
    assert "extractors.plain.text" in names
    assert not names & {"pandas", "numpy", "pyarrow", "duckdb", "lxml", "docx", "openpyxl", "rich"}


HELPED = [
    (["--help", "--lang", "zh"], "读取考核通知"),
    (["--lang=zh", "--help"], "读取考核通知"),
    (["ingest", "--help", "--lang=zh"], "数据集所在文件夹，默认"),
    (["ingest", "--lang", "en", "--help", "--lang=zh"], "数据集所在文件夹，默认"),
    (["ingest", "--help"], "Folder of the dataset, else"),
    (["ingest", "--help", "--lang", "fr"], "Folder of the dataset, else"),
    (["ingest", "--help", "--", "--lang=zh"], "Folder of the dataset, else"),
]


@pytest.mark.parametrize(("args", "said"), HELPED)
def test_help_is_in_the_language_that_the_arguments_ask_for(args: list[str], said: str) -> None:
    ended = CliRunner(env={"LANG": "en_US.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}).invoke(app, args)
    assert ended.exit_code == 0
    assert said in ended.output


def test_help_is_in_the_language_of_the_locale_where_none_is_asked_for() -> None:
    ended = CliRunner(env={"LC_ALL": "zh_CN.UTF-8"}).invoke(app, ["check", "--help"])
    assert "只列出疑点，不写文件。" in ended.output
    assert "help." not in ended.output


@pytest.mark.parametrize("lang", LANGS)
def test_all_help_has_words(lang: Lang) -> None:
    for command in ("", *typer.main.get_command(app).commands):  # type: ignore[attr-defined]
        ended = CliRunner().invoke(app, [*filter(None, [command]), "--help", "--lang", lang])
        assert ended.exit_code == 0
        assert "help." not in ended.output


def test_a_language_before_the_command_is_that_of_the_command() -> None:
    assert "找不到 不在.pdf" in CliRunner().invoke(app, ["--lang", "zh", "show", "不在.pdf"]).output
    for name in ("ZH", "zh-CN", "zh_CN.UTF-8"):
        for args in (["--lang", name, "show", "不在.pdf"], ["show", f"--lang={name}", "不在.pdf"]):
            assert "找不到 不在.pdf" in CliRunner().invoke(app, args).output
    assert "--lang takes one of zh, en" in CliRunner().invoke(app, ["show", "x", "--lang", "zhx"]).output
    both = CliRunner().invoke(app, ["--lang", "zh", "show", "不在.pdf", "--lang", "en"])
    assert "不在.pdf does not exist" in both.output


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version").stdout.split() == ["rubrics", "0.1.0"]


@pytest.mark.parametrize("args", [["ingest"], ["ingest", "x"], ["show", "--rubric", "no", "x"], ["nonsense"]])
def test_wrong_use_is_told_in_a_few_lines(args: list[str]) -> None:
    ended = run(*args)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ended.stderr


def test_a_fault_of_the_program_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise LookupError("no\nsuch thing")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")
def test_a_reader_that_goes_away_is_no_fault(folder: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from pipeline.cli import main; main()",
        "show",
        str(folder / "2031" / "河渠.html"),
    ]
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")
@pytest.mark.parametrize(
    ("stage", "jobs", "sent"),
    [
        ("reading", 1, signal.SIGINT),
        ("reading", 2, signal.SIGINT),
        ("reading", 1, signal.SIGTERM),
        ("writing", 2, signal.SIGINT),
    ],
)
def test_ctrl_c_ends_with_130_and_leaves_the_old_dataset_whole(
    tmp_path: Path, stage: str, jobs: int, sent: signal.Signals
) -> None:
    # the first piece of a notice, the first file of the new dataset
    begun = {"reading": "staged/*/*", "writing": "new/*/*"}[stage]
    given, out = tmp_path / "given", tmp_path / "out"
    given.mkdir()
    for number in range(200):
        (given / f"{number}.html").write_text(NOTICE.format(first=20, total=50), "utf-8")
    rubrics("ingest", given / "1.html", "--out", out)
    old = hashes(out)
    command = [
        sys.executable,
        "-c",
        "from pipeline.cli import main; main()",
        "ingest",
        given,
        "--out",
        out,
        "--jobs",
        str(jobs),
    ]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # a run in the background of a shell (nohup make test &) ignores Ctrl-C, and so would what it starts
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 30
    while not [*(out / OWN).glob(begun)] and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(running.pid, sent)
    _, complaint = running.communicate(timeout=30)
    assert running.returncode == 128 + sent
    assert "Traceback" not in complaint
    assert hashes(out) == old


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "C"}, "zh"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(environ: dict[str, str], lang: str) -> None:
    assert locale_lang(environ) == lang
