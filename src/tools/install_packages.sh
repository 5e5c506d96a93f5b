#!/bin/bash
# Install the Debian packages named as arguments, only those that are missing. Without root it
# asks sudo. A command that came another way (a newer Node.js, say) stands for its package.
set -euo pipefail

stands_in() {
	case $1 in
	nodejs) command -v node ;;
	npm) command -v npm ;;
	*) false ;;
	esac >/dev/null
}

missing=()
for package in "$@"; do
	dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' && continue
	stands_in "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

sudo=()
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || {
		echo "these Debian packages are missing; install them as root: ${missing[*]}" >&2
		exit 1
	}
	sudo=(sudo)
fi
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive PATH=$PATH:/usr/sbin:/sbin
apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive PATH="$PATH" apt-get -qq -o DPkg::Lock::Timeout=300)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends -y "${missing[@]}"; } >"$log" 2>&1; then
	tail -n 30 "$log" >&2
	exit 1
fi
