--- A small generator of pseudo-random numbers.
-- `math.random` differs between the Lua versions; this one gives the same sequence on all of them, since no
-- product of it reaches 2^53. (Lehmer's generator with the multiplier of Park and Miller.)

local MODULUS, MULTIPLIER = 2147483647, 16807
local WARM_UP = 8 -- the first numbers of small seeds look alike

local Random = {}
Random.__index = Random

---@param n integer up to 2^31
---@return integer number from 0 to n - 1
function Random:below(n)
  self.state = self.state * MULTIPLIER % MODULUS
  return self.state % n
end

---@param percent integer
---@return boolean
function Random:chance(percent)
  return self:below(100) < percent
end

---@generic T
---@param list T[]
---@return T
function Random:pick(list)
  return list[self:below(#list) + 1]
end

local random = {}

---@param seed number
function random.new(seed)
  local generator = setmetatable({ state = math.floor(seed) % (MODULUS - 1) + 1 }, Random)
  for _ = 1, WARM_UP do
    generator:below(MODULUS)
  end
  return generator
end

--- A generator that goes on where another one was when it was saved.
---@param saved { state: integer }
function random.resume(saved)
  return setmetatable(saved, Random)
end

return random
