--- The rows, for looking at: tools, completion, help.
--
-- Every view is read-only. Calling one iterates over it, on every Lua: `for name, value in fansly.operations() do`.
-- Where Lua lets it, `pairs` and `#` work as well.

local endpoints = require("fansly.endpoints")

local views = setmetatable({}, { __mode = "k" })

local view

local function shown(value)
  return type(value) == "table" and view(value) or value
end

local function iterate(t)
  return function(_, key)
    local name, value = next(t, key)
    return name, shown(value)
  end
end

function view(t)
  if not views[t] then
    views[t] = setmetatable({}, {
      __index = function(_, key)
        return shown(t[key])
      end,
      __newindex = function()
        error("fansly.operations is read-only", 2)
      end,
      __len = function()
        return #t
      end,
      __pairs = function(self)
        return iterate(t), self, nil
      end,
      __call = function(self)
        return iterate(t), self, nil
      end,
      __metatable = false,
    })
  end
  return views[t]
end

local all = {}
for _, row in ipairs(endpoints.rows) do
  all[row.id] = row
end

return view(all)
