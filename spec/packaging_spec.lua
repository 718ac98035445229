-- What is built and installed is written down twice, in CMakeLists.txt and in the rockspec; both have to name what is there.

local files = require("spec.support.files")
local program = require("spec.support.program")

local function lines_of(command)
  local list = {}
  local pipe = assert(io.popen("env -u LD_PRELOAD " .. command))
  for line in pipe:lines() do
    list[#list + 1] = line
  end
  pipe:close()
  table.sort(list)
  return list
end

local function load_rockspec(path)
  local values = {}
  local chunk = assert(loadfile(path, "t", values))
  local setfenv = rawget(_G, "setfenv") -- Lua 5.1 ignores the environment given above
  if setfenv then
    setfenv(chunk, values)
  end
  chunk()
  return values
end

local function rockspec()
  local found = lines_of("find . -maxdepth 1 -name '*.rockspec'")
  assert.equal(1, #found)
  return load_rockspec(found[1]), found[1]
end

local function sorted(list)
  local copy = {}
  for i, value in ipairs(list) do
    copy[i] = value
  end
  table.sort(copy)
  return copy
end

local function module_name(path)
  return (path:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", "."))
end

describe("the packaging #quick", function()
  local cmake = assert(files.read("CMakeLists.txt"))

  it("lists the same C sources in CMakeLists.txt and the rockspec, and all of src", function()
    local block = cmake:match("set%(FANSLY_SOURCES(.-)%)")
    local in_cmake = {}
    for path in block:gmatch("%S+") do
      in_cmake[#in_cmake + 1] = path
    end
    local present = lines_of("find src -name '*.c'")
    assert.same(present, sorted(in_cmake))
    assert.same(present, sorted(rockspec().build.modules["fansly.core"].sources))
  end)

  it("lists every Lua file in the rockspec under the name that require uses", function()
    local present, listed = {}, {}
    for _, path in ipairs(lines_of("find lua -name '*.lua'")) do
      present[module_name(path)] = path
    end
    for name, source in pairs(rockspec().build.modules) do
      if type(source) == "string" then
        listed[name] = source
      end
    end
    assert.same(present, listed)
  end)

  it("says the same in the rockspec of the newest state, but for what is built how", function()
    local release, newest = rockspec(), load_rockspec("rockspecs/fansly-scm-1.rockspec")
    assert.equal(release.source.url, newest.source.url)
    for _, name in ipairs({ "version", "source", "build", "external_dependencies" }) do
      release[name], newest[name] = nil, nil
    end
    assert.same(release, newest)
  end)

  it("installs the command, by LuaRocks and by CMake", function()
    local values = rockspec()
    assert.same({ fansly = "bin/fansly" }, values.build.install.bin)
    assert.truthy(cmake:find("bin/fansly", 1, true))
    assert.equal("#!/usr/bin/env lua\n", assert(files.read("bin/fansly")):match("^[^\n]*\n")) -- what CMake puts another Lua into
    assert.truthy(table.concat(values.dependencies, " "):find("argparse", 1, true))
  end)

  it("has one version", function()
    local values, path = rockspec()
    local version = cmake:match("project%(fansly VERSION ([%d.]+)")
    assert.equal(version .. "-1", values.version)
    assert.equal("./fansly-" .. values.version .. ".rockspec", path)
    assert.equal("v" .. version, values.source.tag)
    assert.equal(version, require("fansly").version)
  end)

  -- lua.h names no linkage: a header that brought it in would leave C++ with names of Lua that no library has.
  it("has a header for embedding that any C or C++ program includes before those of Lua", function()
    local use = "#include <fansly.h>\nvoid use(struct lua_State *L) { fansly_preload(L); }\n"
    local compilers = { cc = "c", ["c++"] = #lines_of("sh -c 'command -v c++'") > 0 and "c++" or nil }
    for compiler, language in pairs(compilers) do
      local line = ("printf %q | %s -x %s -nostdinc -Iinclude -c -o /dev/null - 2>&1"):format((use:gsub("\n", "\\n")), compiler, language)
      assert.same({}, lines_of(line))
    end
  end)

  it("raises a sentence where it is put into a Lua state without libraries", function()
    local host = program.path("fansly_host_static")
    if not host then
      pending("the host with everything inside was not built")
    end
    local path = os.tmpname()
    files.save(path, "io.write(tostring(host.preload_bare()))")
    local said = lines_of(("%s %s 2>&1"):format(host, path))
    os.remove(path)
    assert.same({ "fansly_preload: the library `package` is not open" }, said)
  end)
end)
