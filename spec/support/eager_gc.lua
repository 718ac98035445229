--- A helper for busted: the collector never rests, so that what was not kept alive is gone when it is used.
local collector = require("spec.support.collector")

collector.set("pause", 0)
collector.set("stepmul", 10000)
