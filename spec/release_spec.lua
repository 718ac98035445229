-- script/release, in a copy of the files that name the version.

local child = require("spec.support.child")
local files = require("spec.support.files")

local FILES = "CMakeLists.txt CHANGELOG.md fansly-*.rockspec lua/fansly/init.lua src/lua_core.h script/release script/lib.sh"

local function shell(command)
  local pipe = assert(io.popen(("{ %s; } 2>&1; echo $?"):format(command)))
  local text = pipe:read("*a")
  pipe:close()
  local output, status = text:match("^(.-)(%d+)\n$")
  return output, tonumber(status)
end

describe("script/release", function()
  local current = require("fansly").version
  local directory

  before_each(function()
    directory = shell('mktemp -d "${TMPDIR:-/tmp}/fansly-release.XXXXXX"'):gsub("\n", "")
    shell(("cp --parents %s %s"):format(FILES, child.quoted(directory)))
  end)

  after_each(function()
    shell("rm -r " .. child.quoted(directory))
  end)

  local function release(arguments)
    return shell(("env -u LD_PRELOAD %s/script/release %s"):format(child.quoted(directory), arguments))
  end

  local function change(path, from, to)
    local text, count = files.read(directory .. "/" .. path):gsub(from, to)
    assert.equal(1, count, path)
    files.save(directory .. "/" .. path, text)
  end

  local function all()
    return (shell(("cd %s && cat $(find . -type f | sort) && find . -type f | sort"):format(child.quoted(directory))))
  end

  it("finds that this checkout agrees, as it is", function()
    local output, status = release("--check")
    assert.equal("", output)
    assert.equal(0, status)
  end)

  it("names each place that says something else", function()
    for _, case in ipairs({
      { "CMakeLists.txt", "fansly VERSION [%d.]+", "fansly VERSION 9.9.9" },
      { "src/lua_core.h", 'FANSLY_VERSION "[%d.]+"', 'FANSLY_VERSION "9.9.9"' },
      { "lua/fansly/init.lua", '"fansly [%d.]+"', '"fansly 9.9.9"' },
      { "lua/fansly/init.lua", ' version = "[%d.]+"', ' version = "9.9.9"' },
      { "fansly-" .. current .. "-1.rockspec", 'version = "[%d.]+%-1"', 'version = "9.9.9-1"' },
      { "fansly-" .. current .. "-1.rockspec", 'tag = "v[%d.]+"', 'tag = "v9.9.9"' },
    }) do
      local before = files.read(directory .. "/" .. case[1])
      change(case[1], case[2], case[3])
      local output, status = release("--check " .. current)
      assert.equal(1, status)
      assert.truthy(output:find("says 9.9.9 instead of " .. current, 1, true), output)
      change(case[1], "^.*$", (before:gsub("%%", "%%%%")))
    end
  end)

  it("sets a new version everywhere, and writes the text of its tag", function()
    change("CHANGELOG.md", "\n## %[", "\n## [1.2.3] - unreleased\n\n### Added\n- A thing.\n\n## [", 1)
    local output, status = release("1.2.3")
    assert.equal(0, status, output)
    assert.truthy(output:find("fansly 1.2.3\n\nAdded\n- A thing.\n", 1, true), output)
    assert.truthy(files.read(directory .. "/CHANGELOG.md"):find("\n## %[1%.2%.3%] %- %d%d%d%d%-%d%d%-%d%d\n"))
    assert.truthy(files.read(directory .. "/fansly-1.2.3-1.rockspec"):find('tag = "v1.2.3"', 1, true))
    assert.is_nil(files.read(("%s/fansly-%s-1.rockspec"):format(directory, current)))
    assert.truthy(files.read(directory .. "/lua/fansly/init.lua"):find('_VERSION = "fansly 1.2.3", version = "1.2.3"', 1, true))
    assert.truthy(files.read(directory .. "/src/lua_core.h"):find('#define FANSLY_VERSION "1.2.3"', 1, true))
    assert.equal("", (release("--check 1.2.3")))
  end)

  it("changes nothing where it refuses", function()
    local before = all()
    for arguments, problem in pairs({
      ["9.9.9"] = "has no section [9.9.9]",
      ["1.2"] = "no version of the form",
      ["0.0.1"] = "comes before " .. current,
    }) do
      local output, status = release(arguments)
      assert.equal(1, status)
      assert.truthy(output:find(problem, 1, true), output)
    end
    assert.equal(before, all())
    change("lua/fansly/init.lua", '"fansly [%d.]+"', '"fansly 9.9.9"')
    before = all()
    local output, status = release(current)
    assert.equal(1, status)
    assert.truthy(output:find("does not agree with itself", 1, true), output)
    assert.equal(before, all())
  end)
end)
