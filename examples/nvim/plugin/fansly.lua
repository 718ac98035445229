--- Fansly chats in Neovim, 0.7 or newer.
---
---     :FanslyChats           opens a buffer with the chats, most unread messages first
---     :FanslyReply {text}    answers the chat under the cursor; without a text it asks for one
---
--- In the buffer <CR> answers the chat under the cursor, and R lists the chats again. `b:fansly_chats` is their number.
---
--- To use it, put this folder into 'runtimepath' and the module where `require` finds it, and set the key and the account before
--- Neovim starts: FANSLY_API_KEY and FANSLY_ACCOUNT_ID. Nothing is loaded before the first command.

vim.api.nvim_create_user_command("FanslyChats", function()
  require("fansly_chats").open()
end, { desc = "List the chats of the account" })

vim.api.nvim_create_user_command("FanslyReply", function(command)
  require("fansly_chats").reply(command.args ~= "" and command.args or nil)
end, { nargs = "*", desc = "Send a message to the chat under the cursor" })
