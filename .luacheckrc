std = "min"
max_line_length = 140
exclude_files = { "build", "lua_modules" }

files["lua"] = { read_globals = { "unpack", table = { fields = { "unpack" } }, coroutine = { fields = { "close", "isyieldable" } } } }
files["spec"] = { std = "+busted" }
files["examples"] = { globals = { "love", "vim" } }
files["lua/fansly/meta.lua"] = { ignore = { "212", "241", "631" } }
