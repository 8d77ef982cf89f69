//! Chromium's debugging protocol, spoken to the browser itself: it leads to workers, processes and other tabs, where
//! chromedriver does not.

use std::{
    cell::{Cell, RefCell},
    fs,
    net::TcpStream,
    path::Path,
};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::browser::{Browser, PATIENCE};

/// The browser writes there where it listens.
const ADDRESS: &str = "DevToolsActivePort";

/// A connection to a browser.
#[derive(Debug)]
pub(crate) struct Devtools {
    socket: RefCell<WebSocket<TcpStream>>,
    asked: Cell<u64>,
}

/// Somebody in the browser who can be spoken to: a page or a worker.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) id: String,
    session: String,
}

impl Devtools {
    /// To the browser that lives in this folder.
    pub(crate) fn connect(profile: &Path) -> Self {
        let address = fs::read_to_string(profile.join(ADDRESS)).expect("the browser says where it listens");
        let (port, path) = address.trim().split_once('\n').expect("a port and a path");
        let stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("the browser listens there");
        // However busy the page may be.
        stream.set_read_timeout(Some(PATIENCE * 12)).expect("a socket takes a timeout");
        let (socket, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .unwrap_or_else(|error| panic!("the browser does not let itself be debugged: {error}"));
        Self { socket: RefCell::new(socket), asked: Cell::new(0) }
    }

    /// The first of this type (`page`, `worker`) whose address begins so; waits until there is one.
    pub(crate) fn attach(&self, browser: &Browser, kind: &str, address: &str) -> Target {
        let is_it = |target: &&Value| {
            target["type"] == kind && target["url"].as_str().is_some_and(|url| url.starts_with(address))
        };
        let id = browser.wait_for(&format!("a {kind} at {address}"), || {
            // Without a filter, workers are left out.
            let known = self.ask("Target.getTargets", &json!({ "filter": [{}] }));
            let found = known["targetInfos"].as_array().into_iter().flatten().find(is_it)?;
            found["targetId"].as_str().map(str::to_owned)
        });
        let attached = self.ask("Target.attachToTarget", &json!({ "targetId": id, "flatten": true }));
        Target { id, session: attached["sessionId"].as_str().expect("a flat session has a name").to_owned() }
    }

    /// From now on every worker that this page starts waits before its first line.
    pub(crate) fn hold_workers(&self, page: &Target) {
        let parameters = json!({
            "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true, "filter": [{ "type": "worker" }]
        });
        self.ask_of(page, "Target.setAutoAttach", &parameters);
    }

    /// The next worker that waits. To be called before anything else is asked.
    pub(crate) fn held(&self) -> Target {
        loop {
            let message =
                self.socket.borrow_mut().read().unwrap_or_else(|error| panic!("no worker is started: {error}"));
            let told: Value = serde_json::from_str(message.to_text().unwrap_or_default()).unwrap_or_default();
            let text = |value: &Value| value.as_str().expect("a worker has a name and a session").to_owned();
            if told["method"] == "Target.attachedToTarget" {
                let told = &told["params"];
                return Target { id: text(&told["targetInfo"]["targetId"]), session: text(&told["sessionId"]) };
            }
        }
    }

    /// It may begin.
    pub(crate) fn let_go(&self, worker: &Target) {
        self.ask_of(worker, "Runtime.runIfWaitingForDebugger", &json!({}));
    }

    /// A command to the browser, and its answer.
    pub(crate) fn ask(&self, command: &str, parameters: &Value) -> Value {
        self.exchange(command, parameters, None)
    }

    /// A command to a page or a worker, and its answer.
    pub(crate) fn ask_of(&self, target: &Target, command: &str, parameters: &Value) -> Value {
        self.exchange(command, parameters, Some(&target.session))
    }

    /// What this JavaScript expression is worth there.
    pub(crate) fn evaluate(&self, target: &Target, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true });
        let mut answer = self.ask_of(target, "Runtime.evaluate", &parameters);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    fn exchange(&self, command: &str, parameters: &Value, session: Option<&str>) -> Value {
        let id = self.asked.get() + 1;
        self.asked.set(id);
        let mut question = json!({ "id": id, "method": command, "params": parameters });
        if let Some(session) = session {
            question["sessionId"] = session.into();
        }
        let mut socket = self.socket.borrow_mut();
        let gone = |error| format!("{command}: the browser is gone, or busy for too long: {error}");
        let sent = socket.send(Message::text(question.to_string()));
        sent.unwrap_or_else(|error| panic!("{}", gone(error)));
        loop {
            let message = socket.read().unwrap_or_else(|error| panic!("{}", gone(error)));
            let mut answer: Value = serde_json::from_str(message.to_text().unwrap_or_default()).unwrap_or_default();
            // The others are events, for which nobody here waits.
            if answer["id"] == id {
                assert!(answer.get("error").is_none(), "{command}: {}", answer["error"]);
                return answer["result"].take();
            }
        }
    }
}
