//! What is sent again and again, and what waits for its answer: how far each has come.

use reactive_graph::owner::expect_context;

use crate::app::{Answer, AskNews, AskStage, Attempt, Errand, HandWish, Intent, News, RepeatEnd, RepeatNews, Task};
use crate::device::Stage;
use crate::language::t;
use crate::ui::cell::live;
use crate::ui::dom::{Element, Piece, all, el, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::property::stage_mark;
use crate::ui::shell::ask;
use crate::ui::{format, text, words};

/// Letters of an answer that are put on the page.
const LETTERS: usize = 20_000;

pub(super) fn runs() -> Piece {
    let told = expect_context::<Mirror>().hand();
    let news = live(move || told.with(|told| News::hand(told)).unwrap_or_default());
    part(move || news.with(|news| news.repeated.clone()), |news: RepeatNews| repeated(&news))
        .and(part(move || news.with(|news| news.asked.clone()), |news: AskNews| asked(&news)))
}

fn repeated(news: &RepeatNews) -> Element {
    let [sent, times, seconds] = [news.sent, news.times, news.seconds].map(|number| format::count(number.into()));
    let sent = t!("{sent} of {times} sent, each after {seconds} s", sent, times, seconds);
    let [taken, failed] = [news.taken, news.failed].map(|number| format::count(number.into()));
    let outcome = t!("taken: {taken}, failed: {failed}", taken, failed);
    let end = match news.end {
        None => t!("It goes on while there is a connection."),
        Some(RepeatEnd::Done) => t!("That is all of them."),
        Some(RepeatEnd::Stopped) => t!("You stopped it."),
        Some(RepeatEnd::LinkLost) => t!("It ended because the connection was lost."),
        Some(RepeatEnd::Refused) => t!("It ended because the last one was not taken."),
    };
    let stop = news.next.map(|_| ask(t!("Stop"), Intent::hand(&HandWish::StopRepeating)));
    run("repeated", &news.topic)
        .attr("data-sent", &news.sent.to_string())
        .child(el("p").child(format!("{sent} · {outcome}. {end} ")).child(stop))
        .child(el("ol").class("log").child(all(news.latest.iter().rev().map(|it| attempt(&news.topic, it)))))
}

fn attempt(topic: &str, Attempt { at, stage }: &Attempt) -> Element {
    el("li")
        .attr("data-request", stage_mark(stage))
        .child(el("span").class("time").child(format::time_of_day(*at)))
        .child(el("span").class("words").child(said(topic, *at, stage)))
}

/// In the words of what else is sent by hand.
fn said(topic: &str, asked: crate::time::Timestamp, stage: &Stage) -> String {
    words::errand(&Errand { task: Task::Publish, topic: topic.to_owned(), stage: stage.clone(), asked })
}

fn asked(news: &AskNews) -> Element {
    let (picture, mark, words) = match &news.stage {
        AskStage::Subscribing => ("wait", "waiting", t!("Asking to hear the answer…").to_owned()),
        AskStage::Waiting => ("wait", "waiting", t!("Waiting for the answer…").to_owned()),
        AskStage::Answered(answer) => ("check", "answered", answered(answer)),
        AskStage::Nobody(seconds) => ("warn", "nobody", nobody(news, *seconds)),
        AskStage::Stopped => ("no", "stopped", t!("You did not wait for the answer.").to_owned()),
        AskStage::LinkLost => ("warn", "lost", t!("The connection was lost before an answer came.").to_owned()),
        AskStage::Deaf(why) => (
            "no",
            "refused",
            t!("Nothing was asked, for the answer could not be heard: {why}.", why = text::short(why)),
        ),
        AskStage::NotAsked(why) => ("no", "refused", t!("Nothing was asked: {why}.", why = text::short(why))),
    };
    let is_open = matches!(news.stage, AskStage::Subscribing | AskStage::Waiting);
    let stop = is_open.then(|| ask(t!("Stop"), Intent::hand(&HandWish::StopWaiting)));
    let question = news.question.as_ref().map(|stage| said(&news.topic, crate::time::Timestamp::default(), stage));
    let question = question.map(|said| t!("The question: {said}.", said));
    let place = if news.is_usual {
        t!("Those who are asked there answer on {topic}.", topic = text::short(&news.answers))
    } else {
        t!("The answer is expected on {topic}.", topic = text::short(&news.answers))
    };
    let others = match news.others {
        0 => None,
        1 => Some(t!("One message there answered somebody else.").to_owned()),
        count => Some(t!("{count} messages there answered somebody else.", count = format::count(count.into()))),
    };
    let told = (!news.is_told).then(|| {
        t!("Over MQTT 3.1.1 the question cannot say where it wants its answer, nor an answer what it answers.")
            .to_owned()
    });
    let facts: Vec<_> = [question, Some(place), others, told].into_iter().flatten().collect();
    run("asked", &news.topic)
        .attr("data-stage", mark)
        .child(el("p").child(icon(picture)).child(format!(" {words} ")).child(stop))
        .child(el("p").class("hint").child(facts.join(" ")))
        .child(match &news.stage {
            AskStage::Answered(answer) => Some(body(answer)),
            _ => None,
        })
}

fn answered(answer: &Answer) -> String {
    #[expect(clippy::cast_precision_loss, reason = "nobody waits for so long")]
    let millis = answer.took_micros as f64 / 1_000.0;
    let time = t!("{count} ms", count = format::number(millis, Some(u8::from(millis < 10.0))));
    if answer.is_known {
        t!("Answered after {time}.", time)
    } else {
        t!("Answered after {time}, as far as the topic tells: the answer does not say what it answers.", time)
    }
}

fn nobody(news: &AskNews, seconds: u32) -> String {
    let seconds = format::count(seconds.into());
    let words = t!("No answer came within {seconds} s.", seconds);
    // Mosquitto grants what it then holds back.
    let rule = t!(
        "It may also be that this user may not read there, which some brokers do not tell: topic read {topic}",
        topic = text::short(&news.answers)
    );
    format!("{words} {rule}")
}

fn body(answer: &Answer) -> Element {
    let shown = match std::str::from_utf8(&answer.payload) {
        Ok(text) => text.chars().take(LETTERS).collect(),
        Err(_) => String::from_utf8_lossy(&answer.payload).chars().take(LETTERS).collect::<String>(),
    };
    let lines: Vec<_> = shown.split('\n').map(text::visible).collect();
    let kind = answer.content_type.as_ref().map(|kind| format!("{} · ", text::short(kind))).unwrap_or_default();
    el("div")
        .child(el("p").class("hint").child(format!("{kind}{}", format::bytes(answer.size.into()))))
        .child(el("pre").class("payload").attr("tabindex", "0").attr("data-testid", "answer").child(lines.join("\n")))
}

fn run(mark: &str, topic: &str) -> Element {
    let title = el("p").class("what").child(el("code").class("topic").child(&*text::visible(topic)));
    el("div").class("panel run").attr("data-testid", mark).attr("role", "status").child(title)
}
