//! How the one function of Lua that mlua-sys does not declare is linked: as mlua-sys links the others.

use std::env::var_os;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=LUA_LIB_NAME");
    println!("cargo:rustc-check-cfg=cfg(raw_dylib)");
    let windows = var_os("CARGO_CFG_TARGET_OS").is_some_and(|os| os == "windows");
    let named = var_os("LUA_LIB_NAME").is_some_and(|name| !name.is_empty());
    if windows && var_os("CARGO_FEATURE_MODULE").is_some() && !named {
        println!("cargo:rustc-cfg=raw_dylib");
    }
}
