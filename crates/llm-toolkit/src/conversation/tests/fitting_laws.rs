//! Laws of fitting, for conversations of any kind.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// One thing that happens in a conversation.
#[derive(Debug, Clone)]
enum Happening {
    Instructs(bool, String),
    Asks(String),
    Answers(String),
    /// So many calls, of which so many get their result, with something in between or not.
    Calls {
        calls: usize,
        answered: usize,
        between: bool,
    },
    /// The result of a call that never was.
    Strays,
}

fn happening() -> impl Strategy<Value = Happening> {
    let text = || "[a-z ]{0,12}";
    prop_oneof![
        1 => (any::<bool>(), text()).prop_map(|(is_system, text)| Happening::Instructs(is_system, text)),
        3 => text().prop_map(Happening::Asks),
        3 => text().prop_map(Happening::Answers),
        3 => (1_usize..4, 0_usize..4, any::<bool>())
            .prop_map(|(calls, answered, between)| Happening::Calls { calls, answered, between }),
        1 => Just(Happening::Strays),
    ]
}

fn talk() -> impl Strategy<Value = Conversation> {
    vec(happening(), 0..20).prop_map(|happenings| {
        let mut talk = Conversation::new();
        for (number, happening) in happenings.into_iter().enumerate() {
            match happening {
                Happening::Instructs(true, text) => talk.push(Message::system(text)),
                Happening::Instructs(false, text) => talk.push(Message::developer(text)),
                // No two are the same, or nobody could tell which of them went.
                Happening::Asks(text) => talk.push_user(format!("{text}{number}")),
                Happening::Answers(text) => {
                    talk.push(Message::assistant(format!("{text}{number}")));
                }
                Happening::Calls { calls: count, answered, between } => {
                    let ids: Vec<_> = (0..count).map(|call| format!("{number}.{call}")).collect();
                    talk.push(calls(&ids.iter().map(String::as_str).collect::<Vec<_>>()));
                    for id in ids.iter().rev().take(answered) {
                        talk.push(result(id));
                        if between {
                            talk.push(Message::developer("now"));
                        }
                    }
                }
                Happening::Strays => talk.push(result("stray")),
            }
        }
        talk
    })
}

/// The ids of calls that get a result somewhere, and the results that have a call before them.
fn pairs(messages: &[Message]) -> Vec<(String, usize, usize)> {
    let mut pairs = Vec::new();
    for (place, message) in messages.iter().enumerate() {
        let Message::Assistant(caller) = message else { continue };
        for call in &caller.tool_calls {
            let answers = messages.iter().skip(place).filter(|message| {
                matches!(message, Message::Tool(answer) if answer.tool_call_id == call.id)
            });
            pairs.push((call.id.to_string(), 1, answers.count()));
        }
    }
    pairs
}

proptest! {
    #[test]
    fn what_is_fitted_fits_keeps_its_order_and_its_pairs(
        talk in talk(),
        room in 0_u64..200,
        target in proptest::option::of(0_u64..200),
    ) {
        let counter = |text: &str| text.len() as u64;
        let mut budget = TokenBudget::new(room).with_counter(counter);
        if let Some(target) = target {
            budget = budget.down_to(target);
        }
        let is_pinned =
            |message: &&Message| matches!(message, Message::System(_) | Message::Developer(_));
        let fitted = match talk.fit(&budget) {
            Ok(fitted) => fitted,
            Err(error) => {
                prop_assert!(error.needed > room, "{error}");
                // What it says is enough.
                let enough = TokenBudget::new(error.needed).with_counter(counter);
                prop_assert_eq!(talk.fit(&enough).unwrap().tokens, error.needed);
                return Ok(());
            }
        };
        let Fitted { conversation, dropped, tokens, .. } = &fitted;
        prop_assert!(*tokens <= room);
        prop_assert_eq!(*tokens, conversation.tokens(&counter));

        // In order, and nothing lost: merged, both parts are the whole.
        let (mut left, mut gone) = (conversation.messages(), &dropped[..]);
        for message in talk.messages() {
            match (left, gone) {
                ([next, rest @ ..], _) if next == message => left = rest,
                (_, [next, rest @ ..]) if next == message => gone = rest,
                _ => prop_assert!(false, "{message:?} is in neither"),
            }
        }
        prop_assert!(left.is_empty() && gone.is_empty());

        // Pairs go or stay together, and no result is without its call.
        let kept = conversation.messages();
        let before = pairs(talk.messages());
        for pair in pairs(kept) {
            prop_assert!(before.contains(&pair), "{pair:?} was split");
        }
        let results = kept.iter().filter(|message| matches!(message, Message::Tool(_))).count();
        prop_assert_eq!(results, pairs(kept).iter().map(|(_, _, results)| results).sum::<usize>());
        let first = kept.iter().find(|message| !is_pinned(message));
        prop_assert!(!matches!(first, Some(Message::Tool(_))));

        // Instructions and the user's last word stay.
        let pinned: Vec<_> = talk.messages().iter().filter(is_pinned).collect();
        prop_assert_eq!(kept.iter().filter(is_pinned).collect::<Vec<_>>(), pinned);
        let is_user = |message: &&Message| matches!(message, Message::User(_));
        prop_assert_eq!(
            kept.iter().rfind(is_user),
            talk.messages().iter().rfind(is_user)
        );

        let again = conversation.fit(&budget).unwrap();
        prop_assert!(again.dropped.is_empty());
        prop_assert_eq!(&again.conversation, conversation);
    }
}
