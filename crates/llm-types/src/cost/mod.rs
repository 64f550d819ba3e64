//! What calls cost: before they are made, and after.

mod consumption;
mod estimate;
mod exact;
mod item;
mod size;

pub use consumption::Consumption;
pub use estimate::CostEstimate;
pub use exact::{Cost, CostLine};
pub use item::CostItem;
pub(crate) use size::least_input;
pub use size::{CallSize, TokenRange};
