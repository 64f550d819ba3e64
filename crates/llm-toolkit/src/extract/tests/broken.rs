//! What is broken or cut off, of a type that contains itself: a part of it fits as well as the whole.

use llm_types::FinishReason;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::Serialize;

use super::*;
use crate::MisfitKind;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Tree {
    name: String,
    #[serde(default)]
    branches: Vec<Self>,
    #[serde(default)]
    top: Option<Box<Self>>,
}

#[tokio::test]
async fn a_part_of_what_is_broken_or_cut_off_is_never_taken_for_the_whole() {
    for text in [
        r#"{"name": "a", "branches": [{"name": "b", "branches": []}, {"name": "c""#,
        r#"{"name": "a", "branches": [{"name": "b"}],}"#,
        r#"{"name": "a", "branches": [{"name": "b"} {"name": "c"}]}"#,
        r#"{"name": "a", "branches": [{"name": "b",}, {"name": "]}\""}]}"#,
        r#"Here: {"name": "a", "branches": [{"name": "b",}, {"name": "c"}]}"#,
        r#"{name: "a", top: {"name": "b"}}"#,
        r#"{name": "a", top: {"name": "b"}}"#,
        r#"{\"name\": \"a\", "top": {"name": "b"}}"#,
        r#""name": "a", "top": {"name": "b"}}"#,
        r#"{"name": "a", "branches"}: [{"name": "b"}]}"#,
        r#"{"name": "a",} No: {"name": "b"}"#,
        r#"{ // The tree:
            "name": "a", "branches": [{"name": "b"}]}"#,
        r#"[{"name": "a", "size": NaN}, {"name": "b"}]"#,
    ] {
        let error = able().then(text).extract::<Tree>("x").repairs(0).await.unwrap_err();
        let ExtractErrorKind::Misfit(misfit) = error.kind() else { panic!("{error:?}") };
        assert_eq!(misfit.kind(), MisfitKind::NotJson, "{text}");
    }
    let cut = answer(r#"{"name": "a", "top": {"name": "b"}, "#, FinishReason::Length);
    let error = able().then(cut).extract::<Tree>("x").await.unwrap_err();
    assert!(matches!(error.kind(), ExtractErrorKind::CutOff(Some(_))), "{error:?}");
}

fn tree() -> impl Strategy<Value = Tree> {
    let name = || "b[\\[\\]{}\"\\\\ ,:]{0,3}";
    let leaf = name().prop_map(|name| Tree { name, branches: Vec::new(), top: None });
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let branches = prop::collection::vec(inner.clone(), 0..3);
        let top = prop::option::of(inner.prop_map(Box::new));
        (name(), branches, top).prop_map(|(name, branches, top)| Tree { name, branches, top })
    })
}

proptest! {
    #[test]
    fn one_wrong_letter_makes_no_branch_the_tree(
        tree in tree(),
        place in any::<Index>(),
        wrong in prop::option::of(prop::sample::select(vec![",", "\"", "}", "]", "{", "[", "x"])),
        stays in any::<bool>(),
        before in prop::sample::select(vec!["", "Here {it} is: ", "```json\n", "[note] "]),
    ) {
        let root = Tree { name: "root".to_owned(), ..tree };
        let mut json = serde_json::to_string(&root).unwrap();
        // Behind the first name: what begins like no JSON is taken for prose.
        let begin = r#"{"name":"#.len();
        let place = begin + place.index(json.len() - begin);
        let until = if stays { place } else { place + 1 };
        json.replace_range(place..until, wrong.unwrap_or_default());
        let provider = able().then(format!("{before}{json}"));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = runtime.block_on(provider.extract::<Tree>("x").repairs(0).into_future());
        if let Ok(read) = read {
            prop_assert!(!read.value.name.starts_with('b'), "{json}");
        }
    }
}
