-- doc/api.md is what script/docs makes of the rows, and says of each operation what is to be known of it.

local docs = dofile("script/docs.lua")
local endpoints = require("fansly.endpoints")
local files = require("spec.support.files")

-- The part of an operation.
local function part_of(text, row)
  local from = assert(text:find("\n### " .. row.id .. "%f[%s]"), row.id)
  return text:sub(from, (text:find("\n##", from + 1, true) or 0) - 1)
end

local function has(part, text)
  assert.is_truthy(part:find(text, 1, true), text .. " is not in:" .. part)
end

describe("doc/api.md", function()
  local text = assert(files.read("doc/api.md"))

  it("is up to date (script/docs writes it)", function()
    assert.is_true(docs.api() == text)
  end)

  it("has the call, parameters, units, effect, cost and evidence of every operation", function()
    local count = 0
    for _, row in ipairs(endpoints.rows) do
      local part = part_of(text, row)
      has(part, ("client.%s:%s("):format(row.resource, row.name))
      has(part, ("`%s %s`"):format(row.method, row.path))
      has(part, row.doc)
      for _, param in ipairs(row.params) do
        if not param.from_client then
          has(part, ("| `%s` |"):format(param.name))
        end
      end
      for _, units in ipairs({ row.money or {}, row.times or {} }) do
        for field, unit in pairs(units) do
          has(part, ("`%s` %s"):format(field, unit))
        end
      end
      has(part, ("Effect: *%s*."):format(row.effect))
      has(part, row.cost == "media" and "2 credits for each MB" or "1 credit for each started 80 KB")
      has(part, ("request %s, answer %s"):format(row.evidence.request, row.evidence.answer))
      has(part, row.page or "(experimental)")
      count = count + 1
    end
    assert.equal(72, count)
  end)

  it("has no link that leads nowhere", function()
    for anchor in text:gmatch("%]%(#([%w_-]+)%)") do
      local heading = anchor:gsub("%-experimental$", " (experimental)")
      has(text, "\n### " .. heading .. "\n")
    end
  end)
end)

describe("links between documents", function()
  -- As forges make anchors of headings.
  local function anchors_of(path)
    local anchors = {}
    for heading in ("\n" .. assert(files.read(path))):gmatch("\n#+ ([^\n]+)") do
      anchors[heading:lower():gsub("[^%w _-]", ""):gsub(" ", "-")] = true
    end
    return anchors
  end

  local pages = { "README.md", "CHANGELOG.md", "doc/guide.md", "doc/architecture.md", "doc/reliability.md", "doc/performance.md" }
  for _, path in ipairs(pages) do
    it("lead somewhere in " .. path, function()
      for link in assert(files.read(path)):gsub("```.-```", ""):gmatch("%]%(([^)%s]+)%)") do
        local target, anchor = link:match("^([^#]*)#?(.*)$")
        if not link:find("://", 1, true) then
          local file = target == "" and path or (path:match("^.*/") or "") .. target
          assert.is_truthy(io.open(file, "rb"), path .. ": " .. link):close()
          assert.is_true(anchor == "" or anchors_of(file)[anchor] == true, path .. ": " .. link)
        end
      end
    end)
  end
end)
