--- Run by the host of examples/embed: all of the module is there without a file, sets no global and reads none that does not exist.
--
-- Arguments: the file with the five calls, then the names of all modules.

local five_calls = assert(loadfile((...)))()
local names = { select(2, ...) }

assert(package.path == "" and package.cpath == "")
assert(not pcall(require, "spec.support.child"), "files are found")

local standard = {}
for name in pairs(_G) do
  standard[name] = true
end
setmetatable(_G, {
  __index = function(_, name)
    error("the global " .. tostring(name) .. " is read", 2)
  end,
  __newindex = function(_, name)
    error("the global " .. tostring(name) .. " is set", 2)
  end,
})

local fansly = require("fansly")
assert(five_calls(assert(require("fansly.sandbox").new({ seed = 7 }):client())) == "ok")
five_calls(assert(fansly.new())) -- by HTTP, against the sandbox that the environment names

for _, name in ipairs(names) do
  assert(type(package.preload[name]) == "function", name)
end
assert(package.preload["fansly.meta"] == nil, "annotations alone are of no use here")
for name in next, _G do
  assert(standard[name], name)
end

-- Errors name the file.
local ok, problem = pcall(fansly.new, { no_such_option = 1 })
assert(not ok and tostring(problem):find("no_such_option", 1, true))
print(#names .. " modules, no file")
