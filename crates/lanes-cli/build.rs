//! Link flags of the runner.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let os = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    match os.as_str() {
        // C modules take Lua's symbols from the executable that loads them. The linker drops what nobody refers to unless
        // it is exported; the objects of the static library are all drawn in by `luaL_openlibs` and the parts of the API
        // that we call, and `tests/cli.rs` checks that nothing of the API is missing.
        "linux" | "android" | "freebsd" | "netbsd" | "openbsd" | "dragonfly" => {
            println!("cargo:rustc-link-arg-bins=-Wl,--export-dynamic");
        }
        "macos" => println!("cargo:rustc-link-arg-bins=-Wl,-export_dynamic"),
        _ => {}
    }
}
