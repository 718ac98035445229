--- Units of the API: money in three scales, times in two, ids that look like numbers.
--
-- Nothing is converted silently: calls take and give the numbers of the API, each in the unit that its row names. Here
-- they become values that know their unit. Where one of the three is enough, that part is required alone.

local ids = require("fansly.units.ids")
local money = require("fansly.units.money")
local times = require("fansly.units.times")

---@class fansly.units: fansly.units.money, fansly.units.times, fansly.units.ids
local M = {}

for _, part in ipairs({ money, times, ids }) do
  for name, fn in next, part do
    M[name] = fn
  end
end

return M
