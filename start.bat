@echo off
rem 双击运行：备好需要的程序，在浏览器中打开评分标准。
rem Sets up what is needed and opens the app in the browser.
chcp 65001 >nul
setlocal
title 评分标准
cd /d "%~dp0"
if not defined RUBRICS_PROJECT set "RUBRICS_PROJECT=%USERPROFILE%\考核评分标准"
if exist ".venv\.ready-app" goto open

set "PYTHON=py -3"
where py >nul 2>nul || set "PYTHON=python"
%PYTHON% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul || goto nopython
echo 第一次运行，正在准备（约需几分钟，要联网）：
echo 1/3 建立运行环境
%PYTHON% -m venv --clear .venv || goto novenv
echo 2/3 下载并核对所需的程序
.venv\Scripts\python -m pip install -q --disable-pip-version-check --require-hashes -r requirements\build.txt || goto nonet
.venv\Scripts\python -m pip install -q --disable-pip-version-check --require-hashes --no-build-isolation -r requirements\app.txt || goto nonet
echo 3/3 安装
.venv\Scripts\python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . || goto nonet
type nul > .venv\.ready-app

:open
echo 正在打开项目 %RUBRICS_PROJECT%
echo 浏览器会自动打开；没有打开的话，请把下面的网址复制到浏览器。用完后关闭这个窗口。
.venv\Scripts\rubrics app "%RUBRICS_PROJECT%" --lang zh %*
if errorlevel 1 pause
exit /b

:nopython
echo 没有找到 Python 3.11 或更新的版本，请先安装，再双击一次：
echo   https://www.python.org/downloads/
echo 安装时请勾选 “Add python.exe to PATH”。
pause
exit /b 1

:novenv
echo 未能建立运行环境：请把本文件夹移到能写入的地方，再双击一次。
pause
exit /b 1

:nonet
echo 安装没有完成：请检查网络（需要访问 pypi.org 或本单位的镜像），再双击一次。
pause
exit /b 1
