--- Money in the three scales of the API: amounts that know their unit.

local errors = require("fansly.error")
local whole = require("fansly.units.whole")

---@class fansly.units.money
local M = {}

-- Thousandths of a dollar (mills) in one of each unit, and how many decimals it is written with.
local scales = {
  dollars = { mills = 1000, places = 2, words = 'dollars with at most two decimals, as in 4 or "4.99"' },
  cents = { mills = 10, places = 0, words = "a whole number of cents" },
  mills = { mills = 1, places = 0, words = "a whole number of thousandths of a dollar" },
}

local MOST = 1e15 -- mills; below it a double keeps each of them, and each as a fraction of dollars

--- An amount of money: a whole number of thousandths of a dollar, and the unit that it is written in.
---@class fansly.Amount
---@field mills integer thousandths of a dollar, whatever the unit
---@field unit "dollars"|"cents"|"mills"
---@operator add(fansly.Amount): fansly.Amount
---@operator sub(fansly.Amount): fansly.Amount
---@operator mul(integer): fansly.Amount
---@operator unm: fansly.Amount
local Amount = { __name = "fansly.Amount" }
Amount.__index = Amount

--- Whether it is an amount, as these functions make them.
---@param value any
---@return boolean
function M.is_amount(value)
  return type(value) == "table" and getmetatable(value) == Amount
end

-- How often the last of some decimals is in a text. Only what reads in one way is taken: a leading zero stands for nothing but 0.99.
local function count_in_text(text, places)
  local sign, dollars, fraction = text:match("^(%-?)(%d+)$")
  if not dollars then
    sign, dollars, fraction = text:match("^(%-?)(%d+)%.(%d+)$")
  end
  fraction = fraction or ""
  if not dollars or #dollars > 15 or #fraction > places or dollars:find("^0%d") then
    return nil
  end
  local count = tonumber(dollars .. fraction .. ("0"):rep(places - #fraction))
  return sign == "-" and 0 - count or count
end

-- The same of a number, which is taken only if it is the very number that these decimals stand for.
local function count_in_number(number, places)
  if not (number > -MOST and number < MOST) then
    return nil
  end
  local count = math.floor(number * 10 ^ places + 0.5)
  return count / 10 ^ places == number and count or nil
end

local counts = { number = count_in_number, string = count_in_text }

local function new_amount(mills, unit)
  return setmetatable({ mills = mills, unit = unit }, Amount)
end

local function in_range(mills)
  return mills > -MOST and mills < MOST
end

--- An amount from what the API writes in one of its units; what would have to be rounded is refused.
---
--- `units.amount(100000, "mills")` is $100.00
---@param value number|string|fansly.Amount an amount has to be in this unit already
---@param unit "dollars"|"cents"|"mills"
---@return fansly.Amount|nil amount
---@return fansly.Error|nil err kind `validation`
function M.amount(value, unit)
  local scale = scales[unit]
  if not scale then
    return nil, errors.validation("unit", "has to be one of dollars, cents, mills, not " .. errors.shown(unit))
  elseif M.is_amount(value) then
    if value.unit == unit then
      return value
    end
    return nil, errors.validation(unit, ("cannot be made of %s by itself: amount:to(%q) does that"):format(value.unit, unit))
  end
  local count_in = counts[type(value)]
  local count = count_in and count_in(value, scale.places)
  local mills = count and count * (scale.mills / 10 ^ scale.places)
  if not mills or not in_range(mills) then
    return nil, errors.validation(unit, ("has to be %s, not %s"):format(scale.words, errors.shown(value)))
  end
  return new_amount(whole(mills), unit)
end

--- Dollars: what `price` is in, wherever something is sent.
---@param value number|string
---@return fansly.Amount|nil amount
---@return fansly.Error|nil err
function M.dollars(value)
  return M.amount(value, "dollars")
end

--- Cents: amounts in webhooks.
---@param value number|string
---@return fansly.Amount|nil amount
---@return fansly.Error|nil err
function M.cents(value)
  return M.amount(value, "cents")
end

--- Thousandths of a dollar: earnings, and Fansly's own objects.
---@param value number|string
---@return fansly.Amount|nil amount
---@return fansly.Error|nil err
function M.mills(value)
  return M.amount(value, "mills")
end

local function check_self(self, name)
  if not M.is_amount(self) then
    errors.raise_no_self("amount", name)
  end
end

--- The same money in another unit.
---@param unit "dollars"|"cents"|"mills"
---@return fansly.Amount|nil amount nil where it would have to be rounded
---@return fansly.Error|nil err
function Amount:to(unit)
  check_self(self, "to")
  local scale = scales[unit]
  if not scale then
    return M.amount(self, unit)
  elseif self.mills % (scale.mills / 10 ^ scale.places) ~= 0 then
    return nil, errors.validation("amount", ("of %s cannot be told in %s without rounding"):format(tostring(self), unit))
  end
  return new_amount(self.mills, unit)
end

--- The number that the API writes for it, in its unit.
---@return number
function Amount:number()
  check_self(self, "number")
  return whole(self.mills / scales[self.unit].mills)
end

--- Dollars and cents, and the thousandths where there are some: `$4.99`, `-$0.005`.
function Amount:__tostring()
  local mills = math.abs(self.mills)
  local text = ("%s$%.0f.%03.0f"):format(self.mills < 0 and "-" or "", math.floor(mills / 1000), mills % 1000)
  return (text:gsub("0$", "", 1))
end

-- So that an amount can be joined to a text.
function Amount.__concat(left, right)
  return tostring(left) .. tostring(right)
end

-- Two amounts can only be put together in one unit: they may well be mistaken for each other where they are not.
local function check_pair(left, right)
  if not (M.is_amount(left) and M.is_amount(right)) then
    local other = errors.shown(M.is_amount(left) and right or left)
    error(errors.validation("amount", ("goes together with amounts only, not with %s; units.cents(5) is one"):format(other)), 0)
  elseif left.unit ~= right.unit then
    error(errors.validation("amount", ("in %s does not go together with one in %s; amount:to(%q) brings it there"):format(
      left.unit, right.unit, right.unit)), 0)
  end
end

local function checked(mills, unit)
  if not in_range(mills) then
    error(errors.validation("amount", "is beyond what can be exact, a trillion dollars"), 0)
  end
  return new_amount(mills, unit)
end

function Amount.__add(left, right)
  check_pair(left, right)
  return checked(left.mills + right.mills, left.unit)
end

function Amount.__sub(left, right)
  check_pair(left, right)
  return checked(left.mills - right.mills, left.unit)
end

function Amount:__unm()
  return new_amount(0 - self.mills, self.unit)
end

--- So many of them: whole numbers only.
function Amount.__mul(left, right)
  local amount, factor = left, right
  if not M.is_amount(amount) then
    amount, factor = right, left
  end
  if type(factor) ~= "number" or not in_range(factor) or factor % 1 ~= 0 then
    error(errors.validation("amount", "can be taken times a whole number only, not times " .. errors.shown(factor)), 0)
  end
  return checked(whole(amount.mills * (factor + 0.0)), amount.unit) -- no integer overflow
end

function Amount.__eq(left, right)
  if not (M.is_amount(left) and M.is_amount(right)) then
    return false
  end
  check_pair(left, right)
  return left.mills == right.mills
end

function Amount.__lt(left, right)
  check_pair(left, right)
  return left.mills < right.mills
end

function Amount.__le(left, right)
  check_pair(left, right)
  return left.mills <= right.mills
end

-- A finalizer may have loaded this in the middle of it: an amount is one to those alone who have the same metatable for it.
local first = package.loaded["fansly.units.money"]
return type(first) == "table" and first or M
