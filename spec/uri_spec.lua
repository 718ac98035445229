-- Where requests go: base URLs, path templates, ids and query strings, through core.base_url, core.target and core.is_id.

local core = require("fansly.core")

local VENDOR = "https://v1.apifansly.com/api/fansly"

local function base(text)
  local url, problem = core.base_url(text)
  if not url then
    error(("%q %s"):format(text, problem), 2)
  end
  return url
end

local function no_base(text, expected)
  local url, problem = core.base_url(text)
  if url then
    error(("%q was accepted as %s"):format(text, url), 2)
  end
  assert.is_true(type(problem) == "string" and #problem > 0)
  if expected and not problem:find(expected, 1, true) then
    error(("%q: %s"):format(text, problem), 2)
  end
end

describe("core.base_url #quick", function()
  it("takes both forms of the vendor's address, with and without a slash", function()
    for _, text in ipairs({
      "https://v1.apifansly.com",
      "https://v1.apifansly.com/",
      "https://v1.apifansly.com/api/fansly",
      "https://v1.apifansly.com/api/fansly/",
      "https://v1.apifansly.com/api/fansly//",
      "HTTPS://V1.apifansly.com",
    }) do
      assert.equal(VENDOR, base(text):gsub("V1", "v1"), text)
    end
  end)

  it("adds /api/fansly behind any other path, once", function()
    assert.equal("https://h.example/v2/api/fansly", base("https://h.example/v2"))
    assert.equal("https://h.example/v2/api/fansly", base("https://h.example/v2/"))
    assert.equal("https://h.example/v2/api/fansly", base("https://h.example/v2/api/fansly/"))
    assert.equal("https://h.example/myapi/fansly/api/fansly", base("https://h.example/myapi/fansly"))
    assert.equal("https://h.example/api/fansly2/api/fansly", base("https://h.example/api/fansly2"))
    assert.equal("https://h.example/api/api/fansly", base("https://h.example/api"))
    assert.equal("https://h.example/api/fansly", base("https://h.example/x/../api/fansly"))
  end)

  it("keeps ports", function()
    assert.equal("https://h.example:8443/api/fansly", base("https://h.example:8443"))
    assert.equal("http://127.0.0.1:1/api/fansly", base("http://127.0.0.1:1/api/fansly"))
    assert.equal("http://[::1]:65535/api/fansly", base("http://[::1]:65535/"))
    for _, port in ipairs({ "65536", "99999", "-1", "0x50", "8a", "a", "80:80" }) do
      no_base("https://h.example:" .. port)
      no_base("http://127.0.0.1:" .. port .. "/api/fansly")
    end
  end)

  it("takes http for this machine alone", function()
    for _, host in ipairs({ "127.0.0.1", "127.0.0.2", "127.255.255.255", "[::1]", "localhost", "LOCALHOST", "LocalHost" }) do
      assert.equal("http://" .. host .. "/api/fansly", base("http://" .. host))
      assert.equal("http://" .. host .. ":8080/api/fansly", base("http://" .. host .. ":8080/"))
    end
    for _, host in ipairs({
      "v1.apifansly.com", "127.0.0.1.evil.com", "127.0.0.1evil.com", "localhost.evil.com", "evillocalhost", "xlocalhost", "localhostx",
      "128.0.0.1", "126.255.255.255", "0.0.0.0", "10.0.0.1", "192.168.0.1", "1.127.0.0.1", "127.0.0.1.1", "[::2]", "[::]",
      "[::ffff:8.8.8.8]", "[1::1]", "0", "2130706434.com", "1270.0.0.1", "evil.com:80", "127-0-0-1.com", "local", "loopback",
      "127.0.0.1%2eevil.com", "localhost%2eevil.com", "localhost%00.evil.com", "%6cocalhost.evil.com", "134744072", "0x8.8.8.8",
      "127.0.0.08", "127.0.0.080", "127.0.09.1", -- no octal numbers, so names that somebody may have
      "010.0.0.1",
    }) do
      no_base("http://" .. host)
      no_base("http://" .. host .. "/api/fansly")
      no_base("HTTP://" .. host .. "/")
    end
  end)

  it("takes other spellings of loopback only for what they are", function()
    for _, host in ipairs({
      "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.256", "127.0.0.0001", "127.",
    }) do
      local url = core.base_url("http://" .. host)
      assert.is_true(url == nil or url:match("^http://127%.[%d.]+/api/fansly$") ~= nil, host .. " became " .. tostring(url))
    end
    for _, host in ipairs({ "[0:0:0:0:0:0:0:1]", "[::0001]", "[::ffff:127.0.0.1]", "[::1%25eth0]" }) do
      local url = core.base_url("http://" .. host)
      assert.is_true(url == nil or url == "http://[::1]/api/fansly", host .. " became " .. tostring(url))
    end
  end)

  it("refuses users, passwords, queries and fragments, even empty ones", function()
    for _, scheme in ipairs({ "https://", "http://" }) do
      for _, rest in ipairs({
        "user@127.0.0.1", "user:pw@127.0.0.1", ":pw@127.0.0.1", "@127.0.0.1", ":@127.0.0.1", "127.0.0.1@evil.com",
        "localhost:80@evil.com",
        "127.0.0.1/@", "user%40@127.0.0.1",
      }) do
        no_base(scheme .. rest, "user or password")
      end
      no_base(scheme .. "127.0.0.1?", "query")
      no_base(scheme .. "127.0.0.1/api/fansly?x=1", "query")
      no_base(scheme .. "127.0.0.1?/api/fansly", "query")
      no_base(scheme .. "127.0.0.1#", "fragment")
      no_base(scheme .. "127.0.0.1/api/fansly#x", "fragment")
    end
  end)

  it("refuses other schemes and what is no URL", function()
    for _, text in ipairs({
      "ftp://127.0.0.1", "ws://127.0.0.1/api/fansly", "file:///etc/passwd", "file://localhost/x", "gopher://127.0.0.1",
      "httpss://h.example", "javascript:x", "data:text/html,x", "unix:///tmp/s", "v1.apifansly.com",
      "v1.apifansly.com/api/fansly", "//v1.apifansly.com",
      "/api/fansly", "https", "https:", "https://", "https:///", "http://", "://h", ":", "127.0.0.1:80", "https//h.example", "https://:443",
      "https://[::1", "https://[zz]", "https://h.example:", "x",
    }) do
      local url = core.base_url(text)
      assert.is_true(url == nil or url == "https://h.example/api/fansly", text .. " became " .. tostring(url))
    end
    no_base("", "empty")
    no_base("ftp://127.0.0.1", "https://")
    no_base("http://h.example", "loopback")
  end)

  it("refuses every byte that has no place in a URL, anywhere in it", function()
    for byte = 0, 255 do
      local c = string.char(byte)
      local is_bad = byte <= 32 or byte >= 127 or c == "\\" or c == "@" or c == "?" or c == "#"
      if is_bad then
        no_base(c .. VENDOR)
        no_base("https:/" .. c .. "/v1.apifansly.com")
        no_base("https://v1" .. c .. ".apifansly.com")
        no_base("https://127.0.0.1" .. c)
        no_base("http://127.0.0.1" .. c .. ".evil.com/")
        no_base("http://127.0.0.1:80" .. c .. "/")
        no_base(VENDOR .. c)
        no_base("https://v1.apifansly.com/a" .. c .. "pi/fansly")
      end
    end
    no_base("https://v1.apifansly.com\\@evil.com", "backslash")
    no_base("https://v1.apifansly.com\r\nHost: evil.com", "white space")
    no_base("https://v1.apifansly.com/a b", "white space")
    no_base("https://\195\169.example", "beyond ASCII")
  end)
end)

local LETTERS = "[A-Za-z0-9_-]"

describe("core.is_id #quick", function()
  it("takes 1 to 64 letters, digits, _ and -", function()
    for byte = 0, 255 do
      local c = string.char(byte)
      local expected = c:find(LETTERS) ~= nil and byte < 128
      assert.equal(expected, core.is_id(c), byte)
      assert.equal(expected, core.is_id("a" .. c), byte)
      assert.equal(expected, core.is_id(c .. "a"), byte)
      assert.equal(expected, core.is_id(("a"):rep(63) .. c), byte)
    end
    for length = 0, 130 do
      assert.equal(length >= 1 and length <= 64, core.is_id(("9"):rep(length)))
    end
    for _, id in ipairs({ "fansly_acc_1", "fansly_ACCOUNT_TEST", "285000000000000001", "-", "_", "a-b_C9" }) do
      assert.is_true(core.is_id(id))
    end
    for _, id in ipairs({
      ".", "..", "../x", "a/b", "a%2fb", "%2e%2e", "a b", " a", "a\n", "a\0", "a?b", "a#b", "{a}", "\195\169", "a.b",
    }) do
      assert.is_false(core.is_id(id))
    end
  end)

  it("takes nothing but strings", function()
    for _, value in ipairs({ 7, 285000000000000, 1.5, true, {}, print }) do
      assert.is_false(core.is_id(value))
    end
    assert.is_false(core.is_id(nil))
    assert.is_false(core.is_id())
  end)
end)

describe("core.target #quick", function()
  local function refused(field, problem, ...)
    local text, kind, message, at = core.target(...)
    assert.is_nil(text)
    assert.equal("validation", kind)
    assert.equal(field, at)
    assert.matches(problem, message, 1, true)
  end

  it("puts ids into a template", function()
    assert.equal("/chats", core.target("/chats"))
    assert.equal("/a1/chats", core.target("/{account_id}/chats", { account_id = "a1" }))
    assert.equal("/a1/chats/c_2/x/c_2", core.target("/{a}/chats/{c}/x/{c}", { a = "a1", c = "c_2", unused = "u" }))
    assert.equal("/A-z_9/" .. ("x"):rep(64), core.target("/{a}/{b}", { a = "A-z_9", b = ("x"):rep(64) }))
    assert.equal("/a.b/~x/...", core.target("/a.b/~x/..."))
  end)

  it("lets nothing but ids in", function()
    for byte = 0, 255 do
      local c = string.char(byte)
      if byte >= 128 or not c:find(LETTERS) then
        refused("id", "is not an id", "/x/{id}/y", { id = c })
        refused("id", "is not an id", "/x/{id}/y", { id = "a" .. c .. "b" })
      else
        assert.equal("/x/a" .. c .. "/y", core.target("/x/{id}/y", { id = "a" .. c }))
      end
    end
    for _, id in ipairs({ "", "..", ".", "../admin", "%2e%2e", "a/../..", "a?x=1", "a#", "a\r\nHost: x", "{a}", ("x"):rep(65), "a\0" }) do
      refused("id", "is not an id", "/x/{id}/y", { id = id, a = "ok" })
    end
    refused("id", "is missing", "/x/{id}", {})
    refused("id", "is missing", "/x/{id}", { ID = "a", ["id "] = "a", [" id"] = "a", i = "a", idd = "a" })
    refused("b", "is missing", "/{a}/{b}", { a = "1" })
    refused("", "is missing", "/{}", { id = "a" })
  end)

  it("does not read an id as a part of the template", function()
    local text = core.target("/{a}/{b}", { a = "b", b = "a" })
    assert.equal("/b/a", text)
  end)

  it("takes templates of plain segments alone", function()
    for _, path in ipairs({
      "", "chats", "{id}", "x/{id}", "//", "/", "/x/", "//x", "/x//y", "/./x", "/../x", "/x/..", "/x/.", "/..", "/x y", "/x?y=1", "/x#y",
      "/x%2e", "/%2e%2e/x", "/x\\y", "/x:y", "/x@y", "/x;y", "/x\ny", "/x\0", "/\0", "/\195\169", "/a{id}",
      "/{id}a", "/{id", "/id}", "/{a/b}",
      "/x/{id}.json", "/{a}/",
    }) do
      refused("path", "path template", path, { id = "1", a = "1", b = "1" })
    end
    refused("a}{b", "is missing", "/{a}{b}", { a = "1", b = "1" })
  end)

  it("encodes every byte of a query but the unreserved ones", function()
    for byte = 0, 255 do
      local c = string.char(byte)
      local plain = byte < 128 and c:find("[A-Za-z0-9._~-]")
      local encoded = plain and c or ("%%%02X"):format(byte)
      assert.equal("/x?q=" .. encoded, core.target("/x", nil, { "q", c }))
      assert.equal("/x?" .. encoded .. "=a" .. encoded .. "b", core.target("/x", {}, { c, "a" .. c .. "b" }))
    end
  end)

  it("joins the pairs of a query in their order", function()
    assert.equal("/x", core.target("/x", nil, {}))
    assert.equal("/x?b=1&a=2&b=3", core.target("/x", nil, { "b", "1", "a", "2", "b", "3" }))
    assert.equal("/x?a=", core.target("/x", nil, { "a", "" }))
    assert.equal("/1?a=%26b%3D%3F%23%2F", core.target("/{id}", { id = "1" }, { "a", "&b=?#/" }))
    assert.equal("/x?a=%0D%0AHost%3A%20y", core.target("/x", nil, { "a", "\r\nHost: y" }))
    local long = ("\195\169 "):rep(20000)
    assert.equal("/x?a=" .. ("%C3%A9%20"):rep(20000), core.target("/x", nil, { "a", long }))
  end)

  it("raises for what is not a string", function()
    for _, value in ipairs({ 7, true, {} }) do
      assert.has_error(function()
        core.target("/{id}", { id = value })
      end)
      assert.has_error(function()
        core.target("/x", nil, { "a", value })
      end)
    end
    assert.has_error(function()
      core.target(nil)
    end)
  end)
end)
