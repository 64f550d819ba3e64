//! A few words for what had to go.

use llm_types::{Error, ErrorKind};

use super::*;

fn talk() -> Conversation {
    let mut talk = Conversation::new().with_system("s");
    for turn in 0..5 {
        talk.push_user(turn.to_string());
    }
    talk
}

async fn brief(dropped: Vec<Message>) -> Result<Message, Error> {
    Ok(Message::user(format!("{} before", dropped.len())))
}

#[tokio::test]
async fn what_fits_is_not_summed_up() {
    let fitted = talk()
        .fit_with_summary(&messages(6), 2, |_| async { Err(Error::new(ErrorKind::Timeout, "no")) })
        .await
        .unwrap();
    assert_eq!(fitted.conversation, talk());
}

#[tokio::test]
async fn the_summary_stands_behind_the_instructions_and_has_its_room() {
    let fitted = talk().fit_with_summary(&messages(5), 1, brief).await.unwrap();
    let kept = fitted.conversation.messages();
    assert_eq!(kept.len(), 5);
    assert_eq!(kept[..3], [Message::system("s"), Message::user("2 before"), Message::user("2"),]);
    assert_eq!((fitted.tokens, fitted.dropped.len()), (5, 2));
    // What is cut to a target is cut so far that the summary stays within it.
    let cut = talk().fit_with_summary(&messages(5).down_to(4), 1, brief).await.unwrap();
    assert_eq!((cut.tokens, cut.dropped.len()), (4, 3));
    // It goes into the next one.
    let again = fitted.conversation.fit_with_summary(&messages(4), 1, brief).await.unwrap();
    assert_eq!(again.dropped[0], Message::user("2 before"));
}

#[tokio::test]
async fn a_summary_that_is_longer_than_its_room_makes_more_go() {
    let letters = |text: &str| text.len() as u64;
    // Four for each message, and a letter: five each.
    let budget = TokenBudget::new(25).with_counter(letters);
    let long = async |_| Ok::<_, Error>(Message::user("elevenchars"));
    let fitted = talk().fit_with_summary(&budget, 0, long).await.unwrap();
    assert_eq!(fitted.tokens, 25);
    assert_eq!(fitted.tokens, fitted.conversation.tokens(&letters));
    assert_eq!(fitted.dropped.len(), 4);
    let endless = async |_| Ok::<_, Error>(Message::user("x".repeat(30)));
    let error = talk().fit_with_summary(&budget, 0, endless).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ContextLength);
}

#[tokio::test]
async fn what_the_summary_fails_with_is_the_error() {
    #[derive(Debug, PartialEq)]
    enum Failure {
        Fit(FitError),
        Own,
    }
    impl From<FitError> for Failure {
        fn from(error: FitError) -> Self {
            Self::Fit(error)
        }
    }
    let failing = async |_| Err(Failure::Own);
    let error = talk().fit_with_summary(&messages(3), 1, failing).await.unwrap_err();
    assert_eq!(error, Failure::Own);
    let error = talk().fit_with_summary(&messages(1), 1, failing).await.unwrap_err();
    assert_eq!(error, Failure::Fit(FitError { needed: 2, room: 1 }));
}

#[tokio::test]
async fn a_result_without_its_call_is_nothing_to_sum_up() {
    let mut talk = talk();
    talk.push(result("lost"));
    let none = async |_| Err(Error::new(ErrorKind::Timeout, "nothing to sum up"));
    let fitted = talk.fit_with_summary(&messages(6), 1, none).await.unwrap();
    assert_eq!(fitted.dropped, [result("lost")]);
    let fitted = talk.fit_with_summary(&messages(5), 1, brief).await.unwrap();
    assert_eq!(fitted.conversation.messages()[1], Message::user("2 before"));
    assert_eq!(fitted.dropped.last(), Some(&result("lost")));
}
