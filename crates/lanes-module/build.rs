//! Link flags of the module.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let os = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    match os.as_str() {
        // Never unmapped: a lane's thread may still run our code (or its thread-local destructors) when the interpreter
        // has closed its state and would `dlclose` us.
        "linux" | "android" | "freebsd" => println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete"),
        // Lua's symbols come from the interpreter at load time.
        "macos" => println!("cargo:rustc-cdylib-link-arg=-Wl,-undefined,dynamic_lookup"),
        _ => {}
    }
}
