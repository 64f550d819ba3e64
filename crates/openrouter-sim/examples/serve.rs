//! Serves a simulator until it is killed, and prints where: `serve [port]`.

use openrouter_sim::Simulator;

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the address is what the program is asked for")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse())?;
    let mut simulator = Simulator::builder().port(port).start().await?;
    println!("{}", simulator.base_url());
    simulator.wait().await;
    Ok(())
}
