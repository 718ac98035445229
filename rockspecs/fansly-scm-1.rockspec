-- The newest state, for `luarocks install --dev fansly`. CMake builds it and knows the files, so that there is no second list of them.
rockspec_format = "3.0"
package = "fansly"
version = "scm-1"

source = {
  url = "git+https://example.org/fansly/fansly.git",
  branch = "main",
}

description = {
  summary = "The HTTP API of apifansly.com, for scripts, games and editors",
  detailed = [[
A client for the apifansly.com API: chats, messages and paid messages as plain calls, lazy iterators over pages,
non-blocking use in coroutines, frame loops and event loops, an offline sandbox, and sends that happen at most once.
A small C core drives libcurl.]],
  license = "MIT",
  labels = { "api", "http", "client", "async" },
}

supported_platforms = { "unix" }

dependencies = {
  "lua >= 5.1, < 5.6",
  "lua-cjson >= 2.1.0",
  "argparse >= 0.7.1", -- of the command alone
}

test_dependencies = {
  "busted >= 2.1",
}

build = {
  type = "cmake",
  variables = {
    CMAKE_BUILD_TYPE = "Release",
    CMAKE_INSTALL_PREFIX = "$(PREFIX)",
    LUA_INCDIR = "$(LUA_INCDIR)",
    INSTALL_CMOD = "$(LIBDIR)",
    INSTALL_LMOD = "$(LUADIR)",
  },
}

test = {
  type = "busted",
}
