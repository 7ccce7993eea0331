//! Link flags of the runner.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let os = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    match os.as_str() {
        // C modules take Lua's symbols from the executable that loads them. The linker drops what nobody refers to unless
        // it is exported; the objects of the static library are all drawn in by `luaL_openlibs` and the parts of the API
        // that we call, and `tests/cli/symbols.rs` checks that nothing of the API is missing. Exported are the API's names only:
        // with `--export-dynamic`, weak symbols that nobody defines look defined to std in a static program, as musl's
        // are by default, and it crashes when a thread starts.
        "linux" | "android" | "freebsd" | "netbsd" | "openbsd" | "dragonfly" => {
            let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
            println!("cargo:rerun-if-changed=exports.list");
            println!("cargo:rustc-link-arg-bins=-Wl,--dynamic-list={root}/exports.list");
        }
        "macos" => println!("cargo:rustc-link-arg-bins=-Wl,-export_dynamic"),
        _ => {}
    }
}
