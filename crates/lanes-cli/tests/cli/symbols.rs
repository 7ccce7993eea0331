//! What C modules find in the runner.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::support::lanes_env;
use super::{HAS_WARNINGS, IS_51, IS_JIT};

/// Debian's directory of C modules for this Lua.
fn module_directory() -> Option<PathBuf> {
    let version = match () {
        () if IS_51 => "5.1",
        () if cfg!(feature = "lua52") => "5.2",
        () if cfg!(feature = "lua53") => "5.3",
        () if cfg!(feature = "lua54") => "5.4",
        () => "5.5",
    };
    let directory = Path::new("/usr/lib/x86_64-linux-gnu/lua").join(version);
    directory.join("lfs.so").exists().then_some(directory)
}

/// Runs where lua-filesystem is installed, which Debian has for 5.1 to 5.4.
#[test]
fn c_modules_find_their_symbols() {
    let Some(directory) = module_directory() else { return };
    let path = format!("{}/?.so", directory.display());
    let code = "local lfs = require 'lfs' print(lfs.attributes('/', 'mode'))";
    lanes_env(&[("LUA_CPATH", &path)], &["-e", code]).prints("directory\n");
}

/// Every function of the API must be there for C modules, called by us or not.
#[cfg(target_os = "linux")]
#[test]
fn the_whole_api_is_exported() {
    let Ok(output) = Command::new("nm").args(["-D", "--defined-only", env!("CARGO_BIN_EXE_lanes")]).output()
    else {
        return;
    };
    let symbols = String::from_utf8(output.stdout).expect("UTF-8");
    let has = |name: &str| symbols.lines().any(|line| line.ends_with(&format!(" {name}")));
    let common = "lua_atpanic lua_checkstack lua_close lua_concat lua_createtable lua_dump lua_error lua_gc \
        lua_getallocf lua_gethook lua_gethookcount lua_gethookmask lua_getinfo lua_getlocal lua_getmetatable \
        lua_getstack lua_getupvalue lua_iscfunction lua_isnumber lua_isstring lua_isuserdata lua_load lua_newstate \
        lua_newthread lua_next lua_pushboolean lua_pushcclosure lua_pushfstring lua_pushinteger \
        lua_pushlightuserdata lua_pushlstring lua_pushnil lua_pushnumber lua_pushstring lua_pushthread lua_pushvalue \
        lua_pushvfstring lua_rawequal lua_rawget lua_rawgeti lua_rawset lua_rawseti lua_resume lua_setallocf \
        lua_setfield lua_sethook lua_setlocal lua_setmetatable lua_settable lua_settop lua_setupvalue lua_status \
        lua_toboolean lua_tocfunction lua_tolstring lua_topointer lua_tothread lua_touserdata lua_type lua_typename \
        lua_xmove luaL_addlstring luaL_addstring luaL_addvalue luaL_argerror luaL_buffinit luaL_callmeta \
        luaL_checkany luaL_checkinteger luaL_checklstring luaL_checknumber luaL_checkoption luaL_checkstack \
        luaL_checktype luaL_checkudata luaL_error luaL_getmetafield luaL_gsub luaL_loadstring luaL_newmetatable \
        luaL_newstate luaL_optinteger luaL_optlstring luaL_optnumber luaL_pushresult luaL_ref luaL_unref luaL_where \
        luaopen_base luaopen_debug luaopen_io luaopen_math luaopen_os luaopen_package luaopen_string luaopen_table";
    let added = match () {
        () if IS_JIT => {
            "lua_cpcall lua_upvalueid lua_upvaluejoin luaL_traceback luaL_openlib luaJIT_setmode \
            luaJIT_profile_start luaopen_bit luaopen_ffi luaopen_jit"
        }
        () if IS_51 => {
            "lua_cpcall lua_equal lua_lessthan lua_objlen lua_setlevel luaL_openlib luaL_prepbuffer"
        }
        () => {
            "lua_absindex lua_arith lua_compare lua_len lua_pcallk lua_callk lua_yieldk lua_rawgetp lua_rawsetp \
            lua_upvalueid lua_upvaluejoin luaL_buffinitsize luaL_checkversion_ luaL_execresult luaL_fileresult \
            luaL_len luaL_pushresultsize luaL_requiref luaL_setfuncs luaL_testudata luaL_tolstring luaL_traceback"
        }
    };
    let newest = if HAS_WARNINGS {
        "lua_closeslot lua_toclose lua_setwarnf lua_warning lua_closethread lua_newuserdatauv luaL_addgsub"
    } else {
        ""
    };
    let missing: Vec<_> = [common, added, newest]
        .iter()
        .flat_map(|names| names.split_whitespace())
        .filter(|name| !has(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
