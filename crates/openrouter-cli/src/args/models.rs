//! `openrouter models` on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use clap::Args;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser as _};
use llm_types::{Modality, ModelOrder, Usd};

use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter models claude sonnet
  openrouter models --max-price 0.50 --supports tools --input image --sort price
  openrouter models --free --context 100k --limit 5
  openrouter models --output embeddings
  openrouter models --json --supports reasoning | jq -r '.models[].id'";

/// List the models, with what they cost and can do.
///
/// Prices are in US dollars for a million tokens: IN for what is read, OUT for what is written; a
/// router costs what the model costs that it picks. Every condition that is given must hold. If
/// nothing fits, it is told which condition is to blame, and the exit code is 8.
///
/// No key is needed. If there is neither a key nor an address, and OpenRouter cannot be reached, a
/// simulator inside this process lists its models, and says so.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct ModelsArgs {
    /// Words that must all be in the id or the name
    #[arg(value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) text: Vec<String>,

    /// Only what costs nothing to ask
    #[arg(long)]
    pub(crate) free: bool,

    /// The most that a million tokens read may cost
    #[arg(long, value_name = "USD", value_parser = price)]
    pub(crate) max_price: Option<Usd>,

    /// The most that a million tokens written may cost
    #[arg(long, value_name = "USD", value_parser = price)]
    pub(crate) max_output_price: Option<Usd>,

    /// The least room for prompt and answer together, such as 128000, 128k or 1m
    #[arg(long, value_name = "TOKENS", value_parser = tokens)]
    pub(crate) context: Option<u64>,

    /// What it must read; may be repeated
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = input())]
    pub(crate) input: Vec<Modality>,

    /// What it must make; may be repeated [default: text]
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = output())]
    pub(crate) output: Vec<Modality>,

    /// A parameter that it must heed, such as tools, structured_outputs or reasoning; may be repeated
    #[arg(long, value_name = "PARAMETER", value_delimiter = ',')]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) supports: Vec<String>,

    /// What comes first; what is not known of a model puts it last
    ///
    /// "price" is that of a typical chat: three tokens read for each one written.
    #[arg(long, value_name = "ORDER", default_value = "newest", value_parser = order())]
    pub(crate) sort: ModelOrder,

    /// Show so many at the most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: Option<u32>,

    /// Print one JSON document
    ///
    /// It has: base_url; status ("current", "stale", or "fallback" for a built-in list of names);
    /// simulated; fetched_at; total, how many models there are; fitting, how many of them fit; and
    /// models, as the service says them, with prices in US dollars for one token.
    #[arg(long)]
    pub(crate) json: bool,
}

const INPUTS: [&str; 5] = ["text", "image", "file", "audio", "video"];

const OUTPUTS: [&str; 8] =
    ["text", "image", "audio", "video", "speech", "transcription", "embeddings", "rerank"];

/// The words of [`ModelOrder`], as options are written.
const ORDERS: [&str; 9] = [
    "newest",
    "name",
    "id",
    "price",
    "input-price",
    "output-price",
    "context",
    "output-tokens",
    "listed",
];

fn input() -> impl clap::builder::TypedValueParser<Value = Modality> {
    PossibleValuesParser::new(INPUTS).map(|word| Modality::from(word.as_str()))
}

fn output() -> impl clap::builder::TypedValueParser<Value = Modality> {
    PossibleValuesParser::new(OUTPUTS).map(|word| Modality::from(word.as_str()))
}

fn order() -> impl clap::builder::TypedValueParser<Value = ModelOrder> {
    PossibleValuesParser::new(ORDERS).map(|word| word.replace('-', "_").parse().unwrap_or_default())
}

fn price(text: &str) -> Result<Usd, String> {
    match text.strip_prefix('$').unwrap_or(text).parse::<Usd>() {
        Ok(price) if price >= Usd::ZERO => Ok(price),
        _ => Err("must be an amount in US dollars, such as 0.50".to_owned()),
    }
}

/// A number of tokens; `k` stands for thousand, and `m` for a million.
fn tokens(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.char_indices().next_back() {
        Some((end, 'k' | 'K')) => (&text[..end], 1_000),
        Some((end, 'm' | 'M')) => (&text[..end], 1_000_000),
        _ => (text, 1),
    };
    let number = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    number.ok_or_else(|| "must be a whole number, such as 128000, 128k or 1m".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Cli, Command};

    fn parse(line: &str) -> Result<ModelsArgs, clap::Error> {
        match Cli::try_parse_from(line.split(' '))?.command {
            Command::Models(args) => Ok(args),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_of_tokens_have_short_forms() {
        for (text, number) in [("128000", 128_000), ("128k", 128_000), ("1M", 1_000_000)] {
            assert_eq!(tokens(text), Ok(number));
        }
        for wrong in ["", "k", "-1", "1.5k", "1g", "99999999999999999999", "99999999999999999m"] {
            assert!(tokens(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lists_may_be_repeated_or_joined() {
        let args =
            parse("openrouter models --input image,audio --input file --supports a,b").unwrap();
        assert_eq!(args.input, [Modality::Image, Modality::Audio, Modality::File]);
        assert_eq!(args.supports, ["a", "b"]);
        let wrong = parse("openrouter models --output smell").unwrap_err().to_string();
        assert!(wrong.contains("embeddings"), "{wrong}");
    }

    #[test]
    fn each_order_has_its_word() {
        for order in ModelOrder::ALL {
            let word = order.as_str().replace('_', "-");
            assert_eq!(parse(&format!("openrouter models --sort {word}")).unwrap().sort, order);
        }
        assert_eq!(parse("openrouter models").unwrap().sort, ModelOrder::Newest);
        assert!(parse("openrouter models --sort best").is_err());
    }

    #[test]
    fn a_price_is_not_below_nothing() {
        assert_eq!(price("$0.50"), Ok("0.5".parse().unwrap()));
        assert_eq!(price("0"), Ok(Usd::ZERO));
        assert!(price("-1").is_err() && price("cheap").is_err());
    }
}
