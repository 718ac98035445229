--- A helper for busted: the collector never rests, so that what was not kept alive is gone when it is used.
collectgarbage("setpause", 0)
collectgarbage("setstepmul", 10000)
