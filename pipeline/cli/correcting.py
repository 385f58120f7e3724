"""Commands by which people set things right: review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import LangOption, language, reason, stop
from pipeline.cli.inputs import CORRECTIONS, CorrectionsOption


def review(
    dataset: Annotated[
        Path, typer.Argument(metavar="DATASET", help="A folder that ingest wrote. 数据集文件夹")
    ],
    sources: Annotated[
        Path, typer.Option("--sources", help="Folder of the notices, as given to ingest. 通知所在文件夹")
    ] = Path("data/raw"),
    corrections: CorrectionsOption = CORRECTIONS,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on this machine. 端口")] = 8765,
    lang: LangOption = None,
) -> None:
    """Look at the findings of a dataset in the browser, and mend them. 在浏览器中逐条核对、更正。

    Only this machine can see the pages. Ends with Ctrl-C; with status 2 when there is no such dataset.
    """
    from pipeline.words import say

    told = language(lang)
    try:
        import uvicorn

        from pipeline.review.app import application
        from pipeline.review.desk import Desk
        from pipeline.review.guard import Guard
    except ModuleNotFoundError as error:
        stop(say("no_extra", told, module=error.name or "", extra="review"))
    try:
        desk = Desk(dataset, sources, corrections, told)
    except FileNotFoundError:
        stop(
            say("no_dataset", told, path=dataset)
            if sources.exists()
            else say("not_there", told, path=sources)
        )
    except (OSError, ValueError) as error:
        stop(say("dataset_unread", told, name=reason(error) if isinstance(error, OSError) else error))
    typer.echo(say("review_at", told, url=f"http://127.0.0.1:{port}/"))
    uvicorn.run(
        application(desk, Guard(port)), host="127.0.0.1", port=port, log_level="warning", server_header=False
    )
