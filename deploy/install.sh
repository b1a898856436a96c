#!/bin/sh
# 在 Debian、Ubuntu 等用 systemd 的服务器上安装，或装好后升级；用 root 在项目文件夹里运行：
#   sh deploy/install.sh            有网络，或已设好 pip 的内网镜像
#   sh deploy/install.sh wheels     没有网络，wheels 是事先用 deploy/wheels.py 下载好的文件夹
# 已有的设置和数据不动。DESTDIR=文件夹 时装到那里试一试，不建用户、不动 systemd。
set -eu
umask 022    # 程序要让 minsheng 用户读得到
root=${DESTDIR:-}
home=$root/opt/minsheng
say() { printf '%s\n' "$*"; }

[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || { say "请用 root 运行。" >&2; exit 2; }
[ -f constraints.txt ] && [ -d service ] || { say "请在项目文件夹里运行。" >&2; exit 2; }
[ -z "${1:-}" ] || [ -d "$1" ] || { say "没有文件夹 $1，请核对。" >&2; exit 2; }
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "要 Python 3.11 以上。" >&2; exit 2; }
python3 -c 'import ensurepip' 2>/dev/null || { say "缺 venv：apt install python3-venv" >&2; exit 2; }

if [ -z "$root" ] && ! id minsheng >/dev/null 2>&1; then
    useradd --system --user-group --home-dir /opt/minsheng --shell /usr/sbin/nologin minsheng
fi
mkdir -p "$home" "$root/etc/systemd/system" "$root/usr/local/bin"
for folder in "$root/var/lib/minsheng" "$root/var/backups/minsheng"; do
    mkdir -p "$folder" && chmod 700 "$folder"
    [ -n "$root" ] || chown minsheng:minsheng "$folder"
done

if [ -z "$root" ] && systemctl is-active --quiet minsheng; then
    say "升级以前先备份……"
    (cd /var/backups/minsheng && /usr/local/bin/minsheng backup) || {
        say "备份没有成功，没有升级；原因在上面。" >&2
        exit 2
    }
fi

[ -x "$home/.venv/bin/python" ] || python3 -m venv "$home/.venv"
say "正在装程序和它用的包，一两分钟……"
set -- ${1:+--no-index --find-links "$1"}
if ! "$home/.venv/bin/pip" install --quiet --disable-pip-version-check --upgrade "$@" \
    --constraint constraints.txt '.[postgres]'; then
    say "没有装成，原因在上面；原来装好的没有动。没有网络的，在联网的电脑上运行" >&2
    say "python deploy/wheels.py --python $(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])') --machine $(uname -m)" >&2
    say "把得到的文件夹拷来，再运行 sh deploy/install.sh 那个文件夹。" >&2
    exit 2
fi

if [ -z "$root" ] && ! runuser -u minsheng -- "$home/.venv/bin/python" -c 'import service.cli.entry'; then
    say "minsheng 用户运行不了程序：多半是 python3 装在 /root 下面。请用系统自带的 python3。" >&2
    exit 2
fi

if [ ! -e "$root/etc/minsheng.env" ]; then
    key=$(python3 -c 'import secrets; print(secrets.token_hex(32))')
    (umask 077; sed "s/^MINSHENG_SECRET_KEY=\$/MINSHENG_SECRET_KEY=$key/" deploy/minsheng.env > "$root/etc/minsheng.env")
    say "已写好 $root/etc/minsheng.env，请改城市名，并把里面的 MINSHENG_SECRET_KEY 抄一份另外保管。"
fi
install -m 755 deploy/minsheng "$root/usr/local/bin/minsheng"
install -m 644 deploy/minsheng*.service deploy/minsheng-backup.timer "$root/etc/systemd/system/"
[ -z "$root" ] || { say "已装到 $root。"; exit 0; }

systemctl daemon-reload
systemctl enable --now minsheng-backup.timer
if systemctl is-active --quiet minsheng; then
    systemctl restart minsheng minsheng-worker
    say "已升级并重启。"
else
    say "接着：1. 改 /etc/minsheng.env；2. minsheng user add admin --name 姓名 --role admin；"
    say "3. systemctl enable --now minsheng minsheng-worker；4. minsheng readiness"
fi
