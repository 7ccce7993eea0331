//! The standard streams of C, which Lua's own library writes and reads: sharing its buffers keeps what we print in order
//! with what `print` prints, and leaves to `io.read` what the prompt has not read.

use std::io::Write;

#[cfg(not(windows))]
unsafe extern "C" {
    #[cfg_attr(target_vendor = "apple", link_name = "__stdinp")]
    static stdin: *mut libc::FILE;
    #[cfg_attr(target_vendor = "apple", link_name = "__stdoutp")]
    static stdout: *mut libc::FILE;
}

#[cfg(windows)]
unsafe extern "C" {
    fn __acrt_iob_func(index: std::ffi::c_uint) -> *mut libc::FILE;
}

/// C's `stdin` and `stdout`.
fn streams() -> (*mut libc::FILE, *mut libc::FILE) {
    #[cfg(not(windows))]
    // SAFETY: the C library sets both before `main` and nothing in this program assigns to them.
    unsafe {
        (stdin, stdout)
    }
    #[cfg(windows)]
    // SAFETY: 0 and 1 are valid indices.
    unsafe {
        (__acrt_iob_func(0), __acrt_iob_func(1))
    }
}

/// Writes to the standard output and flushes it; like lua.c, without a word when that fails.
pub fn print(bytes: &[u8]) {
    let (_, output) = streams();
    // SAFETY: a valid stream and a valid buffer of that length.
    unsafe {
        libc::fwrite(bytes.as_ptr().cast(), 1, bytes.len(), output);
        libc::fflush(output);
    }
}

/// Writes to the standard error in one piece, so that the lines of several threads do not mix.
///
/// Owns nothing while it runs Lua code, because it runs none: safe to call below a protected call.
pub fn print_error(parts: &[&[u8]]) {
    let line = parts.concat();
    // A closed standard error is no reason to fail.
    let _ = std::io::stderr().write_all(&line);
}

/// Reads a line from the standard input, without its end; `None` at the end of the input.
pub fn read_line() -> Option<Vec<u8>> {
    let (input, _) = streams();
    let mut line = Vec::new();
    loop {
        // SAFETY: a valid stream.
        let byte = unsafe { libc::fgetc(input) };
        match u8::try_from(byte) {
            Ok(b'\n') => return Some(line),
            Ok(byte) => line.push(byte),
            Err(_) if line.is_empty() => return None,
            Err(_) => return Some(line),
        }
    }
}
