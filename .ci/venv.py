"""Make .venv and install what requirements.lock names, saying what it does; a second call is instant.

Run by any Python 3 (also an old one, to say that it is too old), with nothing but the standard library.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCK = os.path.join(ROOT, "requirements.lock")
QUIET = ["--disable-pip-version-check", "--no-input"]


def main():
    if sys.version_info < (3, 11):
        sys.exit(
            "需要 Python 3.11 或更新的版本，这里的 python3 是 %d.%d。请安装后运行：make PYTHON=python3.12 ..."
            % sys.version_info[:2]
        )
    stamp = os.path.join(VENV, "installed")
    wanted = [
        digest(LOCK) + sys.version.replace("\n", " ") + VENV,
        digest("setup.cfg", "pyproject.toml"),
    ]
    found = read(stamp).split("\n")
    if found == wanted and os.path.exists(PYTHON):
        return
    os.makedirs(VENV, exist_ok=True)
    if found[0] != wanted[0] or not os.path.exists(PYTHON):
        make_venv()
        install_lock()
    say("正在安装 hotline 命令……")
    pip("install", "--quiet", "--no-deps", "--editable", ROOT)
    with open(stamp, "w") as file:
        file.write("\n".join(wanted))
    say("环境已就绪。")


def make_venv():
    if os.path.exists(PYTHON) and works():
        return
    say("正在建立虚拟环境 .venv……")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode != 0:
        sys.stderr.write(made.stdout.decode("utf-8", "replace")[-600:])
        sys.exit("不能建立虚拟环境。Debian 或 Ubuntu 上请先安装：apt install python3-venv")


def works():
    """Is it of this Python, and not moved from elsewhere?"""
    command = [PYTHON, "-c", "import sys, pip; print(sys.version, sys.prefix, sep='|')"]
    told = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    expected = sys.version + "|" + VENV
    return told.returncode == 0 and told.stdout.decode().strip() == expected


def install_lock():
    """pip is silent for long; a line every few seconds tells which package it is at."""
    packages = [line.split("==")[0] for line in read(LOCK).split("\n") if line[:1].isalnum()]
    say("正在下载并安装 %d 个依赖（首次需要几分钟）……" % len(packages))
    command = [
        PYTHON,
        "-m",
        "pip",
        *QUIET,
        "install",
        "--progress-bar",
        "off",
        "--require-hashes",
        "-r",
        LOCK,
    ]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen, said, tail = 0, time.monotonic(), []
    for line in running.stdout:
        tail = [*tail[-14:], line]
        seen += line.startswith(("Collecting ", "Requirement already"))
        if time.monotonic() - said > 4:
            said = time.monotonic()
            say(
                "  已处理 %d / %d" % (seen, len(packages))
                if seen < len(packages)
                else "  正在安装……"
            )
    if running.wait() != 0:
        sys.stderr.write("".join(tail))
        sys.exit(
            "依赖没有装上（见上面 pip 的说明）。检查网络或磁盘后再次运行同一条命令，会从中断处继续。"
        )


def pip(*arguments):
    if subprocess.run([PYTHON, "-m", "pip", *arguments, *QUIET]).returncode != 0:
        sys.exit("pip 没有成功（见上面的说明）。改正后再次运行同一条命令。")


def digest(*names):
    paths = [os.path.join(ROOT, name) for name in names]
    return hashlib.sha256("\0".join(read(path) for path in paths).encode()).hexdigest() + " "


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def say(sentence):
    print(sentence, flush=True)


if __name__ == "__main__":
    main()
