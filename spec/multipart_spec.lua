-- The sandbox's reader of forms, which whoever can reach its socket may feed.

local calls = require("spec.support.calls")
local files = require("spec.support.files")
local multipart = require("fansly.sandbox.multipart")
local sandbox_server = require("spec.support.sandbox_server")

local TYPE = "multipart/form-data; boundary=b"

local function form(...)
  return table.concat({ ... }, "\r\n")
end

local HEAD = 'Content-Disposition: form-data; name="file"; filename="a.jpg"'

describe("a form", function()
  it("has parts with names, types and bytes", function()
    local text = 'Content-Disposition: form-data; name="text"'
    local body = form("--b", text, "", "hi", "--b", HEAD, "content-TYPE: image/jpeg", "", "\0\r\n--c", "--b--")
    for _, content_type in ipairs({ TYPE, 'Multipart/Form-Data; charset=x; Boundary="b"', "multipart/form-data;boundary=b; x=y" }) do
      local parts = assert(multipart.parse(content_type, body))
      assert.equal(2, #parts)
      assert.same({ name = "text", bytes = "hi" }, parts[1])
      assert.same({ name = "file", filename = "a.jpg", type = "image/jpeg", bytes = "\0\r\n--c" }, parts[2])
    end
  end)

  it("comes back from its own writer, whatever is in it", function()
    for _, bytes in ipairs({ "", "x", files.bytes(3000), "sandbox", "\r\n--sandbox--\r\n", "sandbox-1 sandbox" }) do
      local part = { name = "file", filename = 'a "b".jpg', type = "image/jpeg", bytes = bytes }
      local parts = assert(multipart.parse(multipart.build(part)))
      assert.same({ part }, parts)
    end
  end)

  it("that is not as it should be is refused", function()
    local bad = {
      { nil, "" },
      { "application/json", "{}" },
      { "multipart/form-data", "--b--" },
      { "multipart/form-data; boundary=", "--b--" },
      { "multipart/form-data; boundary=" .. ("b"):rep(71), "--" .. ("b"):rep(71) .. "--" },
      { TYPE, "" },
      { TYPE, "b--" },
      { TYPE, "--b" },
      { TYPE, "--b\r\n" },
      { TYPE, form("--b", HEAD, "", "x") },
      { TYPE, form("--b", HEAD, "", "x", "--b") },
      { TYPE, form("--b", HEAD, "x", "--b--") },
      { TYPE, form("--b", "no header", "", "x", "--b--") },
      { TYPE, form("--b", "Content-Type: image/jpeg", "", "x", "--b--") },
      { TYPE, form("--b", HEAD, "X: " .. ("x"):rep(9000), "", "x", "--b--") },
      { TYPE, form("--b", HEAD, "", "x", ""):rep(17) .. "--b--" },
    }
    assert.equal(16, #assert(multipart.parse(TYPE, form("--b", HEAD, "", "x", ""):rep(16) .. "--b--")))
    for i, case in ipairs(bad) do
      local parts, problem = multipart.parse(case[1], case[2])
      assert.is_nil(parts, i)
      assert.is_truthy(problem:find("^body "), i)
    end
  end)
end)

describe("the sandbox's server", function()
  local sandbox

  setup(function()
    sandbox = sandbox_server.start()
  end)

  teardown(function()
    sandbox.stop()
    files.remove()
  end)

  local function curl(arguments)
    return calls.shell(("curl -s -o /dev/null -w '%%{http_code}' -H 'x-api-key: %s' %s %s/%s/media/upload"):format(
      sandbox.api_key, arguments, sandbox.base_url, sandbox.account_id))
  end

  it("takes a form of another program, and refuses what is none or too large", function()
    local path = files.write("a.jpg", files.bytes(100000))
    assert.equal("202", curl(("-F 'file=@%s'"):format(path)))
    assert.equal("400", curl(("-F 'other=@%s'"):format(path)))
    assert.equal("400", curl("-F file=text"))
    assert.equal("400", curl("-d '{}' -H 'Content-Type: application/json'"))
    assert.equal("413", curl(("-F 'file=@%s'"):format(files.sparse("b.mp4", 18 * 2 ^ 20))))
  end)
end)
