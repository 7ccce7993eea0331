-- The example runs and ends with what it promises. LuaSocket is there for stock interpreters only.
-- only: 5.1 5.2 5.3 5.4 luajit
-- host: stock
-- expect-stdout: 12 connections were served by 3 lanes
dofile "examples/tcp_server.lua"
