rockspec_format = "3.0"
package = "fansly"
version = "0.1.0-1"

source = {
  url = "git+https://example.org/fansly/fansly.git",
  tag = "v0.1.0",
}

description = {
  summary = "The HTTP API of apifansly.com, for scripts, games and editors",
  detailed = [[
A client for the apifansly.com API: chats, messages and paid messages as plain calls, lazy iterators over pages,
non-blocking use in coroutines, frame loops and event loops, an offline sandbox, and sends that happen at most once.
A small C core drives libcurl.]],
  license = "MIT",
  labels = { "api", "http", "client", "async" },
}

supported_platforms = { "unix" }

dependencies = {
  "lua >= 5.1, < 5.6",
  "lua-cjson >= 2.1.0",
}

test_dependencies = {
  "busted >= 2.1",
}

-- The library and not the header: LuaRocks does not look for headers where Debian and its kin keep them.
external_dependencies = {
  CURL = { library = "curl" },
}

build = {
  type = "builtin",
  modules = {
    ["fansly.core"] = {
      sources = {
        "src/uri.c",
        "src/queue_epoll.c",
        "src/queue_kqueue.c",
        "src/secret.c",
        "src/sockets.c",
        "src/json_scan.c",
        "src/outcome.c",
        "src/transfer.c",
        "src/keylog.c",
        "src/options.c",
        "src/upload.c",
        "src/sink.c",
        "src/idle.c",
        "src/engine.c",
        "src/lua_box.c",
        "src/lua_key.c",
        "src/lua_request.c",
        "src/lua_engine.c",
        "src/lua_json.c",
        "src/lua_envelope.c",
        "src/core.c",
      },
      libraries = { "curl" },
      incdirs = { "$(CURL_INCDIR)" },
      libdirs = { "$(CURL_LIBDIR)" },
    },
    ["fansly"] = "lua/fansly/init.lua",
    ["fansly.call"] = "lua/fansly/call.lua",
    ["fansly.check"] = "lua/fansly/check.lua",
    ["fansly.client"] = "lua/fansly/client.lua",
    ["fansly.codec"] = "lua/fansly/codec.lua",
    ["fansly.collected"] = "lua/fansly/collected.lua",
    ["fansly.config"] = "lua/fansly/config.lua",
    ["fansly.credits"] = "lua/fansly/credits.lua",
    ["fansly.edit"] = "lua/fansly/edit.lua",
    ["fansly.endpoints"] = "lua/fansly/endpoints/init.lua",
    ["fansly.endpoints.access"] = "lua/fansly/endpoints/access.lua",
    ["fansly.endpoints.account"] = "lua/fansly/endpoints/account.lua",
    ["fansly.endpoints.accounts"] = "lua/fansly/endpoints/accounts.lua",
    ["fansly.endpoints.analytics"] = "lua/fansly/endpoints/analytics.lua",
    ["fansly.endpoints.automated_messages"] = "lua/fansly/endpoints/automated_messages.lua",
    ["fansly.endpoints.chats"] = "lua/fansly/endpoints/chats.lua",
    ["fansly.endpoints.discovery"] = "lua/fansly/endpoints/discovery.lua",
    ["fansly.endpoints.earnings"] = "lua/fansly/endpoints/earnings.lua",
    ["fansly.endpoints.followers"] = "lua/fansly/endpoints/followers.lua",
    ["fansly.endpoints.lists"] = "lua/fansly/endpoints/lists.lua",
    ["fansly.endpoints.mass_messages"] = "lua/fansly/endpoints/mass_messages.lua",
    ["fansly.endpoints.media"] = "lua/fansly/endpoints/media.lua",
    ["fansly.endpoints.messages"] = "lua/fansly/endpoints/messages.lua",
    ["fansly.endpoints.params"] = "lua/fansly/endpoints/params.lua",
    ["fansly.endpoints.payouts"] = "lua/fansly/endpoints/payouts.lua",
    ["fansly.endpoints.posts"] = "lua/fansly/endpoints/posts.lua",
    ["fansly.endpoints.subscribers"] = "lua/fansly/endpoints/subscribers.lua",
    ["fansly.endpoints.vault"] = "lua/fansly/endpoints/vault.lua",
    ["fansly.error"] = "lua/fansly/error.lua",
    ["fansly.event"] = "lua/fansly/event.lua",
    ["fansly.file"] = "lua/fansly/file.lua",
    ["fansly.identity"] = "lua/fansly/identity.lua",
    ["fansly.json"] = "lua/fansly/json.lua",
    ["fansly.judge"] = "lua/fansly/judge.lua",
    ["fansly.lock"] = "lua/fansly/lock.lua",
    ["fansly.loop"] = "lua/fansly/loop/init.lua",
    ["fansly.loop.cqueues"] = "lua/fansly/loop/cqueues.lua",
    ["fansly.loop.host"] = "lua/fansly/loop/host.lua",
    ["fansly.loop.luv"] = "lua/fansly/loop/luv.lua",
    ["fansly.loop.pace"] = "lua/fansly/loop/pace.lua",
    ["fansly.loop.queue"] = "lua/fansly/loop/queue.lua",
    ["fansly.loop.requests"] = "lua/fansly/loop/requests.lua",
    ["fansly.loop.timers"] = "lua/fansly/loop/timers.lua",
    ["fansly.map"] = "lua/fansly/map.lua",
    ["fansly.media"] = "lua/fansly/media.lua",
    ["fansly.operations"] = "lua/fansly/operations.lua",
    ["fansly.page"] = "lua/fansly/page.lua",
    ["fansly.ppv"] = "lua/fansly/ppv.lua",
    ["fansly.progress"] = "lua/fansly/progress.lua",
    ["fansly.reconcile"] = "lua/fansly/reconcile.lua",
    ["fansly.refusal"] = "lua/fansly/refusal.lua",
    ["fansly.report"] = "lua/fansly/report.lua",
    ["fansly.request"] = "lua/fansly/request.lua",
    ["fansly.resource"] = "lua/fansly/resource.lua",
    ["fansly.result"] = "lua/fansly/result.lua",
    ["fansly.retry"] = "lua/fansly/retry.lua",
    ["fansly.rules"] = "lua/fansly/rules.lua",
    ["fansly.spool"] = "lua/fansly/spool.lua",
    ["fansly.sandbox"] = "lua/fansly/sandbox/init.lua",
    ["fansly.sandbox.account"] = "lua/fansly/sandbox/account.lua",
    ["fansly.sandbox.chats"] = "lua/fansly/sandbox/chats.lua",
    ["fansly.sandbox.check"] = "lua/fansly/sandbox/check.lua",
    ["fansly.sandbox.command"] = "lua/fansly/sandbox/command.lua",
    ["fansly.sandbox.handlers"] = "lua/fansly/sandbox/handlers.lua",
    ["fansly.sandbox.media"] = "lua/fansly/sandbox/media.lua",
    ["fansly.sandbox.model"] = "lua/fansly/sandbox/model.lua",
    ["fansly.sandbox.multipart"] = "lua/fansly/sandbox/multipart.lua",
    ["fansly.sandbox.random"] = "lua/fansly/sandbox/random.lua",
    ["fansly.sandbox.rate_limit"] = "lua/fansly/sandbox/rate_limit.lua",
    ["fansly.sandbox.server"] = "lua/fansly/sandbox/server.lua",
    ["fansly.sandbox.webhooks"] = "lua/fansly/sandbox/webhooks.lua",
    ["fansly.sandbox.words"] = "lua/fansly/sandbox/words.lua",
    ["fansly.scalars"] = "lua/fansly/scalars.lua",
    ["fansly.secrets"] = "lua/fansly/secrets.lua",
    ["fansly.suggest"] = "lua/fansly/suggest.lua",
    ["fansly.task"] = "lua/fansly/task.lua",
    ["fansly.units"] = "lua/fansly/units.lua",
    ["fansly.webhook"] = "lua/fansly/webhook.lua",
  },
  platforms = {
    unix = {
      modules = { ["fansly.core"] = { libraries = { "curl", "m" } } },
    },
    linux = {
      modules = { ["fansly.core"] = { libraries = { "curl", "m", "dl" } } },
    },
  },
}

test = {
  type = "busted",
}
