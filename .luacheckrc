std = "min"
max_line_length = 140
exclude_files = { "build", "lua_modules" }

files["spec"] = { std = "+busted" }
files["examples"] = { globals = { "love", "vim" } }
