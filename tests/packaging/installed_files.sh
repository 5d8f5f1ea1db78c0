#!/bin/bash
# That each component of the installation has the files that it should, and that there is no other.
# usage: installed_files.sh SOURCE_DIR BUILD_DIR
set -euo pipefail

source_dir=$1
build_dir=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lib=$(sed -n 's/^CMAKE_INSTALL_LIBDIR:[A-Z]*=//p' "$build_dir/CMakeCache.txt")

# install NAME [OPTION...]: into $work/NAME, whose files are listed in $work/NAME.files.
install() {
  local name=$1
  shift
  mkdir "$work/$name"
  cmake --install "$build_dir" --prefix "$work/$name" "$@" >/dev/null
  # The name of one file has that of the configuration in it.
  (cd "$work/$name" && find . -type f) |
    sed -E 's|^\./||; s|mayfly_targets-[a-z]+\.cmake|mayfly_targets-CONFIG.cmake|' |
    sort >"$work/$name.files"
}

runtime() {
  echo bin/mayfly
  printf "share/%s\n" bash-completion/completions/mayfly fish/vendor_completions.d/mayfly.fish \
    zsh/site-functions/_mayfly
  printf "share/doc/mayfly/%s\n" CHANGELOG.md LICENSE README.md SECURITY.md THIRD_PARTY_NOTICES.md
  (cd "$source_dir/man" && printf "share/man/man1/%s\n" *.1 && printf "share/man/man7/%s\n" *.7)
}

development() {
  (cd "$source_dir/lib" && find include -name '*.h')
  printf "$lib/cmake/mayfly/%s\n" FindArgon2.cmake FindBotan.cmake mayflyConfig.cmake \
    mayflyConfigVersion.cmake mayfly_targets.cmake mayfly_targets-CONFIG.cmake
  echo "$lib/libmayfly.a"
  echo "$lib/pkgconfig/mayfly.pc"
}

install runtime --component Runtime
runtime | sort | diff -u - "$work/runtime.files"
install development --component Development
development | sort | diff -u - "$work/development.files"
install all
sort "$work/runtime.files" "$work/development.files" | diff -u - "$work/all.files"
