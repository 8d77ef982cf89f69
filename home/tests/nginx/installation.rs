//! The files as a home installs them: nginx takes them as they are, and serves with TLS as well.

use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use home::nginx::{Certificate, Nginx};
use tempfile::TempDir;

use crate::answer::{ask, page};

#[test]
fn nginx_accepts_the_files_as_they_are_shipped() {
    for site in ["http.conf", "https.conf"] {
        let folder = TempDir::new().expect("a temporary folder");
        install(folder.path());
        // What Debian's nginx.conf does, from a folder where it may be done.
        let main = format!(
            "pid {0}/pid; error_log {0}/log; events {{}} http {{ access_log off; include alicia/{site}; }}",
            folder.path().display()
        );
        fs::write(folder.path().join("nginx.conf"), main).expect("a file");
        let said = nginx_test(folder.path());
        // The next line tells whether the ports are free and this user may have them, which says nothing of the files.
        assert!(said.contains("syntax is ok"), "{site}: {said}");
        assert!(!said.contains("[warn]"), "{site}: {said}");
    }
}

#[test]
fn the_two_sites_cannot_be_installed_together_by_mistake() {
    let folder = TempDir::new().expect("a temporary folder");
    install(folder.path());
    let main = "events {} http { include alicia/http.conf; include alicia/https.conf; }";
    fs::write(folder.path().join("nginx.conf"), main).expect("a file");
    let said = nginx_test(folder.path());
    assert!(said.contains("[emerg]") && !said.contains("syntax is ok"), "{said}");
}

#[test]
fn with_tls_the_page_comes_by_versions_that_are_safe() {
    let folder = page();
    let certificate = Certificate::make().unwrap_or_else(|error| panic!("{error}"));
    let nginx = Nginx::https(folder.path(), 9, &certificate).unwrap_or_else(|error| panic!("{error}"));
    for version in ["-tls1_2", "-tls1_3"] {
        let answer = over_tls(&nginx, &certificate, version);
        let text = String::from_utf8_lossy(&answer.stdout);
        assert!(text.contains("HTTP/1.1 200 OK") && text.ends_with("index.html"), "{version}: {answer:?}");
        assert!(text.contains("connect-src 'self' ;"), "{text}");
    }
    let old = over_tls(&nginx, &certificate, "-tls1_1");
    assert!(old.stdout.is_empty(), "{old:?}");
}

#[test]
fn without_tls_one_is_sent_to_where_it_is() {
    let folder = page();
    let certificate = Certificate::make().unwrap_or_else(|error| panic!("{error}"));
    let nginx = Nginx::https(folder.path(), 9, &certificate).unwrap_or_else(|error| panic!("{error}"));
    let redirected = ask(nginx.redirecting_port(), &["GET /dash/?x=1 HTTP/1.1", "Host: home.example"]);
    assert_eq!((redirected.status, redirected.header("location")), (302, Some("https://home.example/dash/?x=1")));
    let proof = ask(nginx.redirecting_port(), &["GET /.well-known/acme-challenge/x HTTP/1.1", "Host: home.example"]);
    assert_eq!(proof.status, 404, "an authority is not sent on");
}

#[test]
fn an_nginx_that_does_not_start_says_why() {
    let folder = page();
    let mistake = [(r#"set $frame_ancestors "'none'";"#, "set $frame_ancestors 'none' 'self';")];
    let error = Nginx::http_changed(folder.path(), 9, &mistake).expect_err("a mistake").to_string();
    assert!(error.contains("invalid number of arguments") && error.contains("sites-enabled/alicia:"), "{error}");
}

#[test]
fn a_dropped_nginx_is_gone() {
    let folder = page();
    let nginx = Nginx::http(folder.path(), 9).unwrap_or_else(|error| panic!("{error}"));
    let port = nginx.port();
    drop(nginx);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

fn install(folder: &Path) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/nginx");
    let certificate = Certificate::make().unwrap_or_else(|error| panic!("{error}"));
    let tls = folder.join("alicia/tls");
    fs::create_dir_all(&tls).expect("a folder");
    for file in fs::read_dir(shipped).expect("the shipped files").flatten() {
        fs::copy(file.path(), folder.join("alicia").join(file.file_name())).expect("a copy");
    }
    for name in ["fullchain.pem", "privkey.pem"] {
        fs::copy(certificate.file().with_file_name(name), tls.join(name)).expect("a copy");
    }
}

/// What `nginx -t` says.
fn nginx_test(folder: &Path) -> String {
    let program = ["/usr/sbin/nginx", "nginx"].into_iter().find(|program| Path::new(program).exists());
    let output = Command::new(program.unwrap_or("nginx"))
        .args(["-t", "-e", "stderr", "-c"])
        .arg(folder.join("nginx.conf"))
        .output()
        .expect("nginx runs");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asks for the page with this version of TLS, trusting this certificate.
fn over_tls(nginx: &Nginx, certificate: &Certificate, version: &str) -> Output {
    let mut client = Command::new("openssl")
        .args(["s_client", "-quiet", "-verify_return_error", version, "-connect"])
        .arg(format!("127.0.0.1:{}", nginx.port()))
        .arg("-CAfile")
        .arg(certificate.file())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl runs");
    let mut request = client.stdin.take().expect("its input is piped");
    // A client that was refused no longer reads.
    let _gone = request.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    client.wait_with_output().expect("openssl ends")
}
