function love.conf(t)
  t.identity = "fansly-example"
  t.window.title = "fansly"
  t.window.width, t.window.height = 640, 480
  t.window.msaa = 4
  t.modules.audio, t.modules.sound, t.modules.physics, t.modules.joystick = false, false, false, false
end
