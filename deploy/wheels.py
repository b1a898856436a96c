"""在联网的电脑上（Windows、Linux 都行）下载安装要的包，拷到没有网络的服务器上用。

在项目文件夹里运行：python deploy/wheels.py --python 3.11 --machine x86_64
服务器上先看：python3 --version 和 uname -m（x86_64，或鲲鹏、飞腾的 aarch64）。
"""

import argparse
import subprocess
import sys
from pathlib import Path

OLDEST_GLIBC = 17
USUAL_GLIBC = 28
"""Kylin V10, openEuler 20.03 and Debian 10 have this one; newer systems take it too."""
ONLY_AS_SOURCE = ("jieba",)


def platforms(machine: str, glibc: int) -> list[str]:
    """The tags of wheels that a Linux with this glibc takes, the nearest first."""
    each = [f"manylinux_2_{minor}_{machine}" for minor in range(glibc, OLDEST_GLIBC - 1, -1)]
    return [*each, f"manylinux2014_{machine}", f"linux_{machine}"]


def download(target: Path, python: str, machine: str, glibc: int) -> None:
    """Every wheel that ``install.sh`` asks for, into the folder."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    kept = ["--constraint", "constraints.txt"]
    build = [*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target)]
    subprocess.run([*build, *kept, *ONLY_AS_SOURCE], check=True)  # noqa: S603
    of_server = ["--only-binary", ":all:", "--python-version", python, "--implementation", "cp"]
    of_server += ["--abi", f"cp{python.replace('.', '')}", "--abi", "abi3", "--abi", "none"]
    for tag in platforms(machine, glibc):
        of_server += ["--platform", tag]
    fetch = [*pip, "download", "--dest", str(target), "--find-links", str(target)]
    wanted = [".[postgres]", "hatchling"]
    subprocess.run([*fetch, *kept, *of_server, *wanted], check=True)  # noqa: S603


def main() -> int:
    """Read the options, download, say what to do next; 0, or 2 with the reason."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", default=here, help="服务器的 Python 版本，如 3.11")
    options.add_argument("--machine", default="x86_64", choices=("x86_64", "aarch64"))
    options.add_argument("--glibc", type=int, default=USUAL_GLIBC, help="服务器 glibc 2.N 的 N")
    options.add_argument("--out", type=Path, default=Path("wheels"), help="放在哪个文件夹")
    given = options.parse_args()
    if not Path("constraints.txt").is_file():
        sys.stderr.write("请在项目文件夹里运行。\n")
        return 2
    if given.python != here:
        sys.stderr.write(f"这里是 Python {here}，服务器是 {given.python}：最好用一样的版本下载。\n")
    given.out.mkdir(parents=True, exist_ok=True)
    try:
        download(given.out, given.python, given.machine, given.glibc)
    except subprocess.CalledProcessError:
        sys.stderr.write("没有下载全，原因在上面。请检查网络后再运行一次。\n")
        return 2
    count = len(list(given.out.glob("*.whl")))
    sys.stdout.write(
        f"下载了 {count} 个包，给 Python {given.python}、{given.machine} 用。\n"
        f"把整个项目文件夹连同 {given.out} 拷到服务器，运行：sh deploy/install.sh {given.out}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
