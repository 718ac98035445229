-- Units: money that knows its scale, times of every form, ids that keep their digits.

local errors = require("fansly.error")
local fansly = require("fansly")
local hostile = require("spec.support.hostile")
local recorder = require("spec.support.recorder")

local units = fansly.units

-- The error of a call that answers nil and an error, or raises.
local function refused(f, ...)
  local ok, value, err = pcall(f, ...)
  if ok then
    assert.is_nil(value)
  end
  err = ok and err or value
  assert.is_true(errors.is(err), tostring(err))
  assert.equal("validation", err.kind)
  return err
end

describe("an amount #quick", function()
  it("is exact, in each of its units", function()
    for _, case in ipairs({
      { "dollars", 4.99, 4990, 4.99, "$4.99" }, { "dollars", "4.99", 4990, 4.99, "$4.99" }, { "dollars", "4.9", 4900, 4.9, "$4.90" },
      { "dollars", 0.29, 290, 0.29, "$0.29" }, { "dollars", "0.07", 70, 0.07, "$0.07" }, { "dollars", 4, 4000, 4, "$4.00" },
      { "dollars", "-12.50", -12500, -12.5, "-$12.50" }, { "dollars", 123456789.01, 123456789010, 123456789.01, "$123456789.01" },
      { "cents", 2500, 25000, 2500, "$25.00" }, { "cents", "7", 70, 7, "$0.07" }, { "cents", -1, -10, -1, "-$0.01" },
      { "mills", 100000, 100000, 100000, "$100.00" }, { "mills", 529, 529, 529, "$0.529" }, { "mills", -5, -5, -5, "-$0.005" },
      { "mills", 0, 0, 0, "$0.00" }, { "cents", "-0", 0, 0, "$0.00" }, { "mills", "999999999999999", 999999999999999, 999999999999999,
        "$999999999999.999" },
    }) do
      local unit, given, mills, number, text = case[1], case[2], case[3], case[4], case[5]
      local amount = assert(units[unit](given))
      assert.equal(mills, amount.mills)
      assert.equal(unit, amount.unit)
      assert.equal(number, amount:number())
      assert.equal(text, tostring(amount))
      assert.is_nil(tostring(amount.mills):find(".", 1, true))
    end
  end)

  it("goes through every cent up to a thousand dollars, as number and as text", function()
    for cents = 0, 100000 do
      local text = ("%d.%02d"):format(math.floor(cents / 100), cents % 100)
      local one, other = units.dollars(cents / 100), units.dollars(text)
      if one.mills ~= cents * 10 or other.mills ~= cents * 10 or one:number() ~= cents / 100 or one:to("cents"):number() ~= cents
        or tostring(one) ~= "$" .. text then
        error(text)
      end
    end
  end)

  it("is refused where it would have to be rounded, is no number, or is too large", function()
    for _, case in ipairs({
      { "dollars", 4.999 }, { "dollars", "4.999" }, { "dollars", 1.1 + 2.2 }, { "dollars", "04" }, { "dollars", "4." }, { "dollars", ".5" },
      { "dollars", "$4" }, { "dollars", " 4" }, { "dollars", "4,99" }, { "dollars", "1e3" }, { "dollars", "0x10" }, { "dollars", "" },
      { "dollars", 1e13 }, { "dollars", "1000000000000" }, { "dollars", "--4" }, { "dollars", "+4" },
      { "cents", 4.5 }, { "cents", "4.0" }, { "cents", 1e15 }, { "mills", 0.5 }, { "mills", 1e15 }, { "mills", 2 ^ 63 },
      { "mills", -2 ^ 63 },
      { "mills", "1234567890123456" }, { "mills", hostile.nan }, { "mills", hostile.inf }, { "mills", -hostile.inf },
      { "mills", true }, { "mills", {} }, { "mills", hostile.table() }, { "mills", fansly.null },
    }) do
      local err = refused(units[case[1]], case[2])
      assert.equal(case[1], err.field)
    end
    refused(units.dollars)
    assert.truthy(tostring(refused(units.amount, 4, "euros")):find('one of dollars, cents, mills, not "euros"', 1, true))
    assert.equal('cents has to be a whole number of cents, not 4.5', refused(units.cents, 4.5).message)
  end)

  it("becomes another unit by a word, never by itself", function()
    assert.equal(4.99, units.cents(499):to("dollars"):number())
    assert.equal(4990, units.cents(499):to("mills"):number())
    assert.equal(499, units.mills(4990):to("cents"):number())
    local err = refused(units.mills(4995).to, units.mills(4995), "cents")
    assert.equal("amount of $4.995 cannot be told in cents without rounding", err.message)
    refused(units.mills(4995).to, units.mills(4995), "dollars")
    refused(units.mills(4995).to, units.mills(4995), "euros")
    assert.truthy(refused(units.dollars, units.cents(4)).message:find('amount:to("dollars") does that', 1, true))
    local amount = units.cents(4)
    assert.equal(amount, units.cents(amount))
  end)

  it("adds up and compares with its like", function()
    local total = units.mills(0)
    for _ = 1, 1000 do
      total = total + units.mills(100)
    end
    assert.equal("$100.00", tostring(total))
    assert.equal("-$0.01", tostring(units.cents(4) - units.cents(5)))
    assert.equal("-$0.04", tostring(-units.cents(4)))
    assert.equal("a tip of $0.04, or $0.05", "a tip of " .. units.cents(4) .. ", or " .. units.cents(5))
    assert.equal("$0.12", tostring(units.cents(4) * 3))
    assert.equal("$0.12", tostring(3 * units.cents(4)))
    assert.is_true(units.cents(4) == units.cents("4"))
    assert.is_false(units.cents(4) == units.cents(5))
    assert.is_true(units.cents(4) < units.cents(5))
    assert.is_true(units.cents(4) <= units.cents(4))
    assert.is_false(units.cents(4) == setmetatable({}, {}))
  end)

  it("is not put together with another unit, or with a bare number", function()
    local cents, mills = units.cents(4), units.mills(40)
    for name, action in pairs({
      add = function() return cents + mills end, sub = function() return cents - mills end, lt = function() return cents < mills end,
      le = function() return cents <= mills end, eq = function() return cents == mills end, number = function() return cents + 4 end,
      reverse = function() return 4 + cents end, half = function() return cents * 0.5 end, square = function() return cents * cents end,
      text = function() return cents * "3" end, far = function() return units.mills(9e14) * 900000000000001 end,
      wrap = function() return units.mills(1099511627776) * 1099511627776 end, -- 2^80 is 0 in 64 bits
      beyond = function() return units.mills(9e14) + units.mills(9e14) end, nan = function() return cents * hostile.nan end,
    }) do
      local ok, err = pcall(action)
      assert.is_false(ok, name)
      assert.is_true(errors.is(err), name .. tostring(err))
    end
    local _, err = pcall(function() return cents + mills end)
    assert.equal('amount in cents does not go together with one in mills; amount:to("mills") brings it there', err.message)
  end)

  it("may be a price, where it is in dollars", function()
    local net = recorder.new()
    local client = net:client()
    assert(client.messages:send_ppv("c", { content = "x", media = "m", price = units.dollars("4.99") }))
    assert.truthy(net.requests[1].body:find('"price":4.99', 1, true))
    local _, err = client.messages:send_ppv("c", { content = "x", media = "m", price = units.cents(499) })
    assert.equal('price has to be in dollars, not in cents: amount:to("dollars") brings it there', err.message)
    assert.is_nil((fansly.ppv.price(units.dollars("0.99"))))
    assert.is_nil((fansly.ppv.price(units.dollars("500.01"))))
    assert.equal(1, net.count)
  end)
end)

describe("a time #quick", function()
  it("is seconds, whichever form it had", function()
    for given, expected in pairs({
      [1774754024.426] = 1774754024.426, [1774754024] = 1774754024, [1776628340000] = 1776628340, [1783533902804] = 1783533902.804,
      [1] = 1, [99999999999] = 99999999999, [100000000001] = 100000000.001,
      ["1970-01-01T00:00:00Z"] = 0, ["2026-07-08T18:05:05.157Z"] = 1783533905.157, ["2024-02-29T12:00:00Z"] = 1709208000,
      ["2026-07-08T20:05:05+02:00"] = 1783533905, ["2026-07-08T12:35:05-0530"] = 1783533905, ["1969-12-31T23:59:59Z"] = -1,
      ["2026-07-08T18:05:05.123456789Z"] = 1783533905.123456, ["2000-12-31T23:59:59.5Z"] = 978307199.5,
    }) do
      assert.equal(expected, (units.time(given)), tostring(given))
    end
    assert.equal("1776628340", tostring(units.time(1776628340000)))
  end)

  it("that stands for none is nil, without an error", function()
    for _, none in ipairs({ 0, 0.0, fansly.null }) do
      local seconds, err = units.time(none)
      assert.is_nil(seconds)
      assert.is_nil(err)
    end
    assert.is_nil(select(2, units.time(nil)))
  end)

  it("is refused where it is none", function()
    for _, given in ipairs({
      -1, 1e14, hostile.nan, hostile.inf, "", "soon", "2026-07-08", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-07-08T24:00:00Z",
      "2026-07-08T18:05:05", "2026-07-08T18:05:05.Z", "2026-07-08T18:05:05+2", "2026-07-08 18:05:05Z", true, {}, hostile.table(),
    }) do
      refused(units.time, given)
      refused(units.milliseconds, given)
    end
    refused(units.milliseconds, 0)
    refused(units.milliseconds, nil)
  end)

  it("is given back to the API in milliseconds", function()
    assert.equal(1783533902804, units.milliseconds(1783533902.804))
    assert.equal(1783533902804, units.milliseconds(1783533902804))
    assert.equal(1783533905157, units.milliseconds("2026-07-08T18:05:05.157Z"))
    assert.equal("1783533902000", (require("fansly.json").encode(units.milliseconds(1783533902))))
  end)

  it("is written as ISO 8601", function()
    assert.equal("2026-07-08T18:05:05.157Z", units.iso(1783533905.157))
    assert.equal("2026-07-08T18:05:05.000Z", units.iso(1783533905))
    assert.equal("1970-01-01T00:00:00.999Z", units.iso(0.9994))
    assert.equal("1970-01-01T00:00:01.000Z", units.iso(0.9996))
    for milliseconds = 0, 999 do
      local text = ("2026-07-08T18:05:05.%03dZ"):format(milliseconds)
      assert.equal(text, units.iso(units.time(text)))
    end
  end)

  it("is written from every form that it comes in, and refused where it is none", function()
    for _, given in ipairs({ 1783533905.157, 1783533905157, "2026-07-08T18:05:05.157Z", "2026-07-08T20:05:05.157+02:00" }) do
      assert.equal("2026-07-08T18:05:05.157Z", units.iso(given))
    end
    assert.equal("1970-01-01T00:00:00.000Z", units.iso(0))
    assert.equal("1969-12-31T23:59:59.000Z", units.iso(-1))
    for _, given in ipairs({ hostile.nan, hostile.inf, -hostile.inf, 1e18, "yesterday", "", true, {}, require("fansly").null }) do
      assert.equal("time", refused(units.iso, given).field)
    end
    refused(units.iso, nil)
  end)

  it("holds on every day of a leap cycle", function()
    for day = 0, 146097, 13 do
      local seconds = day * 86400 + 43200
      if units.time(units.iso(seconds)) ~= seconds then
        error(units.iso(seconds))
      end
    end
  end)
end)

describe("a range #quick", function()
  local now = 1783533905

  it("has both ends, and ends in the past", function()
    local last = (now - 60) * 1000
    assert.same({ after = (now - 86400) * 1000, before = last }, units.range(now - 86400, nil, now))
    assert.same({ after = 1700000000000, before = last }, units.range(1700000000, now, now))
    assert.same({ after = 1700000000000, before = last }, units.range("2023-11-14T22:13:20Z", (now + 3600) * 1000, now))
    assert.same({ after = 1700000000000, before = 1700000001000 }, units.range(1700000000, 1700000001, now))
    local span = units.range(os.time() - 86400)
    assert.is_true(span.before <= (os.time() - 60) * 1000 and span.before > (os.time() - 70) * 1000)
  end)

  it("that is empty, or has no beginning, is refused", function()
    refused(units.range, now, nil, now)
    refused(units.range, now - 60, nil, now)
    refused(units.range, 1700000001, 1700000000, now)
    assert.equal("after", refused(units.range, nil, nil, now).field)
    assert.equal("before", refused(units.range, 1700000000, "never", now).field)
    assert.equal("before", refused(units.range, 1700000000, false, now).field)
    refused(units.range, now, nil, "now")
    refused(units.range, now, nil, 0)
    local err = refused(units.range, now, nil, now)
    assert.truthy(err.message:find("2026-07-08T18:05:05.000Z is not before 2026-07-08T18:04:05.000Z", 1, true))
  end)
end)

describe("an id #quick", function()
  it("keeps its digits", function()
    for given, expected in pairs({ [42] = "42", [123456789012345] = "123456789012345", [9007199254740991] = "9007199254740991",
      ["400000000000000001"] = "400000000000000001", ["fansly_acc_1"] = "fansly_acc_1", ["007"] = "007", [0] = "0" }) do
      assert.equal(expected, units.id(given))
    end
    local decode = require("fansly.core").decode
    for _, digits in ipairs({ "7", "123456789012345", "1234567890123456", "300000000000000001" }) do
      assert.equal(digits, units.id(decode(digits)))
    end
  end)

  it("is refused where it is none, or has lost digits", function()
    for _, given in ipairs({ 2 ^ 53, 1e300, -1, 1.5, hostile.nan, hostile.inf, "", "a b", "a/b", ("x"):rep(65), true, {} }) do
      refused(units.id, given)
    end
    refused(units.id, nil)
  end)
end)
