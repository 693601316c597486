@echo off
rem The `spinel` command in the editor's terminals. It runs in the Node that the editor brings, so that none has to be installed.
setlocal
set ELECTRON_RUN_AS_NODE=1
if not defined SPINEL_NODE set SPINEL_NODE=node
"%SPINEL_NODE%" "%~dp0..\..\server\dist\cli.mjs" %*
