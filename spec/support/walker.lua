--- Looks for a word in everything that can be reached from a value: tables, metatables, upvalues, environments, user values, and the
--- locals of coroutines that wait.

local walker = {}

local Walk = {}
Walk.__index = Walk

function Walk:step(value, path)
  if type(value) == "string" then
    if value:find(self.word, 1, true) then
      self.found[#self.found + 1] = path
    end
  elseif value ~= nil then
    self:enter(value, path)
  end
end

function Walk:enter_function(f, path)
  for i = 1, 255 do
    local name, value = debug.getupvalue(f, i)
    if name == nil then
      break
    end
    self:step(value, path .. "^" .. name)
  end
  local environment = rawget(debug, "getfenv")
  if environment then
    self:step(environment(f), path .. "^env")
  end
end

function Walk:enter_thread(thread, path)
  if coroutine.status(thread) == "running" then
    return -- this search, which knows the word
  end
  local level = 0
  while debug.getinfo(thread, level, "f") do
    self:step(debug.getinfo(thread, level, "f").func, path .. "<level>")
    for i = 1, 255 do
      local name, value = debug.getlocal(thread, level, i)
      if name == nil then
        break
      end
      self:step(value, path .. "<local>" .. name)
    end
    level = level + 1
  end
end

function Walk:enter_table(members, path)
  for name, member in next, members do
    self:step(name, path .. "<key>")
    self:step(member, path .. "." .. (type(name) == "string" and name or type(name)))
  end
end

local enter = {
  ["table"] = Walk.enter_table,
  ["function"] = Walk.enter_function,
  ["thread"] = Walk.enter_thread,
  ["userdata"] = function(walk, value, path)
    local user_value = rawget(debug, "getuservalue")
    if user_value then
      walk:step((user_value(value)), path .. "<uservalue>")
    end
  end,
}

function Walk:enter(value, path)
  local into = enter[type(value)]
  if not into or self.seen[value] then
    return
  end
  assert(#path < 4000, "too deep")
  self.seen[value] = true
  self.count = self.count + 1
  self:step(debug.getmetatable(value), path .. "<meta>")
  into(self, value, path)
end

--- Where the word is found.
---@param word string
---@param roots table<string, any> where to begin, by name
---@return string[] paths
---@return integer count of what was looked through
function walker.find(word, roots)
  local walk = setmetatable({ word = word, found = {}, seen = {}, count = 0 }, Walk)
  walk.seen[walk] = true
  for name, root in next, roots do
    walk:step(root, tostring(name))
  end
  return walk.found, walk.count
end

--- Where it is found in all that the Lua state holds, and in what is kept besides.
---@param word string
---@param keep any
function walker.find_anywhere(word, keep)
  collectgarbage()
  collectgarbage()
  return walker.find(word, { keep = keep, loaded = package.loaded, registry = debug.getregistry(), globals = _G })
end

return walker
