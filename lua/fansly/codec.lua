--- What writes JSON and reads it: lua-cjson, in an instance of its own; in Neovim `vim.json`.
--
-- A lua-cjson is not even looked for in Neovim: that has a changed copy of it inside and exports its functions, which Debian's
-- lua-cjson then calls in place of its own. From Neovim 0.10 on this corrupts the memory.
--
-- Both are asked only for what all their releases do alike: `fansly.json` gives them booleans, strings, whole numbers of at most
-- 14 digits, and lists and objects that are not empty.

local core = require("fansly.core")

local MAX_DEPTH = 64

local codec = {
  max_depth = MAX_DEPTH,
  digits = 14, -- what lua-cjson 2.1.0 keeps of a number
  null = core.decode("[null]")[1], -- the core's, which is also lua-cjson's
}

local function use_cjson(cjson)
  local own = cjson.new()
  own.encode_number_precision(codec.digits)
  own.encode_invalid_numbers(false)
  own.encode_max_depth(MAX_DEPTH + 2)
  own.encode_keep_buffer(true) -- one for each text would be lost where Lua runs out of memory
  own.encode_sparse_array(false, 0)
  own.decode_invalid_numbers(false)
  own.decode_max_depth(MAX_DEPTH)
  codec.encode, codec.decode = own.encode, own.decode
  function codec.plain(value)
    return value
  end
end

-- A slash behind an even number of backslashes is not escaped; releases of Neovim differ, lua-cjson escapes it.
local function escape_slash(backslashes)
  return #backslashes % 2 == 0 and backslashes .. "\\/" or nil
end

local function use_vim(vim)
  codec.decode = vim.json.decode

  function codec.encode(value)
    return (vim.json.encode(value):gsub("(\\*)/", escape_slash))
  end

  -- Neovim has a null of its own, and marks an empty object by a metatable.
  function codec.plain(value)
    if value == vim.NIL then
      return codec.null
    elseif type(value) == "table" then
      setmetatable(value, nil)
      for key, inner in next, value do
        value[key] = codec.plain(inner)
      end
    end
    return value
  end
end

local vim = rawget(_G, "vim")
if type(vim) == "table" and vim.json then
  use_vim(vim)
else
  use_cjson(require("cjson"))
end

return codec
