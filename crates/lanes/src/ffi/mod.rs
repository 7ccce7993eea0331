//! The C API and nothing else: what mlua-sys declares, what it lacks, and the differences between versions evened out
//! *upward* to the Lua 5.4 API ([`compat`]). Every function here is as unsafe as the C function it stands for.

pub mod compat;
pub mod keys;
mod newstate;

pub use compat::*;
pub use mlua_sys::{
    LUA_ERRERR, LUA_ERRMEM, LUA_MULTRET, LUA_OK, LUA_REGISTRYINDEX, LUA_TBOOLEAN, LUA_TFUNCTION,
    LUA_TLIGHTUSERDATA, LUA_TNIL, LUA_TNONE, LUA_TNUMBER, LUA_TSTRING, LUA_TTABLE, LUA_TTHREAD,
    LUA_TUSERDATA, lua_CFunction, lua_Debug, lua_State, lua_checkstack, lua_close, lua_concat,
    lua_createtable, lua_error, lua_getfield, lua_gethook, lua_getinfo, lua_getmetatable, lua_getstack,
    lua_gettop, lua_getupvalue, lua_insert, lua_iscfunction, lua_isinteger, lua_next, lua_pcall, lua_pop,
    lua_pushboolean, lua_pushcclosure, lua_pushinteger, lua_pushlightuserdata, lua_pushlstring, lua_pushnil,
    lua_pushnumber, lua_pushvalue, lua_rawequal, lua_rawget, lua_rawlen, lua_rawset, lua_remove, lua_replace,
    lua_sethook, lua_setmetatable, lua_settop, lua_setupvalue, lua_toboolean, lua_tocfunction, lua_tolstring,
    lua_topointer, lua_touserdata, lua_type, luaL_argerror, luaL_newstate, luaL_openlibs, luaL_where,
};
pub use mlua_sys::{LUA_YIELD, lua_newthread, lua_xmove};
#[cfg(not(feature = "luajit"))]
pub use mlua_sys::{lua_gethookcount, lua_gethookmask, lua_status, lua_tothread};
pub use newstate::newstate;

#[cfg(feature = "lua55")]
pub use mlua_sys::{LUA_GCCOLLECT, LUA_GCCOUNT, LUA_GCISRUNNING, lua_gc, lua_pushexternalstring};
