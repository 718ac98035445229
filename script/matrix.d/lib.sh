# shellcheck shell=bash
# For the scripts beside this, which run as root on a clean tree with the checkout as the current directory.

install() {
  apt-get install -y -qq --no-install-recommends "$@" >/tmp/install.log 2>&1 || { tail -n 5 /tmp/install.log && exit 1; }
}

# Source packages of Debian 12, as Debian patches them: sources NAME... makes directories below /tmp/sources.
sources() {
  sed -nE 's,^deb ([^ ]+/debian/?) [a-z]+ main$,deb-src \1 bookworm main,p' /etc/apt/sources.list >/etc/apt/sources.list.d/sources.list
  apt-get update -qq
  install dpkg-dev
  mkdir -p /tmp/sources
  (cd /tmp/sources && apt-get source -qq -o APT::Sandbox::User=root --only-source "$@" >/tmp/source.log 2>&1) || { tail -n 5 /tmp/source.log && exit 1; }
}

# The C files of the core.
core_sources() {
  sed -n '/^set(FANSLY_SOURCES/,/)/s/^  //p' CMakeLists.txt
}

# The API's sandbox needs Lua 5.1 of this machine; Debian names a file of it alone.
prepare_sandbox() {
  script/bootstrap demo
  script/build 5.1
}

# What every platform has to do: calls PROGRAM..., which runs a Lua script, in this process and by HTTP.
calls() {
  cat >/tmp/calls.lua <<'LUA'
local five_calls = dofile("spec/support/five_calls.lua")
local fansly = require("fansly")
assert(five_calls(assert(require("fansly.sandbox").new({ seed = 7 }):client())) == "ok")
assert(five_calls(assert(fansly.new())) == "ok")
local versions = fansly.versions()
print(("result: five calls, %s, libcurl %s"):format(_VERSION, versions.curl))
LUA
  with_sandbox "$@" /tmp/calls.lua
}

# What busted says at its end becomes a result.
count_specs() {
  cat >/tmp/specs
  cat /tmp/specs
  sed -n 's/^\([0-9]* success[^:]*\).*/result: \1/p' /tmp/specs
}
