//! [`table`]: models as a person reads them.

use llm_types::{Modality, Model, Price, Pricing};

use crate::dates::day;
use crate::numbers::grouped;
use crate::prices::per_million;
use crate::table::{Cell, Column, Table};

const COLUMNS: usize = 9;

pub(super) fn table(models: &[&Model]) -> Table<COLUMNS> {
    let mut table = Table::new([
        Column::text("MODEL"),
        Column::text("NAME").rank(8).shortens_to(16),
        Column::number("IN").rank(1),
        Column::number("OUT").rank(2),
        Column::number("CONTEXT").rank(3),
        Column::number("MAX OUT").rank(7),
        Column::text("READS").rank(5).shortens_to(15),
        Column::text("CAN").rank(4).shortens_to(10),
        Column::text("ADDED").rank(6),
    ]);
    for model in models {
        table.row(row(model));
    }
    table
}

fn row(model: &Model) -> [Cell; COLUMNS] {
    let price = |of: fn(&Pricing) -> Option<Price>| {
        Cell::from(model.pricing.as_ref().and_then(of).map(per_million))
    };
    // A name is seldom known to be another than the id in a built-in list.
    let name = (model.name != model.id.as_str()).then_some(model.name.as_str());
    [
        model.id.as_str().into(),
        name.into(),
        price(|pricing| pricing.input),
        price(|pricing| pricing.output),
        model.context_length.map(grouped).into(),
        model.max_output_tokens.map(grouped).into(),
        modalities(&model.input_modalities).into(),
        abilities(model).into(),
        model.created.and_then(day).into(),
    ]
}

fn modalities(list: &[Modality]) -> Option<String> {
    let mut list: Vec<_> = list.iter().collect();
    // The service has them in any order.
    list.sort();
    let words: Vec<_> = list.into_iter().map(Modality::as_str).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What models are chosen for, in a word each.
fn abilities(model: &Model) -> Option<String> {
    let known = [("tools", "tools"), ("structured_outputs", "json"), ("reasoning", "thinks")];
    let words = known.into_iter().filter(|(parameter, _)| model.supports(parameter));
    let words: Vec<_> = words.map(|(_, word)| word).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    #[test]
    fn what_is_not_known_is_a_dash_and_what_varies_says_so() {
        let mut router = Model::new("openrouter/auto");
        router.name = "Auto Router".to_owned();
        let mut pricing = Pricing::default();
        pricing.input = Some(Price::Variable);
        router.pricing = Some(pricing);
        router.input_modalities = vec![Modality::Image, Modality::Text];
        router.supported_parameters = ["reasoning", "seed", "tools"].map(str::to_owned).to_vec();
        let unknown = Model::new("acme/quill");
        let page = Page { width: None, is_unicode: true };
        let text = table(&[&router, &unknown]).render(page).text;
        insta::assert_snapshot!(anstream::adapter::strip_str(&text).to_string(), @r"
        MODEL            NAME             IN  OUT  CONTEXT  MAX OUT  READS       CAN           ADDED
        openrouter/auto  Auto Router  varies    -        -        -  text image  tools thinks  -
        acme/quill       -                 -    -        -        -  -           -             -
        ");
    }
}
