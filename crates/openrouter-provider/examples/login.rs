//! Logs a user in through the browser of this machine, and asks with the key that this gives.
//!
//! `cargo run -p openrouter-provider --example login` sends the user to OpenRouter; with
//! `-- --offline` a simulator plays the service and the user, so that it runs by itself.

use openrouter_provider::OpenRouter;
use openrouter_provider::llm_types::{AuthProvider, ProviderExt};
use openrouter_provider::openrouter_auth::KeyWishes;
use openrouter_sim::Simulator;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<()> {
    let is_offline = std::env::args().any(|argument| argument == "--offline");
    let sim = if is_offline { Some(Simulator::start().await?) } else { None };
    let mut builder = OpenRouter::builder();
    if let Some(sim) = &sim {
        builder = builder.base_url(sim.base_url());
    }
    let openrouter = builder.build()?;

    let wishes = KeyWishes::new().with_label("login example").with_limit("1.00".parse()?);
    let login = openrouter.log_in().key(wishes).loopback()?;
    println!("Open this page, and allow the key:\n\n  {}\n", login.url());
    let user = sim.as_ref().map(|sim| play_user(sim, login.url().as_str())).transpose()?;
    let (issued, ()) =
        tokio::try_join!(async { login.finish().await.map_err(Into::into) }, async {
            match user {
                Some(callback) => play_browser(&callback).await,
                None => Ok(()),
            }
        },)?;
    println!("Logged in. The key is called {} here, and is not shown.", issued.key.id());
    println!("{}", openrouter.ask("Say hello.").await?);

    openrouter.logout().await?;
    println!(
        "Forgotten. It stays valid until it is revoked at https://openrouter.ai/settings/keys"
    );
    Ok(())
}

/// Allows the key, and gives the address that the browser is sent back to.
fn play_user(sim: &Simulator, page: &str) -> Result<String> {
    let consent = sim.authorize(page)?;
    Ok(consent.callback().ok_or("the page has no callback")?.to_owned())
}

/// Follows the address, as a browser does.
async fn play_browser(callback: &str) -> Result<()> {
    let rest = callback.strip_prefix("http://").ok_or("the callback is not on this machine")?;
    let (host, path) = rest.split_once('/').ok_or("the callback has no path")?;
    let mut connection = TcpStream::connect(host).await?;
    let request = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut page = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut connection, &mut page).await?;
    Ok(())
}
