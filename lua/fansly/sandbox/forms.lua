--- The envelope around what a handler answers: the usual one, and those of the operations that have another.

local json = require("fansly.json")

local forms = {}

local function outer(status, data)
  return { statusCode = status, message = "Success", data = data }
end

local kinds = {}

-- Two levels, and the cursor where it is documented, or where it was seen.
function kinds.usual(status, response, next_cursor, cursor_place)
  local inner = { success = true, response = response }
  local data = { status_code = 200, data = inner }
  local place = cursor_place == "live" and inner or data
  place.nextCursor = next_cursor
  return outer(status, data)
end

-- No inner levels.
function kinds.flat(status, value)
  return outer(status, value)
end

-- The inner level without `response`.
function kinds.inner(status, value)
  return outer(status, { status_code = 200, data = value })
end

-- The bytes of a file.
function kinds.bytes(_, file)
  return file
end

local kind_of = {
  get_upload_status = "flat",
  upload_media = "flat",
  list_accounts = "flat",
  connect_account = "flat",
  verify_2fa = "flat",
  disconnect_account = "flat",
  list_walls = "inner",
  download_media = "bytes",
}

--- The body of a good answer.
---@param row table
---@param status integer
---@param response any
---@param next_cursor any
---@param cursor_place string `documented` or `live`
---@return table document
function forms.success(row, status, response, next_cursor, cursor_place)
  return kinds[kind_of[row.id] or "usual"](status, response, next_cursor, cursor_place)
end

--- The body of an error.
---@param status integer
---@param message string
---@return table document
function forms.failure(status, message)
  return { statusCode = status, message = message, data = json.null }
end

return forms
